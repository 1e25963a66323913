/** What a verified token says of whoever asks. */
import type { JWTPayload } from 'jose';
import type { Caller } from '../model/caller.ts';
import { refused } from './refusal.ts';

/** Under which names an issuer says it; a dot leads into an object, as in `realm_access.roles`. */
export interface ClaimNames {
  /** A list; a text is one role, for roles may have spaces. */
  readonly roles: string;
  /** Text with spaces in between, or a list. */
  readonly scopes: string;
  /** As scopes. */
  readonly dataUses: string;
  /** A text. */
  readonly region: string;
}

/**
 * A claim that is not there grants nothing.
 * @throws GatewayError UNAUTHENTICATED for one of the wrong type: what it was meant to say is not guessed.
 */
export function claimedCaller(payload: JWTPayload, names: ClaimNames): Caller {
  const { sub } = payload;
  if (typeof sub !== 'string' || sub.trim() === '') throw refused('subject');
  const region = claimAt(payload, names.region);
  if (region !== undefined && !isName(region)) throw refused('claims');
  return {
    subject: sub,
    roles: listed(claimAt(payload, names.roles), (text) => [text]),
    scopes: new Set(listed(claimAt(payload, names.scopes), words)),
    dataUses: listed(claimAt(payload, names.dataUses), words),
    region,
  };
}

/** A whole name before its parts: issuers name claims by URLs, and clients whose roles they list by domains. */
function claimAt(claims: object, path: string): unknown {
  const entries = new Map<string, unknown>(Object.entries(claims));
  if (entries.has(path)) return entries.get(path);
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const inner = entries.get(path.slice(0, dot));
    const found =
      typeof inner === 'object' && inner !== null ? claimAt(inner, path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function listed(claim: unknown, split: (text: string) => readonly string[]): readonly string[] {
  if (claim === undefined) return [];
  if (typeof claim === 'string') return claim.trim() === '' ? [] : split(claim);
  if (!Array.isArray(claim) || !claim.every(isName)) throw refused('claims');
  return claim;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
