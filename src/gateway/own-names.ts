/**
 * What an open gateway on this machine alone may be called. A page of any site can have its own name lead here (DNS
 * rebinding), so that a browser takes the gateway for that site and lets the page read all answers. Addresses and
 * `localhost` cannot be made to lead elsewhere first.
 */
import { isIP } from 'node:net';

/** @param host - as it is listened on. */
export function isLoopback(host: string): boolean {
  return isThisMachine(host) || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** @param host - a Host header: a name or an address, perhaps with a port; browsers always send one. */
export function isOwnName(host: string | undefined): boolean {
  if (host === undefined) return true;
  const [, name = ''] = /^(\[.*\]|[^:]*)(?::\d*)?$/.exec(host) ?? [];
  return isThisMachine(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
}

function isThisMachine(name: string): boolean {
  return /^(?:.+\.)?localhost$/i.test(name);
}
