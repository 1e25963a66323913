/** The steward's desk: what is worked out for it, and as a steward has it. */
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { align } from '../../console/src/steward/alignment.ts';
import { differenceOf } from '../../console/src/steward/difference.ts';
import { identifierOf, kindsOf } from '../../console/src/steward/identifier.ts';
import { endOfDay, purposesOf } from '../../console/src/steward/purposes.ts';
import { looksPersonal, sentReason } from '../../console/src/steward/reason.ts';
import { actionOf, afterDeciding, neighbourOf } from '../../console/src/steward/shortcuts.ts';
import { standing } from '../../console/src/steward/standing.ts';
import { browserPath } from '../browser.ts';
import { addShopCustomer, addUser } from '../e2e/newcomers.ts';
import { type ConsoleUnderTest, openTestConsole } from './console.ts';

describe('the difference of two texts', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'ß', '😀', ' '), maxLength: 30 });
  it('loses nothing of either, and what is shared reads the same in both', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const [one, other] = differenceOf(a, b);
        const join = (parts: typeof one, all = true) =>
          parts.map(({ text, shared }) => (all || shared ? text : '')).join('');
        expect([join(one), join(other)]).toEqual([a, b]);
        expect(join(one, false)).toBe(join(other, false));
        if (a === b) expect([...one, ...other].every(({ shared }) => shared)).toBe(true);
      }),
    );
  });

  it('is no more than what differs', () => {
    const differing = (a: string, b: string) =>
      differenceOf(a, b).map((parts) => parts.filter(({ shared }) => !shared).map(({ text }) => text));
    expect(differing('Henrike', 'Henrika')).toEqual([['e'], ['a']]);
    expect(differing('Meier, Anna', 'Meyer, Ana')).toEqual([['i', 'n'], ['y']]);
    // Letters in common by chance are no likeness.
    expect(differing('henrike.osterloh@example.org', 'rika4711@example.org')).toEqual([
      ['henrike.osterloh'],
      ['rika4711'],
    ]);
  });
});

describe('two records side by side', () => {
  const field = { level: 'EXACT', m: 0.6, u: 0.1, bits: 2, frequencyBits: 0, generic: false };
  const rows = align(
    new Map([
      ['name.given', ['Ada']],
      ['name.family', ['Lindqvist']],
      ['address.city', ['Köln']],
      ['address.street', ['Weg 1']],
      ['email', ['a', 'b']],
    ]),
    new Map([
      ['name.full', ['Ada Lindqvist']],
      ['address.street', ['Weg 2']],
      ['email', ['c', 'b']],
    ]),
    ['email', 'address.street', 'address.city'],
    [
      { field: 'given', ...field },
      { field: 'address', ...field },
    ],
  );
  it('are aligned by what they are about, the name first', () => {
    expect(rows.map(({ attribute, written }) => [attribute, written])).toEqual([
      ['name', 'same'],
      ['email', 'same'],
      ['address.street', 'different'],
      ['address.city', 'one-sided'],
    ]);
  });
  it('tell once how a field is compared', () => {
    expect(rows.map(({ compared }) => compared.map((one) => one.field))).toEqual([
      ['given'],
      [],
      ['address'],
      [],
    ]);
  });
});

describe('keys', () => {
  const pressed = { key: 's', modified: false, typing: false, inList: false, repeated: false };
  it('decide, in either case', () => {
    expect(['s', 'N', 'u', 'z', '?', 'j', 'K', 'x'].map((key) => actionOf({ ...pressed, key }))).toEqual([
      'SAME',
      'NOT_SAME',
      'UNSURE',
      'undo',
      'help',
      'next',
      'previous',
      undefined,
    ]);
  });
  it('are left to the browser while somebody types, or holds another key', () => {
    expect(actionOf({ ...pressed, typing: true })).toBeUndefined();
    expect(actionOf({ ...pressed, modified: true })).toBeUndefined();
    expect(actionOf({ ...pressed, repeated: true })).toBeUndefined();
    expect(actionOf({ ...pressed, key: 'ArrowDown' })).toBeUndefined();
    expect(actionOf({ ...pressed, key: 'ArrowDown', inList: true })).toBe('next');
  });
  it('go from pair to pair, and from a decided one to the next', () => {
    const keys = ['a', 'b', 'c'];
    expect([neighbourOf(keys, 'a', 1), neighbourOf(keys, 'a', -1), neighbourOf(keys, 'x', 1)]).toEqual([
      'b',
      'a',
      'a',
    ]);
    expect(['a', 'c', 'x'].map((key) => afterDeciding(keys, key))).toEqual(['b', 'b', 'a']);
    expect(afterDeciding(['a'], 'a')).toBeUndefined();
  });
});

