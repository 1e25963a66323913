/** What a text that is searched for may mean, and how what is found is put together. */
import { describe, expect, it } from 'vitest';
import { exampleGroups } from '../../console/src/search/examples.ts';
import { type Answered, gather, unheard } from '../../console/src/search/found.ts';
import { interpret, type SearchedSource } from '../../console/src/search/interpretations.ts';

const both = ['equals', 'startsWith'];
const sources: readonly SearchedSource[] = [
  {
    name: 'app',
    identifiers: ['email', 'phone', 'externalId.loyalty', 'reference.crm', 'match.fullName'],
    filters: [
      { attribute: 'name.given', operators: both },
      { attribute: 'name.family', operators: both },
    ],
  },
  {
    name: 'shop',
    identifiers: ['email', 'phone', 'externalId.loyalty'],
    filters: [{ attribute: 'name.full', operators: both }],
  },
];
/** Compares family names whole, and knows no other part of a name. */
const exact = {
  name: 'exact',
  identifiers: [],
  filters: [{ attribute: 'name.family', operators: ['equals'] }],
};
const keysOf = (text: string) => interpret(text, sources).keys.map(({ key }) => key);
const namesOf = (text: string) => interpret(text, sources).names.map(({ filter }) => filter);

const records = (id: string) => sources.map(({ name }) => ({ record: { source: name, id } }));
const loyalty = (value: string) => ({ externalId: { issuer: 'loyalty', value } });

describe('what a text may mean', () => {
  it('takes what has an @ for an e-mail address, and for nothing else', () => {
    expect(keysOf('  ada@example.com ')).toEqual([{ email: 'ada@example.com' }]);
    expect(namesOf('ada@example.com')).toEqual([]);
  });

  it.each([
    '030 1234567',
    '070-123 45 67',
    '+49 (0)69 900-09051',
    '069/9000 9051',
    '0046701740605',
    '12-3456',
  ])('takes %s for a telephone number as well as for an id', (text) => {
    expect(keysOf(text)).toEqual([{ phone: text }, ...records(text), loyalty(text)]);
    expect(namesOf(text)).toEqual([]);
  });

  it('takes fewer than six digits for an id alone', () => {
    for (const text of ['10001', '1-23.45']) expect(keysOf(text)).toEqual([...records(text), loyalty(text)]);
  });

  it('takes what has letters and digits for an id, and for no name', () => {
    expect(keysOf('L9000001')).toEqual([...records('L9000001'), loyalty('L9000001')]);
    expect(namesOf('L9000001')).toEqual([]);
  });

  it('opens a customer by the id they were answered with', () => {
    expect(keysOf('cust_OMYvTT-_x')).toEqual([{ id: 'cust_OMYvTT-_x' }]);
  });

  it('reads source:id and issuer:id where there are such, and the whole as an id where not', () => {
    expect(keysOf('shop:10001')).toEqual([{ record: { source: 'shop', id: '10001' } }]);
    expect(keysOf('loyalty:L9:1')).toEqual([loyalty('L9:1')]);
    expect(keysOf('other:1')).toEqual([...records('other:1'), loyalty('other:1')]);
  });

  it('takes a word without digits for either name, and for an id', () => {
    expect(namesOf('Lind')).toEqual([
      { source: 'app', givenName: 'Lind' },
      { source: 'app', familyNameStartsWith: 'Lind' },
    ]);
    expect(keysOf('Lind')).toEqual([...records('Lind'), loyalty('Lind')]);
  });

  it('reads given and family name in both orders, the surest first', () => {
    expect(namesOf('Ada   Lindqvist')).toEqual([
      { source: 'app', familyNameStartsWith: 'Lindqvist', givenName: 'Ada' },
      { source: 'app', familyName: 'Ada', givenName: 'Lindqvist' },
      { source: 'app', familyNameStartsWith: 'Lindqvist' },
    ]);
    expect(keysOf('Ada Lindqvist')).toEqual([]);
  });

  it('keeps family names of several words together, and reads a comma', () => {
    expect(namesOf('Jan van der Berg')).toContainEqual({
      source: 'app',
      familyNameStartsWith: 'van der Berg',
      givenName: 'Jan',
    });
    expect(namesOf('Lindqvist, Ada Kristina')).toEqual([
      { source: 'app', familyNameStartsWith: 'Lindqvist', givenName: 'Ada' },
      { source: 'app', familyNameStartsWith: 'Lindqvist' },
    ]);
  });

  it('asks only sources that can filter by it, and says which cannot', () => {
    expect(interpret('Ada Lindqvist', sources).nameless).toEqual(['shop']);
    expect(interpret('Ada Lindqvist', [exact])).toEqual({
      keys: [],
      names: [{ filter: { source: 'exact', familyName: 'Lindqvist' }, way: 'by name, in exact' }],
      nameless: [],
    });
    expect(interpret('10001', sources).nameless).toEqual([]);
  });

  it('asks nothing for a blank text', () => {
    expect(interpret('  ', sources)).toEqual({ keys: [], names: [], nameless: [] });
  });
});

describe('what was found', () => {
  const answer = (more: Partial<Answered<{ readonly id: string }>>): Answered<{ readonly id: string }> => ({
    hits: [],
    not: [],
    sources: [],
    excluded: 0,
    more: false,
    ...more,
  });

  it('is one row per customer, with every way they were found, exact if one of them is', () => {
    const found = gather([
      answer({ hits: [{ customer: { id: 'a' }, way: 'by name, in app', exact: false }] }),
      answer({
        hits: [
          { customer: { id: 'b' }, way: 'by name, in crm', exact: false },
          { customer: { id: 'a' }, way: 'by name, in app', exact: false },
          { customer: { id: 'a' }, way: 'by loyalty id', exact: true },
        ],
      }),
    ]);
    expect(found).toEqual([
      { customer: { id: 'a' }, ways: ['by name, in app', 'by loyalty id'], exact: true },
      { customer: { id: 'b' }, ways: ['by name, in crm'], exact: false },
    ]);
  });

  it('names sources that did not answer, and not those that were not needed', () => {
    const sourceOf = (source: string, status: string) => ({ source, kind: 'postgres', status });
    expect(
      unheard([
        answer({ sources: [sourceOf('shop', 'TIMEOUT'), sourceOf('app', 'NOT_NEEDED')] }),
        answer({ sources: [sourceOf('crm', 'THROTTLED'), sourceOf('shop', 'TIMEOUT')] }),
      ]),
    ).toEqual(['crm', 'shop']);
  });
});

it('groups people of the demo by what they show, and forgets nobody', () => {
  const persona = (name: string) => ({ name, story: `About ${name}.`, records: [`app:${name}`] });
  expect(exampleGroups([persona('conflict'), persona('new'), persona('merged')])).toEqual([
    { title: 'One person, many records', examples: [{ story: 'About merged.', search: 'app:merged' }] },
    { title: 'What consent decides', examples: [{ story: 'About conflict.', search: 'app:conflict' }] },
    { title: 'Others', examples: [{ story: 'About new.', search: 'app:new' }] },
  ]);
});
