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
      return raw instanceof Date && !Number.isNaN(raw.getTime()) ? raw.toISOString() : undefined;
  }
}

export function asScalar(raw: unknown): AttributeValue | undefined {
  return typeof raw === 'number' || typeof raw === 'boolean' ? raw : asText(raw);
}

/** `YYYY-MM-DD`; a time part is dropped, other spellings are not guessed at. */
export function asDate(raw: unknown): string | undefined {
  const text = asText(raw);
  return text !== undefined && /^\d{4}-\d{2}-\d{2}(?:[T ].*)?$/.test(text) && isDay(text)
    ? text.slice(0, 10)
    : undefined;
}

/** Whether text that begins with `YYYY-MM-DD` begins with a day of the calendar: the engine would read 30 February as 1 March. */
function isDay(text: string): boolean {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 && leap ? 29 : (monthLengths[month - 1] ?? 0);
  return day >= 1 && day <= length;
}

const zero = 48;

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whole seconds since 1970 stay below this number until the year 5138; larger ones are milliseconds. */
const secondsBelow = 1e11;

/** ISO 8601 in UTC with milliseconds; text without a zone is read as UTC, numbers as Unix time. */
export function asInstant(raw: unknown): string | undefined {
  if (typeof raw === 'string') return instantOf(raw.trim());
  if (typeof raw === 'number') return writtenTime(raw < secondsBelow ? raw * 1000 : raw);
  return raw instanceof Date ? writtenTime(raw.getTime()) : undefined;
}

function writtenTime(time: number): string | undefined {
  return Number.isNaN(time) || Math.abs(time) > 8.64e15 ? undefined : new Date(time).toISOString();
}

/** An instant as sources write nearly all of theirs, in UTC: it is put in our spelling without being reckoned. */
const instantInUtc = /^\d{4}-\d\d-\d\d[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|\+00(?::?00)?)?$/;

function instantOf(text: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d/.test(text) || !isDay(text)) return undefined;
  if (instantInUtc.test(text)) return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds(text)}Z`;
  const zoned = withZone(text);
  return zoned === undefined ? undefined : writtenTime(Date.parse(zoned));
}

/** The first three digits of the fraction of a second, where there is one; the rest is cut off. */
function milliseconds(text: string): string {
  if (text[19] !== '.') return '000';
  const digits = /\D/.exec(text.slice(20, 23))?.index ?? 3;
  return text.slice(20, 20 + digits).padEnd(3, '0');
}

function withZone(text: string): string | undefined {
  if (text.length === 10) return text;
  if (!/^.{10}[T ]\d{2}:\d{2}/.test(text)) return undefined;
  const iso = text.replace(' ', 'T');
  // `+00` and `+0000` (PostgreSQL and Salesforce) are not ISO 8601; `+00:00` is.
  if (/[+-]\d{2}$/.test(iso)) return `${iso}:00`;
  if (/[+-]\d{4}$/.test(iso)) return `${iso.slice(0, -2)}:${iso.slice(-2)}`;
  return /Z$|[+-]\d{2}:\d{2}$/i.test(iso) ? iso : `${iso}Z`;
}

/** Currencies whose minor unit does not have two decimals (ISO 4217; the runtime's tables count what is in daily use). */
const minorDigits: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map(digits(0)),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map(digits(3)),
  ...'CLF UYW'.split(' ').map(digits(4)),
]);

function digits(count: number) {
  return (code: string): readonly [string, number] => [code, count];
}

/** Exact money: decimal arithmetic on text, so that no cent is lost to floating point. */
export function asMoney(amount: unknown, currency: unknown, unit: 'major' | 'minor'): Money | undefined {
  const code = asText(currency)?.trim().toUpperCase();
  const text = asText(amount)?.trim();
  if (code === undefined || text === undefined || !/^[A-Z]{3}$/.test(code)) return undefined;
  if (unit === 'major') return /^-?\d+(\.\d+)?$/.test(text) ? { amount: text, currency: code } : undefined;
  if (!/^-?\d+$/.test(text)) return undefined;
  const decimals = minorDigits.get(code) ?? 2;
  if (decimals === 0) return { amount: text, currency: code };
  const sign = text.startsWith('-') ? '-' : '';
  const padded = text.slice(sign.length).padStart(decimals + 1, '0');
  return { amount: `${sign}${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`, currency: code };
}
