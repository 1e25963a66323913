/** Writes what is published of the configuration's shape: `onefold.schema.json` and the tables of its documentation. */
import { readFileSync, writeFileSync } from 'node:fs';
import { configurationJsonSchema } from './json-schema.ts';
import { configurationReference } from './reference.ts';

export const schemaFile = new URL('../../onefold.schema.json', import.meta.url);
export const documentFile = new URL('../../docs/configuration.md', import.meta.url);

export function publishedSchema(): string {
  return `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`;
}

/** A document with everything after its line of the marker replaced by the reference. */
export function publishedDocument(document: string): string {
  const marker = '<!-- Written by npm run schema. -->\n';
  return `${document.split(marker)[0]}${marker}\n${configurationReference(configurationJsonSchema())}`;
}

if (import.meta.main) {
  writeFileSync(schemaFile, publishedSchema());
  writeFileSync(documentFile, publishedDocument(readFileSync(documentFile, 'utf8')));
}
