/** What a text that was searched for may mean: every reading of it is asked, and the right one answers. */

/** What a source says of how it can be searched. */
export interface SearchedSource {
  readonly name: string;
  readonly identifiers: readonly string[];
  readonly filters: readonly { readonly attribute: string; readonly operators: readonly string[] }[];
}

/** As the gateway takes it: one field of many. */
export type SearchKey =
  | { readonly id: string }
  | { readonly email: string }
  | { readonly phone: string }
  | { readonly record: { readonly source: string; readonly id: string } }
  | { readonly externalId: { readonly issuer: string; readonly value: string } };

export interface KeyReading {
  readonly key: SearchKey;
  /** How somebody was found by it, such as `by telephone number`. */
  readonly way: string;
  /** What the text is not where the gateway refuses it, such as `a telephone number`. */
  readonly noun: string;
}

export interface NameParts {
  readonly familyName?: string;
  readonly familyNameStartsWith?: string;
  readonly givenName?: string;
}

export interface NameFilter extends NameParts {
  readonly source: string;
}

export interface NameReading {
  readonly filter: NameFilter;
  readonly way: string;
}

export interface Readings {
  readonly keys: readonly KeyReading[];
  readonly names: readonly NameReading[];
  /** Sources that cannot be searched by name, where the text may be one. */
  readonly nameless: readonly string[];
}

const issuerPrefix = 'externalId.';
/** What telephone numbers are written with; a number has six digits at least. */
const phoneLike = /^(?=(?:\D*\d){6})\+?[\d\s()/.–-]+$/u;

/** @param text - as it was typed, not blank. */
export function interpret(text: string, sources: readonly SearchedSource[]): Readings {
  const asked = text.trim().replace(/\s+/gu, ' ');
  if (asked === '') return { keys: [], names: [], nameless: [] };
  if (asked.startsWith('cust_'))
    return only({ key: { id: asked }, way: 'by customer id', noun: 'a customer id' });
  if (asked.includes('@'))
    return only({ key: { email: asked }, way: 'by e-mail address', noun: 'an e-mail address' });
  const named = prefixed(asked, sources);
  if (named !== undefined) return only(named);
  const phone = phoneLike.test(asked);
  const keys = [
    ...(phone ? [{ key: { phone: asked }, way: 'by telephone number', noun: 'a telephone number' }] : []),
    ...(phone || !asked.includes(' ') ? identifiersOf(asked, sources) : []),
  ];
  // Nobody's name has digits in it.
  if (/\d/u.test(asked) || !/\p{L}/u.test(asked)) return { keys, names: [], nameless: [] };
  return { keys, ...namesOf(asked, sources) };
}

function only(reading: KeyReading): Readings {
  return { keys: [reading], names: [], nameless: [] };
}

/** `source:id`, or `issuer:id`, where there is such a source or issuer. */
function prefixed(asked: string, sources: readonly SearchedSource[]): KeyReading | undefined {
  const [, prefix = '', id = ''] = /^([^\s:]+):(.+)$/u.exec(asked) ?? [];
  if (sources.some(({ name }) => name === prefix)) return recordReading(prefix, id);
  return issuersOf(sources).includes(prefix) ? externalReading(prefix, id) : undefined;
}

function recordReading(source: string, id: string): KeyReading {
  return {
    key: { record: { source, id } },
    way: `as a record of ${source}`,
    noun: `a record id of ${source}`,
  };
}

function externalReading(issuer: string, value: string): KeyReading {
  return { key: { externalId: { issuer, value } }, way: `by ${issuer} id`, noun: `a ${issuer} id` };
}

function identifiersOf(asked: string, sources: readonly SearchedSource[]): readonly KeyReading[] {
  return [
    ...sources.map(({ name }) => recordReading(name, asked)),
    ...issuersOf(sources).map((issuer) => externalReading(issuer, asked)),
  ];
}

function issuersOf(sources: readonly SearchedSource[]): readonly string[] {
  const issuers = sources.flatMap(({ identifiers }) =>
    identifiers.filter((one) => one.startsWith(issuerPrefix)).map((one) => one.slice(issuerPrefix.length)),
  );
  return [...new Set(issuers)];
}

function namesOf(asked: string, sources: readonly SearchedSource[]): Pick<Readings, 'names' | 'nameless'> {
  const readings = partsOf(asked);
  const names = sources.flatMap((source) =>
    readings
      .flatMap((parts) => askable(parts, source))
      .map((parts) => ({ filter: { source: source.name, ...parts }, way: `by name, in ${source.name}` })),
  );
  const searched = new Set(names.map(({ filter }) => filter.source));
  // The surest reading of every source first.
  const sure = (reading: NameReading) => (reading.filter.givenName === undefined ? 1 : 0);
  return {
    names: names.toSorted((a, b) => sure(a) - sure(b)),
    nameless: sources.map(({ name }) => name).filter((name) => !searched.has(name)),
  };
}

/** A reading as a source can be asked for it: a whole family name where it cannot tell how one begins; none where it cannot. */
function askable(parts: NameParts, { filters }: SearchedSource): readonly NameParts[] {
  const can = (attribute: string, operator: string) =>
    filters.some((one) => one.attribute === attribute && one.operators.includes(operator));
  const { familyNameStartsWith, ...others } = parts;
  const adapted =
    familyNameStartsWith === undefined || can('name.family', 'startsWith')
      ? parts
      : { ...others, familyName: familyNameStartsWith };
  const given = adapted.givenName === undefined || can('name.given', 'equals');
  const family = adapted.familyName === undefined || can('name.family', 'equals');
  return given && family ? [adapted] : [];
}

/** Which words are the given name, and which the family name. */
function partsOf(asked: string): readonly NameParts[] {
  const [before = '', after] = asked.split(/\s*,\s*/u);
  if (after !== undefined && after !== '')
    return [{ familyNameStartsWith: before, givenName: firstOf(after) }, { familyNameStartsWith: before }];
  const words = before.split(' ');
  const [first = ''] = words;
  const last = words.at(-1) ?? '';
  if (words.length === 1) return [{ familyNameStartsWith: first }, { givenName: first }];
  const rest = words.slice(1).join(' ');
  return [
    { familyNameStartsWith: last, givenName: first },
    ...(rest === last ? [] : [{ familyNameStartsWith: rest, givenName: first }]),
    // The other way about, as directories write it.
    { familyName: first, givenName: rest },
    { familyNameStartsWith: last },
  ];
}

function firstOf(words: string): string {
  return words.split(' ')[0] ?? words;
}
