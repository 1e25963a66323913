import { parsePhoneNumberWithError } from 'libphonenumber-js';
import type { Country } from './names.ts';
import type { Random } from './random.ts';

/** Prefix and number of digits after it, from mobile to fixed line; every completion is a valid number. */
const ranges: Readonly<Record<Country, readonly (readonly [string, number])[]>> = {
  DE: [
    ['+49151', 8],
    ['+49170', 7],
    ['+49176', 8],
    ['+4930', 8],
    ['+4989', 8],
    ['+4940', 7],
  ],
  AT: [
    ['+43664', 7],
    ['+43676', 7],
    ['+43316', 6],
  ],
  FR: [
    ['+3361', 7],
    ['+3376', 7],
    ['+3314', 7],
    ['+33478', 6],
  ],
  ES: [
    ['+3461', 7],
    ['+3465', 7],
    ['+34911', 6],
    ['+34931', 6],
  ],
  GB: [
    ['+44740', 7],
    ['+442078', 6],
    ['+441614', 6],
  ],
  US: [
    ['+121269', 5],
    ['+141582', 5],
    ['+131264', 5],
    ['+161743', 5],
    ['+120657', 5],
    ['+151268', 5],
  ],
  PL: [
    ['+48501', 6],
    ['+48602', 6],
    ['+48226', 6],
    ['+48126', 6],
  ],
  SE: [
    ['+46702', 6],
    ['+46736', 6],
    ['+46850', 6],
    ['+46317', 6],
  ],
};

/** A valid number of the country, in E.164. */
export function newPhone(random: Random, country: Country): string {
  const [prefix, length] = random.frequent(ranges[country]);
  return prefix + random.digits(length);
}

/**
 * Ways to write one number. `national` has the trunk prefix where the country uses one, `brackets` puts the area code
 * in them, `doubleZero` dials out with 00, `digits` is national without any separator.
 */
export type PhoneStyle = 'e164' | 'international' | 'national' | 'brackets' | 'doubleZero' | 'digits';

/** @param phone - valid, in E.164. */
export function spell(phone: string, style: PhoneStyle): string {
  if (style === 'e164') return phone;
  const number = parsePhoneNumberWithError(phone);
  switch (style) {
    case 'international':
      return number.formatInternational();
    case 'national':
      return number.formatNational();
    case 'digits':
      return number.formatNational().replace(/\D/g, '');
    case 'brackets':
      return number.formatNational().replace(/^(0\d*)[\s-]/, '($1) ');
    case 'doubleZero':
      // From North America one dials out with 011, so 00 would be no number there.
      return number.country === 'US'
        ? number.formatInternational()
        : number.formatInternational().replace('+', '00');
  }
}
