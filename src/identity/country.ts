import { getCountries } from 'libphonenumber-js/max';

/** Languages in which sources may spell a country out. */
const languages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'sv', 'da', 'fi', 'cs'];

const spoken: Readonly<Record<string, string>> = {
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  usa: 'US',
  'united states of america': 'US',
  brd: 'DE',
  holland: 'NL',
};

let byName: ReadonlyMap<string, string> | undefined;

function names(): ReadonlyMap<string, string> {
  const map = new Map<string, string>(Object.entries(spoken));
  const displays = languages.map((language) => new Intl.DisplayNames([language], { type: 'region' }));
  for (const code of getCountries())
    for (const display of displays) {
      const name = display.of(code)?.toLowerCase();
      if (name !== undefined && !map.has(name)) map.set(name, code);
    }
  return map;
}

/** ISO 3166 code of a country as a source writes it: a code, or its name in one of a dozen languages. */
export function countryCode(text: string): string | undefined {
  const trimmed = text.trim();
  byName ??= names();
  const named = byName.get(trimmed.toLowerCase());
  if (named !== undefined) return named;
  return /^[A-Za-z]{2}$/.test(trimmed) ? trimmed.toUpperCase() : undefined;
}
