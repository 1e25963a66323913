import type { Mess } from './mess.ts';
import type { Random } from './random.ts';
import { slipped, withoutAccents } from './spelling.ts';

/** Domains nobody can receive mail at (RFC 2606), and gmail.com for the dots its mailboxes ignore. */
const domains: readonly (readonly [string, number])[] = [
  ['example.com', 36],
  ['example.org', 20],
  ['example.net', 16],
  ['gmail.com', 14],
  ['post.example', 8],
  ['mail.example', 6],
];

/** The user part everybody at gmail.com has before the name, so that no real mailbox is meant. */
const gmailMark = 'onefold.sandbox.';

/** Hands out e-mail addresses of which no two reach the same mailbox. */
export class Mailboxes {
  readonly #taken = new Set<string>();

  newPersonal(random: Random, given: string, family: string): string {
    const domain = random.weighted(domains);
    return this.#free(random, domain === 'gmail.com' ? gmailMark : '', given, family, domain);
  }

  newAt(random: Random, given: string, family: string, domain: string): string {
    return this.#free(random, '', given, family, domain);
  }

  #free(random: Random, mark: string, given: string, family: string, domain: string): string {
    const first = userPart(given);
    const last = userPart(family);
    const name = random.weighted([
      [`${first}.${last}`, 5],
      [`${first[0]}.${last}`, 2],
      [`${first}${last}`, 2],
      [`${last}.${first}`, 1],
    ]);
    let address = `${mark}${name}@${domain}`;
    for (let number = random.integer(2, 99); this.#taken.has(mailbox(address)); number += 1) {
      address = `${mark}${name}${number}@${domain}`;
    }
    this.#taken.add(mailbox(address));
    return address;
  }
}

function userPart(name: string): string {
  return withoutAccents(name, 'german')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
}

/** What an address comes down to once case, tags and dots are set aside. */
function mailbox(address: string): string {
  const [user = '', domain = ''] = address.toLowerCase().split('@');
  return `${user.replace(/\+.*$/, '').replaceAll('.', '')}@${domain}`;
}

/**
 * The address as it is typed into one system; `tag` is what its owner would add after a plus.
 * It reaches the same mailbox, unless a typo got in.
 */
export function typed(mess: Mess, address: string, tag: string): string {
  const { random } = mess;
  let [user = '', domain = ''] = address.split('@');
  const mark = domain === 'gmail.com' ? gmailMark : '';
  let name = user.slice(mark.length);
  if (mess.happens('emailTag')) name += `+${tag}`;
  if (mark !== '' && mess.happens('emailDots')) name = name.replaceAll('.', '');
  if (mess.happens('emailTypo')) name = slipped(random, name);
  user = mark + name;
  if (mess.happens('emailCase')) {
    if (random.chance(0.3)) {
      user = user.toUpperCase();
      domain = domain.toUpperCase();
    } else {
      user = user.replace(/(^|\.)\p{L}/gu, (start) => start.toUpperCase());
      domain = random.chance(0.5) ? domain.replace(/^\p{L}/u, (start) => start.toUpperCase()) : domain;
    }
  }
  return `${user}@${domain}`;
}
