import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNames, nameOf } from '../../src/identity/names.ts';
import { isOneEdit } from '../../src/identity/text.ts';
import { record } from './records.ts';

/** A full name, or `given|family`. */
function name(text: string) {
  const [given = '', family] = text.split('|');
  return nameOf(record('crm:1', family === undefined ? { full: text } : { given, family }));
}

const pairs: readonly (readonly [string, string, string])[] = [
  // The same name in other clothes.
  ['Anna Schmidt', 'ANNA SCHMIDT', 'AGREE'],
  ['José Núñez', 'Jose Nunez', 'AGREE'],
  ['Jürgen Groß', 'Juergen Gross', 'AGREE'],
  ['Thomas Günther', 'Guenther, Thomas', 'AGREE'],
  ['Günter Koch', 'Guenther Koch', 'AGREE'],
  ['Smith, John', 'John Smith', 'AGREE'],
  ['Smith|John', 'John|Smith', 'AGREE'],
  ['Dr. John Smith', 'John Smith', 'AGREE'],
  ['Herr Dr|Schmidt', 'Anna|Schmidt', 'UNKNOWN'],
  ['Ludwig van der Berg', 'Ludwig|Berg', 'AGREE'],
  ['Van Le', 'Van Le', 'AGREE'],
  ['Gabriel García Márquez', 'Gabriel|García', 'AGREE'],
  ['María García López', 'Maria|Garcia', 'AGREE'],
  ['Иван Петров', 'Ivan Petrov', 'AGREE'],
  ['Γιώργος Παπαδόπουλος', 'Giorgos Papadopoulos', 'AGREE'],
  ["Conor O'Brien", 'Conor O’Brien', 'AGREE'],
  ['Agnieszka Jankowska', 'Agnieszka Jankovska', 'AGREE'],
  // Short forms.
  ['Bob Smith', 'Robert Smith', 'AGREE'],
  ['Bill Smith', 'Wilhelm Smith', 'AGREE'],
  ['Gosia Nowak', 'Małgorzata Nowak', 'AGREE'],
  ['Lasse Berg', 'Lars Berg', 'AGREE'],
  ['Rikke Holm', 'Frederikke Holm', 'AGREE'],
  ['Kees Visser', 'Cornelis Visser', 'AGREE'],
  ['Uschi Koch', 'Ursula Koch', 'AGREE'],
  ['Manu Moreau', 'Emmanuel Moreau', 'AGREE'],
  ['Beppe Ricci', 'Giuseppe Ricci', 'AGREE'],
  ['Nacho Ruiz', 'Ignacio Ruiz', 'AGREE'],
  ['Zé Pereira', 'José Pereira', 'AGREE'],
  ['Jörg Koch', 'Georg Koch', 'AGREE'],
  ['Joerg Koch', 'Georg Koch', 'AGREE'],
  // Short for several names, which it does not make one.
  ['Alex Weber', 'Alexander Weber', 'AGREE'],
  ['Alex Weber', 'Alexandra Weber', 'AGREE'],
  ['Alexander Weber', 'Alexandra Weber', 'GIVEN_DIFFERS'],
  ['Chris Weber', 'Christopher Weber', 'AGREE'],
  ['Chris Weber', 'Christine Weber', 'AGREE'],
  ['Christopher Weber', 'Christine Weber', 'GIVEN_DIFFERS'],
  ['J. Smith', 'John Smith', 'AGREE'],
  ['J. Smith', 'Anna Smith', 'GIVEN_DIFFERS'],
  ['Hans Peter Meier', 'Hans Meier', 'AGREE'],
  ['Anna Maria Meier', 'Maria Meier', 'AGREE'],
  ['Thomas A. Koch', 'Thomas Koch', 'AGREE'],
  // Members of one household.
  ['Anna Schmidt', 'Peter Schmidt', 'GIVEN_DIFFERS'],
  ['Don Smith', 'Ann Smith', 'GIVEN_DIFFERS'],
  ['Martin Weber', 'Martina Weber', 'GIVEN_DIFFERS'],
  ['Andrea Weber', 'Andreas Weber', 'GIVEN_DIFFERS'],
  ['Daniel Weber', 'Daniela Weber', 'GIVEN_DIFFERS'],
  ['Christian Weber', 'Christina Weber', 'GIVEN_DIFFERS'],
  ['Francis Smith', 'Frances Smith', 'GIVEN_DIFFERS'],
  ['Jean-Luc Martin', 'Jean-Pierre Martin', 'GIVEN_DIFFERS'],
  ['María Carmen Ruiz', 'María Dolores Ruiz', 'GIVEN_DIFFERS'],
  ['John A. Smith', 'John B. Smith', 'GIVEN_DIFFERS'],
  // Other people, and people who changed their name.
  ['Anna Schmidt', 'Anna Meier', 'FAMILY_DIFFERS'],
  ['Anna Schmidt-Meier', 'Anna Meier', 'AGREE'],
  ['Anna Schmidt', 'Peter Meier', 'DIFFER'],
  ['Jon Li', 'Ann Lu', 'DIFFER'],
  // Names that say too little.
  ['Schmidt', 'Anna Schmidt', 'UNKNOWN'],
  ['Schmidt', 'Meier', 'FAMILY_DIFFERS'],
  ['', 'Anna Schmidt', 'UNKNOWN'],
  ['Test', 'Anna Schmidt', 'UNKNOWN'],
  ['n/a', 'Anna Schmidt', 'UNKNOWN'],
  ['Anna|[not provided]', 'Anna|Schmidt', 'UNKNOWN'],
];

