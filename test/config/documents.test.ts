/** Files of registered documents: both ways of writing them, and which line is wrong. */
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { faultsOf, gatewayText, sourcesText, written } from './files.ts';

const text = `${gatewayText}  documents: { file: documents.json }\n${sourcesText}`;

const manifest = `{
  "format": "apollo-persisted-query-manifest",
  "version": 1,
  "operations": [
    { "id": "one", "name": "One", "type": "query", "body": "{ sources { name } }" },
    {
      "id": "two",
      "body": "query Two { sources { kind } }",
      "dataUse": "essential.service"
    }
  ]
}`;

const faultsIn = (documents: string) => faultsOf(text, {}, { 'documents.json': documents });

describe('registered documents', () => {
  it('are read from a manifest as Apollo writes it, with what each is bound to', () => {
    const file = written({ 'onefold.yaml': text, 'documents.json': manifest });
    expect(loadConfiguration(file, {}).gateway.documents).toEqual({
      required: false,
      registered: [
        { id: 'one', text: '{ sources { name } }', dataUse: undefined },
        { id: 'two', text: 'query Two { sources { kind } }', dataUse: 'essential.service' },
      ],
    });
  });

  it('are read as ids and texts as Relay writes them', () => {
    const file = written({
      'onefold.yaml': text.replace('.json }', '.json, required: true }'),
      'documents.json': '{ "5f4dcc3b": "{ sources { name } }" }',
    });
    expect(loadConfiguration(file, {}).gateway.documents).toEqual({
      required: true,
      registered: [{ id: '5f4dcc3b', text: '{ sources { name } }', dataUse: undefined }],
    });
  });

  it.each([
    [
      'one that is not GraphQL',
      '"{ sources { name } }"',
      '"{ sources { name }"',
      /^documents\.json:5:5 operations\[0\]: is not a GraphQL document: Syntax Error: Expected Name, found <EOF>/,
    ],
    [
      'a purpose nobody knows',
      'essential.service',
      'essential.servise',
      /^documents\.json:9:7 operations\[1\]\.dataUse: is not a purpose of the taxonomy/,
    ],
    ['no id', '"id": "two",', '', /^documents\.json:6:5 operations\[1\]\.id: is required/],
    [
      'no text',
      '"body": "query Two { sources { kind } }",',
      '',
      /^documents\.json:6:5 operations\[1\]\.body: is required/,
    ],
    ['another version', '"version": 1', '"version": 2', /^documents\.json:3:3 version: must be 1/],
    [
      'another format',
      'apollo-persisted-query-manifest',
      'manifest',
      /^documents\.json:2:3 format: must be "?apollo-persisted-query-manifest/,
    ],
  ])('with %s are refused at its line', (_, from, to, fault) => {
    expect(manifest.split(from).length).toBe(2);
    expect(faultsIn(manifest.replace(from, to))).toEqual([expect.stringMatching(fault)]);
  });

  it('as ids and texts are refused at the line of the one that is not GraphQL', () => {
    expect(faultsIn('{\n  "a": "{ sources { name } }",\n  "b": "sources"\n}')).toEqual([
      expect.stringMatching(
        /^documents\.json:3:3 b: is not a GraphQL document: Syntax Error: Unexpected Name "sources"/,
      ),
    ]);
  });

  it('that are not there are refused where they are named', () => {
    expect(faultsOf(text)).toEqual([
      expect.stringMatching(
        /^onefold\.yaml:\d+:\d+ gateway\.documents\.file: names a file that cannot be read: ENOENT/,
      ),
    ]);
  });

  it('may be bound to purposes of the taxonomy that is configured only', () => {
    const own = `${text}consent: { purposes: purposes.yaml }\n`;
    const purposes = 'version: "1"\npurposes:\n  analytics.reporting: { basis: CONTRACT }\n';
    expect(faultsOf(own, {}, { 'documents.json': manifest, 'purposes.yaml': purposes })).toEqual([
      expect.stringMatching(
        /^documents\.json:9:7 operations\[1\]\.dataUse: is not a purpose of the taxonomy/,
      ),
    ]);
  });
});
