import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { documentFile, publishedDocument, publishedSchema, schemaFile } from '../../src/config/publish.ts';
import { written } from './files.ts';

describe('what is published of the configuration’s shape', () => {
  it('has the JSON Schema of the schema in force: npm run schema writes it', () => {
    expect(readFileSync(schemaFile, 'utf8')).toBe(publishedSchema());
  });

  it('has the documentation of every key: npm run schema writes it', () => {
    const document = readFileSync(documentFile, 'utf8');
    expect(document).toBe(publishedDocument(document));
  });

  it('has an example that is right', () => {
    const example = /```yaml\n(.*?)```/s.exec(readFileSync(documentFile, 'utf8'))?.[1] ?? '';
    const names = [...example.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(names).toContain('ONEFOLD_SECRET');
    const env = {
      ONEFOLD_SECRET: 'a secret of the tests, which is no secret',
      APP_DATABASE_URL: 'postgres://app@127.0.0.1/app',
      SF_URL: 'https://example.my.salesforce.com',
      SF_TOKEN: 'token',
      STRIPE_KEY: 'sk_test',
    };
    expect(Object.keys(env).sort()).toEqual(names.toSorted());
    const { sources } = loadConfiguration(written({ 'onefold.yaml': example }), env);
    expect(sources.map(({ name, kind }) => [name, kind])).toEqual([
      ['app', 'postgres'],
      ['crm', 'salesforce'],
      ['billing', 'stripe'],
    ]);
  });
});
