import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * Canonical form for matching: E.164. A number without a country code is read in `country` (ISO 3166, two letters).
 * @returns undefined for what is not a valid number there, or is a premium-rate one.
 */
export function canonicalPhone(raw: string, country: string): string | undefined {
  const region = country.trim().toUpperCase();
  const text = raw.trim().replace(/^00(?=[1-9])/, '+');
  const parsed = isSupportedCountry(region)
    ? parsePhoneNumberFromString(text, region as CountryCode)
    : parsePhoneNumberFromString(text);
  // A number is valid where it is of some type; asking for both would look twice.
  const type = parsed?.getType();
  return type === undefined || type === 'PREMIUM_RATE' ? undefined : parsed?.number;
}

/** How a number may be written in a column that holds numbers as people type them; the first is E.164. */
export function phoneSpellings(e164: string, spelling: string): readonly string[] {
  const parsed = parsePhoneNumberFromString(e164);
  if (parsed === undefined) return [e164, spelling];
  const national = parsed.formatNational();
  const international = parsed.formatInternational();
  const digits = e164.slice(1);
  const nationalDigits = national.replace(/\D/g, '');
  return [
    ...new Set([
      e164,
      spelling.trim(),
      digits,
      `00${digits}`,
      international,
      international.replaceAll(' ', '-'),
      `00${international.slice(1)}`,
      national,
      nationalDigits,
      national.replace(/^\(?(\d+)\)?[\s/-]+/, '($1) '),
      `+${parsed.countryCallingCode} ${parsed.nationalNumber}`,
    ]),
  ];
}

/** The one spelling of a column that is kept normalised. */
export function phoneAs(e164: string, form: 'e164' | 'digits' | 'national'): string {
  if (form === 'e164') return e164;
  if (form === 'digits') return e164.slice(1);
  return parsePhoneNumberFromString(e164)?.formatNational().replace(/\D/g, '') ?? e164.slice(1);
}

/** Numbers that nobody has: one digit repeated, or the range kept for fiction (guard G1). */
export function isPlaceholderPhone(e164: string): boolean {
  return /^\+(\d)\1*$/.test(e164) || /^\+\d{1,3}(\d)\1{6,}$/.test(e164) || /^\+1\d{3}55501\d{2}$/.test(e164);
}