describe('what stewards say', () => {
  it('is taken back by what was said later, on this page or a newer one', () => {
    const [x, y, z] = ['1', '2', '3'].map((id) => ({ source: 'app', id }));
    if (x === undefined || y === undefined || z === undefined) throw new Error('three records');
    const page = [
      { a: x, b: y, kind: 'SAME' },
      { a: y, b: x, kind: 'WITHDRAWN' },
      { a: x, b: y, kind: 'NOT_SAME' },
      { a: x, b: z, kind: 'SAME' },
    ];
    const { rows, withdrawn } = standing(page, new Set(['app:1 app:3']));
    expect(rows.map(({ takenBack }) => takenBack)).toEqual([false, false, true, true]);
    expect(withdrawn.size).toBe(2);
  });
  it('is of an identifier, of which there is one', () => {
    expect(identifierOf('externalId.loyalty', ' L9 ')).toEqual({
      externalId: { issuer: 'loyalty', value: 'L9' },
    });
    expect(identifierOf('email', ' ')).toBeUndefined();
    expect(identifierOf('name', 'Ada')).toBeUndefined();
    expect(kindsOf(['loyalty'])).toEqual(['email', 'phone', 'externalId.loyalty']);
  });
  it('has a reason that names nobody', () => {
    expect(['both at a@example.org', 'calls +49 30 123456', 'http://x'].map(looksPersonal)).toEqual([
      true,
      true,
      true,
    ]);
    expect(looksPersonal('same handwriting on 2 forms of 2024')).toBe(false);
    expect([sentReason('  '), sentReason(' x ')]).toEqual([null, 'x']);
  });
  it('is for a purpose, all of what that is a part of, or everything', () => {
    expect(purposesOf(['a.b', 'a'])).toEqual(['*', 'a', 'a.b']);
    expect(endOfDay('')).toBeNull();
    expect(endOfDay('2026-12-31')).toBe(new Date(2027, 0, 1).toISOString());
  });
});

