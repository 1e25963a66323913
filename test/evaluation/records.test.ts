import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigurationError } from '../../src/config/fault.ts';
import { readMapping } from '../../src/evaluation/mapping.ts';
import { loadPeople, type People } from '../../src/evaluation/records.ts';

const mapping = `id: key
source: system
duplicateFree: [crm]
country: GB
truth: person
attributes:
  name.given: first
  birthDate: born
  email: [mail, mail2]
  address.street: [number, street]
  externalId.loyalty: card
`;
const header = 'key,system,person,first,born,mail,mail2,number,street,card';

/** A table and a mapping in a directory of their own, gone with the test. */
function loaded(table: string, yaml = mapping, truth?: string): People | readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), 'onefold-people-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const files = { input: join(directory, 'people.csv'), mapping: join(directory, 'mapping.yaml') };
  writeFileSync(files.input, table);
  writeFileSync(files.mapping, yaml);
  try {
    return loadPeople({ ...files, truth });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.replaceAll(`${directory}/`, '').split('\n');
  }
}

function people(table: string, yaml?: string, truth?: string): People {
  const read = loaded(table, yaml, truth);
  if (!('records' in read)) throw new TypeError(read.join('\n'));
  return read;
}

describe('rows of a file', () => {
  it('are records of its sources', () => {
    const {
      records,
      truth,
      unread,
      mapping: read,
    } = people(
      `${header}\n1,crm,p1,Ann,19801231,a@b.example,,12,High Street,\n1,shop,p1,,,y@b.example,z@b.example,,High Street,L-1\n`,
    );
    expect(records.map(({ ref, attributes }) => ({ ref, attributes }))).toEqual([
      {
        ref: { source: 'crm', id: '1' },
        attributes: {
          'name.given': ['Ann'],
          birthDate: ['1980-12-31'],
          email: ['a@b.example'],
          'address.street': ['12 High Street'],
        },
      },
      {
        ref: { source: 'shop', id: '1' },
        attributes: {
          email: ['y@b.example', 'z@b.example'],
          'address.street': ['High Street'],
          'externalId.loyalty': ['L-1'],
        },
      },
    ]);
    expect([...(truth ?? [])]).toEqual([
      ['crm:1', 'p1'],
      ['shop:1', 'p1'],
    ]);
    expect([...unread]).toEqual([]);
    expect([...read.duplicateFree]).toEqual(['crm']);
    expect(read.country).toBe('GB');
  });

  it.each([
    ['1980-12-31', '1980-12-31'],
    ['1980-12-31T00:00:00Z', '1980-12-31'],
    ['19801231', '1980-12-31'],
    ['19801331', undefined],
    ['1981-02-29', undefined],
    ['31/12/1980', undefined],
    ['1980', undefined],
  ])('have birth dates that are read, or left out and counted: %s', (written, expected) => {
    const yaml = 'id: key\ncountry: GB\nattributes: { birthDate: born }\n';
    const { records, unread, truth } = people(`key,born\n1,${written}\n`, yaml);
    expect(records[0]?.ref.source).toBe('file');
    expect(records[0]?.attributes).toEqual(expected === undefined ? {} : { birthDate: [expected] });
    expect(unread.get('birthDate')).toBe(expected === undefined ? 1 : undefined);
    expect(truth).toBeUndefined();
  });

  it('have a truth inside a column where a pattern says so, and another where the caller names it', () => {
    const yaml = `id: key\ncountry: AU\ntruth: { column: key, pattern: '^rec-(\\d+)-' }\nattributes: { email: mail }\n`;
    const table = 'key,mail,group\nrec-7-org,a@b.example,x\nrec-7-dup-0,,y\n';
    expect([...(people(table, yaml).truth?.values() ?? [])]).toEqual(['7', '7']);
    expect([...(people(table, yaml, 'group').truth?.values() ?? [])]).toEqual(['x', 'y']);
  });

  it('need an id, a source and a label each, and no two the same id', () => {
    const row = (key: string, system: string, person: string) => `${key},${system},${person},Secret,,,,,,\n`;
    const table = `${header}\n${row('1', 'crm', 'p')}${row('', 'crm', 'p')}${row('2', '', 'p')}${row('3', 'a:b', 'p')}${row('1', 'crm', 'p')}${row('4', 'crm', '')}`;
    expect(loaded(table)).toEqual([
      'people.csv:3:1 has no key (give every record an id)',
      'people.csv:4:1 has no system (name the source of every record)',
      'people.csv:5:1 has a colon in system (name sources without colons)',
      'people.csv:6:1 has the key of line 2 (ids must differ within a source)',
      'people.csv:7:1 has no person, which is the truth (label every record, with a label of its own where nobody else is the same person)',
    ]);
  });

  it('must hold what the pattern of the truth finds', () => {
    const yaml = `id: key\ncountry: AU\ntruth: { column: key, pattern: '^rec-(\\d+)' }\nattributes: { email: mail }\n`;
    expect(loaded('key,mail\nrec-1,\nsecret,\n', yaml)).toEqual([
      'people.csv:3:1 has a key in which the pattern of the truth finds nothing (label every record, with a label of its own where nobody else is the same person)',
    ]);
  });

  it('must be there', () => {
    expect(loaded(header)).toEqual(['people.csv:1:1 has no records (write one on each line below)']);
  });
});

