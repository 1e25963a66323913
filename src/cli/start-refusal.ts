/** Why a gateway cannot start, where that lies with the machine or its configuration and not with the gateway. */
import type { Configuration } from '../config/configuration.ts';

/** @returns what is wrong and what to do about it, on one line; undefined for an error nobody foresaw. */
export function startRefusal(error: unknown, { gateway }: Configuration): string | undefined {
  const code = codeOf(error);
  const taken = listenRefusals[code];
  if (taken !== undefined) return `cannot listen on ${gateway.host} port ${gateway.port}: ${taken}`;
  const unusable = placeRefusals[code];
  return unusable && `${unusable}${reasonOf(error)}`;
}

const listenRefusals: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken; choose another by PORT or gateway.port',
  EACCES: 'the port is reserved; choose another by PORT or gateway.port',
  EADDRNOTAVAIL: 'this machine has no such address; choose another by HOST or gateway.host',
  ENOTFOUND: 'the host is unknown; choose another by HOST or gateway.host',
};

/** What is configured and cannot be used, without which nothing is answered. */
const placeRefusals: Readonly<Record<string, string>> = {
  AUDIT_UNAVAILABLE: 'audit.folder cannot be written to; name a folder that this process may write to',
  STEWARD_STORE_UNAVAILABLE:
    'the store cannot be used; name a server that answers, or a folder that this process alone writes to',
};

/** The system's own code for it, where there is one. */
function reasonOf(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    const code = codeOf(one);
    if (/^E[A-Z]+$/.test(code)) return ` (${code})`;
  }
  return '';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