describe.skipIf(browserPath === undefined)('the steward desk', () => {
  let console: ConsoleUnderTest;
  /** Two records of which nobody can tell whether they are of sisters or of one person. */
  let app = '';
  let shop = '';

  beforeAll(async () => {
    console = await openTestConsole({ sandbox: { size: 20 } });
    const { sandbox } = console;
    app = await addUser(
      sandbox,
      { given: 'Henrike', family: 'Osterloh', email: 'henrike.osterloh@example.org' },
      { street: 'Lindenweg 4', city: 'Köln', postcode: '50667' },
    );
    shop = await addShopCustomer(
      sandbox,
      { given: 'Henrika', family: 'Osterloh', email: 'rika4711@example.net' },
      { street: 'Lindenweg 4', city: 'Köln', zip: '50667' },
    );
  });
  afterAll(() => console?.close());

  async function ask(query: string): Promise<unknown> {
    const response = await fetch(`${console.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return ((await response.json()) as { readonly data: unknown }).data;
  }
  const customerOf = (source: string, id: string) =>
    ask(`{ customer(by: { record: { source: "${source}", id: "${id}" } }) { id } }`);

  async function openDesk(tab: string, options?: Parameters<ConsoleUnderTest['open']>[1]): Promise<Page> {
    const page = await console.open('/stewards', options);
    await page.getByRole('tab', { name: tab }).click();
    return page;
  }

  it('stops asking for people when it is told to, and can begin anew', async () => {
    const page = await openDesk('Review queue');
    // The sandbox never tells of its people.
    await page.route('**/demo/personas', () => {});
    const begin = page.getByRole('button', { name: 'Ask for people of the demo' });
    await begin.click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped.').waitFor();
    expect(await begin.isEnabled()).toBe(true);
  });

  it('says how pairs come into an empty queue, and asks for people of the demo until there is one', async () => {
    const page = await openDesk('Review queue');
    await page.getByRole('heading', { name: 'No pair wants a verdict' }).waitFor();
    await page.getByRole('button', { name: 'Ask for people of the demo' }).waitFor();
    await console.expectAccessible(page);
    await console.shoot(page, 'steward-empty');
    await page.getByRole('button', { name: 'Ask for people of the demo' }).click();
    await page.getByRole('heading', { name: 'likely one person' }).waitFor({ timeout: 25_000 });
  });

  it('decides a doubtful pair by keyboard, shows one customer, and takes it back', async () => {
    // Somebody asks for one of them, and so the pair is met.
    await customerOf('app', app);
    const page = await openDesk('Review queue');
    const pair = page.getByRole('button', { name: new RegExp(`app:${app}.*shop:${shop}`) });
    await pair.waitFor();
    await page.getByText('makes them one customer with 2 records').waitFor();
    await page.getByRole('heading', { name: 'Why it is unsure' }).waitFor();
    await page.locator('mark', { hasText: 'rika4711' }).waitFor();
    await console.expectAccessible(page);
    await console.shoot(page, 'steward-queue');
    // What is typed into the reason is no verdict.
    await page.getByLabel('Reason (optional)').pressSequentially('sn');
    await pair.focus();
    await page.keyboard.press('?');
    await page.getByRole('table', { name: 'Keys' }).waitFor();
    await page.keyboard.press('s');
    await page.getByText('are one customer now.').waitFor();
    await page.getByRole('link', { name: /2 records/ }).click();
    await page.getByRole('heading', { name: 'What holds them together' }).waitFor();
    await page.getByRole('cell', { name: 'a steward said so', exact: true }).waitFor();
    expect(await customerOf('app', app)).toEqual(await customerOf('shop', shop));

    await page.getByRole('link', { name: 'Steward desk' }).click();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('cell', { name: 'sn', exact: true }).waitFor();
    await page.getByRole('button', { name: /^Take back what was said/ }).click();
    await page.getByText('taken back', { exact: true }).first().waitFor();
    await console.shoot(page, 'steward-history');
    await console.expectAccessible(page);
    expect(await customerOf('app', app)).not.toEqual(await customerOf('shop', shop));
  });

  it('takes the last verdict back by a key, in dark colours too', async () => {
    await customerOf('app', app);
    const page = await openDesk('Review queue', { colours: 'dark' });
    await page.getByRole('button', { name: 'Two people' }).click();
    await page.getByText('are two people, whatever speaks against it').waitFor();
    await page.getByRole('button', { name: 'Undo (Z)' }).waitFor();
    await page.locator('body').press('z');
    await page.getByRole('button', { name: 'Undo (Z)' }).waitFor({ state: 'hidden' });
    await page.getByRole('heading', { name: 'Why it is unsure' }).waitFor();
    await console.expectAccessible(page);
    await console.shoot(page, 'steward-queue-dark');
  });

  it('says of no other pair what was typed of one', async () => {
    const other = await addUser(
      console.sandbox,
      { given: 'Annika', family: 'Brandstetter', email: 'annika.brandstetter@example.org' },
      { street: 'Ahornallee 9', city: 'Bonn', postcode: '53111' },
    );
    await addShopCustomer(
      console.sandbox,
      { given: 'Annike', family: 'Brandstetter', email: 'bs1977@example.net' },
      { street: 'Ahornallee 9', city: 'Bonn', zip: '53111' },
    );
    await customerOf('app', app);
    await customerOf('app', other);
    const page = await openDesk('Review queue');
    const list = page.getByRole('region', { name: 'Pairs in doubt' });
    const pairOf = (id: string) => list.getByRole('button').filter({ hasText: `app:${id}` });
    const reason = page.getByLabel('Reason (optional)');
    await pairOf(app).click();
    await reason.fill('same handwriting');
    await pairOf(other).click();
    expect(await reason.inputValue()).toBe('');
    await reason.fill('two forms');
    await page.getByRole('button', { name: 'Two people' }).press('Enter');
    await page.getByText('are two people, whatever speaks against it').waitFor();
    await pairOf(other).waitFor({ state: 'detached' });
    // The keyboard is at the next pair.
    await list.locator('[aria-current="true"]:focus').waitFor();
    expect(await reason.inputValue()).toBe('same handwriting');
    await page.keyboard.press('z');
    await pairOf(other).waitFor();
  });

  it('sets a rule on an identifier, and takes it back by typing it again', async () => {
    const page = await openDesk('Shared identifiers');
    await page.getByText('No identifier has a rule.').waitFor();
    await page.getByLabel('Value', { exact: true }).fill('office@example.org');
    await page.getByRole('button', { name: 'Set the rule' }).click();
    await page.getByRole('cell', { name: 'several people have it' }).waitFor();
    await console.expectAccessible(page);
    await console.shoot(page, 'steward-values');
    await page.getByRole('button', { name: /^Take back: E-mail/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Take back' });
    await dialog.getByLabel('E-mail address').fill('another@example.org');
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await dialog.getByText('That is not the value of this entry').waitFor();
    await dialog.getByLabel('E-mail address').fill('office@example.org');
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('No identifier has a rule.').waitFor();
  });

  it('suppresses an identifier and lifts it, on a telephone', async () => {
    const page = await openDesk('Suppressions', { phone: true });
    await page.getByText('Nothing is suppressed.').waitFor();
    await page.getByLabel('Value', { exact: true }).fill('nobody@example.org');
    await page.getByRole('button', { name: 'Suppress', exact: true }).click();
    await page.getByRole('cell', { name: 'every purpose', exact: true }).waitFor();
    await console.shoot(page, 'steward-suppressions-phone');
    await console.expectAccessible(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: /^Lift: / }).click();
    const dialog = page.getByRole('dialog', { name: 'Lift' });
    await dialog.getByLabel('E-mail address').fill('nobody@example.org');
    await dialog.getByRole('button', { name: 'Lift' }).click();
    await page.getByText('Nothing is suppressed.').waitFor();
  });

  it('shows where verdicts contradict each other, and takes one back', async () => {
    const [one, two, three] = ['1', '2', '3'].map((id) => `{ source: "app", id: "${id}" }`);
    for (const [a, b, kind] of [
      [one, two, 'SAME'],
      [two, three, 'SAME'],
      [one, three, 'NOT_SAME'],
    ])
      await ask(`mutation { giveVerdict(a: ${a}, b: ${b}, kind: ${kind}) { id } }`);
    const page = await openDesk('Conflicts');
    await page.getByText('The 2 verdicts that tie them').waitFor();
    await console.expectAccessible(page);
    await console.shoot(page, 'steward-conflicts');
    await page.getByRole('button', { name: 'Take back what was said of app:1 and app:3' }).click();
    await page.getByText('No verdicts contradict each other.').waitFor();
  });
});