describe('a mapping', () => {
  it('names columns that the file has, or the nearest is told', () => {
    expect(loaded('key,system,person,frist,born,mail,mail_2,number,street,x\n', mapping, 'persn')).toEqual([
      'mapping.yaml:5:1 truth: --truth names the column persn, which people.csv does not have (did you mean person?)',
      'mapping.yaml:7:3 attributes.name.given: names the column first, which people.csv does not have (did you mean frist?)',
      'mapping.yaml:9:17 attributes.email[1]: names the column mail2, which people.csv does not have (did you mean mail?)',
      'mapping.yaml:11:3 attributes.externalId.loyalty: names the column card, which people.csv does not have (name one of its first line)',
    ]);
    expect(loaded('key\n', 'id: id\nsource: src\ncountry: GB\nattributes: { email: key }\n')).toEqual([
      'mapping.yaml:1:1 id: names the column id, which people.csv does not have (name one of its first line)',
      'mapping.yaml:2:1 source: names the column src, which people.csv does not have (name one of its first line)',
    ]);
  });

  it('does not show the truth to the engine', () => {
    const yaml = 'id: key\ncountry: GB\nattributes: { externalId.person: person }\n';
    expect(loaded('key,person\n1,p\n', yaml, 'person')).toEqual([
      'mapping.yaml:3:15 attributes.externalId.person: is the truth, which must not be compared (do not map it)',
    ]);
  });

  it('names sources that are there', () => {
    expect(loaded(`${header}\n1,cmr,p,,,,,,,\n`)).toEqual([
      'mapping.yaml:3:17 duplicateFree[0]: is the source of no record in people.csv',
    ]);
  });

  it.each([
    ['', ['mapping.yaml:1:1 is empty']],
    [
      'id: key\ncountry: gb\nattributes: {}\nsources: x\n',
      [
        'mapping.yaml:2:1 country: must be an ISO 3166 code such as DE',
        'mapping.yaml:3:1 attributes: must map at least one attribute',
        'mapping.yaml:4:1 sources: is not a key here; keys are id, source, duplicateFree, inexact, country, truth, attributes (did you mean source?)',
      ],
    ],
    [
      "id: key\ncountry: GB\ntruth: { column: key, pattern: 'rec' }\nattributes: { email: a }\n",
      ['mapping.yaml:3:23 truth.pattern: must be a regular expression with a group in round brackets'],
    ],
    [
      "id: key\ncountry: GB\ntruth: { column: key, pattern: '(rec' }\nattributes: { email: a }\n",
      ['mapping.yaml:3:23 truth.pattern: must be a regular expression with a group in round brackets'],
    ],
    [
      'id: key\nid: other\ncountry: GB\nattributes: { email: a }\n',
      ['mapping.yaml:2:1 id: is written twice (keep one of them)'],
    ],
  ])('is refused with the place and the fix: %j', (yaml, expected) => {
    expect(loaded('key\n1\n', yaml)).toEqual(expected);
  });

  it('names attributes that are some', () => {
    const [fault] = loaded(
      'key\n1\n',
      'id: key\ncountry: GB\nattributes: { emial: mail }\n',
    ) as readonly string[];
    expect(fault).toMatch(/^mapping.yaml:3:15 attributes.emial: must be one of .*\(did you mean email\?\)$/);
  });
});

describe('the mapping files of the public sets', () => {
  const folder = fileURLToPath(new URL('../../evaluation/', import.meta.url));

  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))('%s is a mapping', (name) => {
    const { mapping: read } = readMapping(join(folder, name));
    expect(read.truth).toBeDefined();
  });

  it('holds no people', () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.csv'))).toEqual([]);
  });
});
