import type { Random } from './random.ts';

const german: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue' };
const undecomposed: Readonly<Record<string, string>> = { ß: 'ss', ł: 'l', Ł: 'L', ø: 'o', Ø: 'O', æ: 'ae' };

/** Without accents: `plain` makes Müller Muller, `german` makes it Mueller. */
export function withoutAccents(text: string, style: 'plain' | 'german' = 'plain'): string {
  const spelled = style === 'german' ? text.replace(/[äöüÄÖÜ]/g, (letter) => german[letter] ?? letter) : text;
  return spelled
    .replace(/[ßłŁøØæ]/g, (letter) => undecomposed[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '');
}

/** One slip of the fingers: two neighbouring letters swapped, one dropped or one doubled. The first letter stays. */
export function slipped(random: Random, text: string): string {
  const letters = [...text];
  const spots = letters.flatMap((letter, index) => (index > 0 && /\p{L}/u.test(letter) ? [index] : []));
  if (spots.length < 2) return text;
  const spot = random.pick(spots.slice(0, -1));
  const letter = letters[spot] ?? '';
  const next = letters[spot + 1] ?? '';
  switch (random.integer(0, 2)) {
    case 0:
      letters.splice(spot, 2, next, letter);
      break;
    case 1:
      letters.splice(spot, 1);
      break;
    default:
      letters.splice(spot, 0, letter);
  }
  return letters.join('');
}