/** Brothers and sisters, however alike their names or what they are called. */
const siblings: readonly (readonly [string, string])[] = [
  ['Helmut', 'Wilhelm'],
  ['Dieter', 'Dietmar'],
  ['Samuel', 'Samantha'],
  ['Robert', 'Roberta'],
  ['Josef', 'Josefine'],
  ['Paweł', 'Paulina'],
  ['Melanie', 'Melissa'],
  ['Magdalena', 'Helena'],
  ['Alberto', 'Umberto'],
  ['Bertram', 'Norbert'],
  ['Ronald', 'Veronica'],
  ['Toby', 'Tony'],
];

it.each(siblings)('%s and %s are two people', (one, other) =>
  expect(compareNames(name(`${one} Koch`), name(`${other} Koch`))).toBe('GIVEN_DIFFERS'),
);

describe('two names', () => {
  it.each(pairs)('%s and %s: %s', (a, b, comparison) => {
    expect(compareNames(name(a), name(b))).toBe(comparison);
    expect(compareNames(name(b), name(a)), 'the other way round').toBe(comparison);
  });

  it('compare alike in either order, and agree with themselves', () =>
    fc.assert(
      fc.property(
        fc.nat(pairs.length - 1),
        fc.nat(pairs.length - 1),
        fc.nat(1),
        fc.nat(1),
        (i, j, left, right) => {
          const [a, b] = [name(pairs[i]?.[left] ?? ''), name(pairs[j]?.[right] ?? '')];
          expect(compareNames(a, b)).toBe(compareNames(b, a));
          expect(compareNames(a, a)).toMatch(/^(AGREE|UNKNOWN)$/);
        },
      ),
    ));
});

it.each([
  ['John Smith Jr.', 'jr'],
  ['John Smith, Jr.', 'jr'],
  ['Smith, John Jr.', 'jr'],
  ['Smith, John, Jr.', 'jr'],
  ['Smith Jr., John', 'jr'],
  ['John|Smith Sr', 'sr'],
  ['John Jr|Smith', 'jr'],
  ['John Smith III', 'iii'],
  ['Sr. Carmen Ruiz', undefined],
  ['Smith, John', undefined],
])('%s has the suffix %s and is John Smith otherwise', (text, suffix) => {
  expect(name(text)?.suffix).toBe(suffix);
  if (text.includes('John')) expect(compareNames(name(text), name('John Smith'))).toBe('AGREE');
});

it('a suffix of its own column counts', () =>
  expect(nameOf(record('crm:1', { given: 'John', family: 'Smith', suffix: 'Junior' }))?.suffix).toBe('jr'));

it.each([
  ['schmidt', 'schmitt', true],
  ['schmidt', 'shmidt', true],
  ['schmidt', 'scmhidt', true],
  ['schmidt', 'schmidt', true],
  ['schmidt', 'smit', false],
  ['ab', 'ba', true],
  ['abc', 'cab', false],
])('%s and %s are one edit apart: %s', (a, b, near) => {
  expect(isOneEdit(a, b)).toBe(near);
  expect(isOneEdit(b, a)).toBe(near);
});
