/** Where an assertion reaches (consent.md 3.4): a veto by overlap, a grant by cover. */
import type { Channel, Purpose, Scope } from '../model/consent.ts';

const phoneChannels: readonly Channel[] = ['VOICE', 'SMS'];

export function channelCovers(outer: Channel, inner: Channel): boolean {
  return outer === inner || outer === 'ANY' || (outer === 'PHONE' && phoneChannels.includes(inner));
}

/** Purposes form a tree by dots: `market` is no parent of `marketing`. */
export function purposeCovers(outer: Purpose, inner: Purpose): boolean {
  return outer === '*' || outer === inner || inner.startsWith(`${outer}.`);
}

/** Contact points are compared in normal form; the caller has made telephone numbers E.164. */
export function samePoint(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** Whether `outer` contains `inner` in every dimension: what a grant needs to help. */
export function covers(outer: Scope, inner: Scope): boolean {
  return (
    channelCovers(outer.channel, inner.channel) &&
    purposeCovers(outer.purpose, inner.purpose) &&
    (outer.contactPoint === undefined ||
      (inner.contactPoint !== undefined && samePoint(outer.contactPoint, inner.contactPoint)))
  );
}

/** Whether two scopes share anything: enough for a veto to apply. */
export function overlaps(a: Scope, b: Scope): boolean {
  return (
    (channelCovers(a.channel, b.channel) || channelCovers(b.channel, a.channel)) &&
    (purposeCovers(a.purpose, b.purpose) || purposeCovers(b.purpose, a.purpose)) &&
    (a.contactPoint === undefined ||
      b.contactPoint === undefined ||
      samePoint(a.contactPoint, b.contactPoint))
  );
}
