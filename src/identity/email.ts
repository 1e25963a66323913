import { domainToASCII } from 'node:url';

/** Providers that ignore parts of the user part; only known ones, because elsewhere a dot or tag may be another person. */
const providers: Readonly<
  Record<string, { readonly dots?: true; readonly tag?: '+' | '-'; readonly domain?: string }>
> = {
  'gmail.com': { dots: true, tag: '+' },
  'googlemail.com': { dots: true, tag: '+', domain: 'gmail.com' },
  'outlook.com': { tag: '+' },
  'hotmail.com': { tag: '+' },
  'live.com': { tag: '+' },
  'msn.com': { tag: '+' },
  'icloud.com': { tag: '+' },
  'me.com': { tag: '+' },
  'mac.com': { tag: '+' },
  'fastmail.com': { tag: '+' },
  'proton.me': { tag: '+' },
  'protonmail.com': { tag: '+' },
  'yahoo.com': { tag: '-' },
};

/** Where anybody can have a mailbox, besides those with rules of their own. */
const openProviders = new Set(
  'aol.com gmx.de gmx.net web.de t-online.de freenet.de posteo.de mailbox.org orange.fr wanadoo.fr free.fr laposte.net libero.it virgilio.it wp.pl o2.pl onet.pl btinternet.com sky.com ntlworld.com comcast.net verizon.net att.net bellsouth.net cox.net yahoo.co.uk yahoo.de yahoo.fr hotmail.co.uk hotmail.de hotmail.fr live.co.uk outlook.de qq.com 163.com 126.com mail.ru yandex.ru zoho.com hey.com'.split(
    ' ',
  ),
);

/** Whether a domain says nothing of who has a mailbox there. */
export function isMailProvider(domain: string): boolean {
  return Object.hasOwn(providers, domain) || openProviders.has(domain);
}

/**
 * Canonical form for matching, never for display: lower case, no display name, IDNA domain, provider rules.
 * @returns undefined for what is not an address.
 */
export function canonicalEmail(raw: string): string | undefined {
  const trimmed = raw.trim();
  const bracketed = /<([^<>]+)>$/.exec(trimmed)?.[1] ?? trimmed;
  const text = bracketed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^mailto:/, '');
  const at = text.lastIndexOf('@');
  const user = text.slice(0, at);
  const written = text.slice(at + 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
  const domain = /^[\x00-\x7f]*$/.test(written) ? written : domainToASCII(written);
  if (at < 1 || text.length > 320 || /[\s"(),:;<>@[\\\]]/.test(user)) return undefined;
  if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/.test(domain)) return undefined;
  const provider = providers[domain];
  if (provider === undefined) return `${user}@${domain}`;
  const untagged = provider.tag === undefined ? user : (user.split(provider.tag)[0] ?? user);
  const bare = provider.dots ? untagged.replaceAll('.', '') : untagged;
  return bare === '' ? undefined : `${bare}@${provider.domain ?? domain}`;
}

/** How a canonical address may be written in a source that compares bytes or only folds case. */
export function emailSpellings(canonical: string, spelling: string): readonly string[] {
  const typed = spelling.trim();
  return [...new Set([typed.toLowerCase(), typed, canonical])];
}

const roles = new Set(
  (
    'abuse accounting accounts admin administrator all billing bookings bureau buero careers compta contact contacto customer ' +
    'customerservice enquiries finance hello help helpdesk hostmaster hr info information inquiries invoice invoices it jobs kontakt ' +
    'legal mail mailbox marketing media news newsletter office order orders post postmaster press privacy purchasing reception ' +
    'reservations root sales secretariat security service services shop support team tech techsupport ventas verkauf webmaster'
  ).split(' '),
);

/** Mailboxes thrown away by design: anyone may have held one. */
const disposable = new Set(
  'mailinator.com guerrillamail.com 10minutemail.com yopmail.com trashmail.com tempmail.com sharklasers.com getnada.com'.split(
    ' ',
  ),
);

/** A shared or throw-away mailbox, which tells nobody apart (guard G2). */
export function isRoleMailbox(canonical: string): boolean {
  const at = canonical.lastIndexOf('@');
  const user = canonical.slice(0, at).split('+')[0] ?? '';
  return roles.has(user) || disposable.has(canonical.slice(at + 1));
}

const placeholderUsers =
  /^(no-?reply|do-?not-?reply|test|none|null|na|n\.a|unknown|anonymous|anon|invalid|fake|dummy|noemail|nomail)$/;

/** An address typed because a form insisted (guard G1). */
export function isPlaceholderEmail(canonical: string): boolean {
  const at = canonical.lastIndexOf('@');
  const user = canonical.slice(0, at).split('+')[0] ?? '';
  return placeholderUsers.test(user) || canonical.endsWith('.invalid');
}
