/** Raw driver values to the model's text forms. Total: what cannot be read is `undefined`, never a guess. */
import type { AttributeValue } from '../src/model/attribute.ts';
import type { Money } from '../src/model/collection.ts';

/** Text without surrounding blanks being judged, only emptiness: values are shown as the source writes them. */
export function asText(raw: unknown): string | undefined {
  switch (typeof raw) {
    case 'string':
      return raw.trim() === '' ? undefined : raw;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(raw);
    default:
      return raw instanceof Date ? raw.toISOString() : undefined;
  }
}

export function asScalar(raw: unknown): AttributeValue | undefined {
  return typeof raw === 'number' || typeof raw === 'boolean' ? raw : asText(raw);
}

/** `YYYY-MM-DD`; a time part is dropped, other spellings are not guessed at. */
export function asDate(raw: unknown): string | undefined {
  const text = asText(raw);
  const match = text === undefined ? null : /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/.exec(text);
  return match?.[1] !== undefined && !Number.isNaN(Date.parse(match[1])) ? match[1] : undefined;
}

/** Whole seconds since 1970 stay below this number until the year 5138; larger ones are milliseconds. */
const secondsBelow = 1e11;

/** ISO 8601 in UTC with milliseconds; text without a zone is read as UTC, numbers as Unix time. */
export function asInstant(raw: unknown): string | undefined {
  const time =
    raw instanceof Date
      ? raw.getTime()
      : typeof raw === 'number'
        ? raw < secondsBelow
          ? raw * 1000
          : raw
        : typeof raw === 'string'
          ? Date.parse(zoned(raw.trim()))
          : Number.NaN;
  return Number.isNaN(time) || Math.abs(time) > 8.64e15 ? undefined : new Date(time).toISOString();
}

function zoned(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text)) return 'unreadable';
  const iso = text.replace(' ', 'T');
  // `+00` and `+0000` (PostgreSQL and Salesforce) are not ISO 8601; `+00:00` is.
  if (/[+-]\d{2}$/.test(iso)) return `${iso}:00`;
  if (/[+-]\d{4}$/.test(iso)) return `${iso.slice(0, -2)}:${iso.slice(-2)}`;
  return /Z$|[+-]\d{2}:\d{2}$/i.test(iso) ? iso : `${iso}Z`;
}

/** How many decimals a currency's minor unit has (ISO 4217, as the runtime's own tables say). */
const minorDigits = new Map<string, number>();

function digitsOf(currency: string): number {
  let digits = minorDigits.get(currency);
  if (digits === undefined) {
    digits =
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2;
    minorDigits.set(currency, digits);
  }
  return digits;
}

/** Exact money: decimal arithmetic on text, so that no cent is lost to floating point. */
export function asMoney(amount: unknown, currency: unknown, unit: 'major' | 'minor'): Money | undefined {
  const code = asText(currency)?.trim().toUpperCase();
  const text = asText(amount)?.trim();
  if (code === undefined || text === undefined || !/^[A-Z]{3}$/.test(code)) return undefined;
  if (unit === 'major') return /^-?\d+(\.\d+)?$/.test(text) ? { amount: text, currency: code } : undefined;
  if (!/^-?\d+$/.test(text)) return undefined;
  const digits = digitsOf(code);
  if (digits === 0) return { amount: text, currency: code };
  const sign = text.startsWith('-') ? '-' : '';
  const padded = text.slice(sign.length).padStart(digits + 1, '0');
  return { amount: `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`, currency: code };
}
