/** From names of columns and tables to what their words mean. */
import anyAscii from 'any-ascii';
import { compounds, lexicon, vendors } from './lexicon.ts';

/** One word of a name, or several that mean one thing, and what it means; null where nobody knows. */
export interface Word {
  readonly text: string;
  readonly concept: string | null;
}

const meanings: ReadonlyMap<string, string> = new Map(
  Object.entries(lexicon).flatMap(([concept, words]) => words.split(' ').map((word) => [word, concept])),
);

/** Words of two letters that may be a part of a longer one. */
const shortParts: ReadonlySet<string> = new Set(['nr', 'no', 'id', 'dt', 'kz', 'at', 'tel']);
/** Systems of shorter names are letters that other words have as well. */
const shortestVendor = 5;
const longestJoin = 4;
/** What Dynamics puts before columns of one's own; a single `new_email` is one that is to come. */
const publisher = 'new';
const nothing: ReadonlySet<string> = new Set();

/** The parts of a name in lower case and ASCII: `custEmail2` is cust, email; `E_MAIL` is e, mail. Numbers are left out. */
export function tokensOf(name: string): readonly string[] {
  const own = name.replace(/^metadata\./, '').replace(/__[cr]$/i, '');
  return anyAscii(own)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((token) => (isWord(token) ? token : token.replace(/^\d+(?!rd|p$|nd|st|th)|\d+$/g, '')))
    .filter((token) => token !== '');
}

function isWord(text: string): boolean {
  return meanings.has(text) || Object.hasOwn(compounds, text) || Object.hasOwn(vendors, text);
}

/**
 * What the words of a name mean, in their order; the longest word that is known counts, be it written as several or
 * several as one.
 * @param ignored - first tokens that say nothing, of `tablePrefixes`.
 */
export function wordsOf(name: string, ignored: ReadonlySet<string> = nothing): readonly Word[] {
  const all = tokensOf(name);
  const tokens = all.length > 1 && ignored.has(all[0] ?? '') ? all.slice(1) : all;
  const words: Word[] = [];
  for (let at = 0; at < tokens.length; ) {
    const length = joinedAt(tokens, at);
    const text = tokens.slice(at, at + length).join('');
    // Before what it denies, `no` is no number: first of all, or after a wish such as `requests` or `wants`.
    const first =
      text === 'no' &&
      at + 1 < tokens.length &&
      words.every(({ concept }) => concept === 'filler' || concept === 'agree');
    words.push(...(first ? [{ text, concept: 'not' }] : meaningsOf(text)));
    at += length;
  }
  return words;
}

function joinedAt(tokens: readonly string[], at: number): number {
  for (let length = Math.min(longestJoin, tokens.length - at); length > 1; length--) {
    const parts = tokens.slice(at, at + length);
    // Single words that are known say more than letters that happen to make up another.
    if (isWord(parts.join('')) && (parts.join('').length > 4 || parts.some((part) => part.length < 3)))
      return length;
  }
  return 1;
}

function meaningsOf(text: string): readonly Word[] {
  const compound = Object.hasOwn(compounds, text) ? compounds[text] : undefined;
  if (compound !== undefined) return compound.split(' ').map((concept) => ({ text, concept }));
  const known = conceptOf(text);
  if (known !== undefined) return [{ text, concept: known }];
  const stem = stemOf(text);
  if (stem !== undefined) return [{ text, concept: meanings.get(stem) ?? null }];
  const parts = partsOf(text);
  return parts === undefined
    ? [{ text, concept: null }]
    : parts.flatMap((part) => (part === text ? [] : meaningsOf(part)));
}

function conceptOf(text: string): string | undefined {
  return Object.hasOwn(vendors, text) ? 'vendor' : meanings.get(text);
}

/** The word that is joined to the next by an s, as German does: `auftrag` of `auftrags`. */
function stemOf(part: string): string | undefined {
  const stem = part.slice(0, -1);
  return part.endsWith('s') && stem.length >= 5 && meanings.has(stem) ? stem : undefined;
}

/** The fewest known words that a longer one is put together of, such as `kunden` and `nummer`. */
function partsOf(text: string): readonly string[] | undefined {
  if (text.length < 5 || text.length > 40) return undefined;
  const best: (readonly string[] | undefined)[] = [[]];
  for (let end = 1; end <= text.length; end++) {
    best[end] = undefined;
    for (let start = 0; start < end; start++) {
      const before = best[start];
      const part = text.slice(start, end);
      if (before === undefined || (part.length < 3 && !shortParts.has(part))) continue;
      const usable =
        meanings.has(part) ||
        Object.hasOwn(compounds, part) ||
        stemOf(part) !== undefined ||
        (part.length >= shortestVendor && Object.hasOwn(vendors, part));
      if (usable && (best[end] === undefined || before.length + 1 < (best[end]?.length ?? 0)))
        best[end] = [...before, part];
    }
  }
  return best[text.length];
}

/** The system that a word names, such as `salesforce` for `sfdc`. */
export function vendorOf(words: readonly Word[]): string | undefined {
  const word = words.find(({ concept }) => concept === 'vendor');
  return word === undefined ? undefined : vendors[word.text];
}

/**
 * First words of columns that say no more than which table they are of: what nobody knows, and most begin with; what
 * several begin with that is short for the table's own name, such as `pat` in `patient`.
 */
export function tablePrefixes(table: string, columns: readonly string[]): ReadonlySet<string> {
  const firsts = columns.map((name) => tokensOf(name)).filter((tokens) => tokens.length > 1);
  const counts = Map.groupBy(firsts, ([first = '']) => first);
  const nouns = tokensOf(table.slice(table.lastIndexOf('.') + 1));
  const prefixes = [...counts].filter(([first, { length }]) => {
    if (first === publisher) return length >= 3;
    if (isWord(first)) return false;
    return (
      (length >= 4 && length * 2 > columns.length) ||
      (length >= 2 && nouns.some((noun) => isShortFor(first, noun)))
    );
  });
  return new Set(prefixes.map(([first]) => first));
}

/** Whether a word begins like another and has its other letters in that order. */
function isShortFor(short: string, word: string): boolean {
  if (short.length < 2 || short.length >= word.length || short[0] !== word[0]) return false;
  let at = 0;
  for (const letter of word) if (letter === short[at]) at++;
  return at === short.length;
}
