/** Registered documents as a file: Apollo's manifest of persisted queries, or ids and texts as Relay writes them. */
import { GraphQLError, parse } from 'graphql';
import { z } from 'zod';
import { YamlFile } from './yaml-file.ts';

const manifest = z.looseObject({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.looseObject({ id: z.string().min(1), body: z.string().min(1), dataUse: z.string().min(1).optional() }),
  ),
});
const byId = z.record(z.string().min(1), z.string().min(1));

export interface DocumentEntry {
  readonly id: string;
  readonly text: string;
  readonly dataUse: string | undefined;
}

export interface DocumentsRead {
  readonly file: YamlFile;
  readonly documents: readonly DocumentEntry[];
}

/** @param isPurpose - whether the taxonomy knows it. */
export function readDocuments(path: string, isPurpose: (name: string) => boolean): DocumentsRead {
  const file = YamlFile.read(path);
  if (file.refusal !== undefined) return { file, documents: [] };
  const isManifest = typeof file.data === 'object' && file.data !== null && 'format' in file.data;
  const read = isManifest
    ? (file.check(manifest)?.operations ?? []).map(({ id, body, dataUse }, index) => ({
        at: ['operations', index],
        entry: { id, text: body, dataUse },
      }))
    : Object.entries(file.check(byId) ?? {}).map(([id, text]) => ({
        at: [id],
        entry: { id, text, dataUse: undefined },
      }));
  for (const [index, { at, entry }] of read.entries()) {
    // One of the two would hold, and nobody could tell which.
    const twin = read.findIndex(({ entry: other }) => other.id === entry.id || other.text === entry.text);
    if (twin !== index) file.fault(at, 'has the id or the text of another document');
    const fault = syntaxFault(entry.text);
    if (fault !== undefined) file.fault(at, `is not a GraphQL document: ${fault}`);
    if (entry.dataUse !== undefined && !isPurpose(entry.dataUse))
      file.fault([...at, 'dataUse'], 'is not a purpose of the taxonomy');
  }
  return { file, documents: read.map(({ entry }) => entry) };
}

function syntaxFault(text: string): string | undefined {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    return error instanceof GraphQLError ? error.message : 'it cannot be read';
  }
}
