/** What tests of a source say often, as far as it takes no source to say it. */
import { expect } from 'vitest';
import type { Call, CollectPage, Want } from '../../../sources/contract.ts';
import { identifier } from '../../../src/identity/normalise.ts';
import { personOf as evidenceOf } from '../../../src/identity/person.ts';
import type { Attribute } from '../../../src/model/attribute.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { Identifier, IdentifierKind } from '../../../src/model/identifier.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { type Person, people, personOf, shown } from '../fixture.ts';

/** How long a source may take to notice an abort, in milliseconds. */
export const promptly = 1000;

export const nothing: Want = { attributes: [], references: false, consent: 'none', collections: [] };

/** A call that ends by itself, well before its test does. */
export function calling(milliseconds = 10_000): Call {
  return {
    signal: AbortSignal.timeout(milliseconds),
    deadline: Date.now() + milliseconds,
    lane: 'interactive',
  };
}

export function page(first: number, attributes: readonly string[] = []): CollectPage {
  return { first, attributes };
}

export function key(kind: IdentifierKind, raw: string, country = 'DE'): Identifier {
  const one = identifier(kind, raw, country);
  if (one === undefined) throw new TypeError(`${raw} is no ${kind}`);
  return one;
}

/** The candidate keys of a record that shows these attributes of a person. */
export function candidatesOf(
  one: Person,
  attributes: readonly Attribute[],
  write: (text: string) => string = (text) => text,
): readonly Identifier[] {
  const values = attributes.map((name) => [name, shown(one, name).map(write)] as const);
  return evidenceOf(
    {
      ref: { source: 'elsewhere', id: one.key },
      attributes: Object.fromEntries(values.filter(([, own]) => own.length > 0)),
      references: [],
      consent: [],
      parentKeys: {},
      observedAt: '2024-06-01T00:00:00.000Z',
      drifted: [],
    },
    'DE',
  ).candidates();
}

/** Only ASCII, whose case every system folds. */
export function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}

/** As the person's own record spells it. */
export function emailOf(name: string): Identifier {
  return key('email', personOf(name).email ?? '');
}

export function answerOf<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.kind !== 'found') throw new Error(`expected an answer, got ${outcome && verdict(outcome)}`);
  return outcome.value;
}

/** Values that no message may hold; shorter ones would be found by chance. */
const secrets = people
  .flatMap((one) => [one.email, one.phone, one.loyalty, one.ledger, one.given, one.family, one.city])
  .filter((value) => value !== null)
  .filter((value) => value.trim().length > 4);

/** `found`, `absent` or the code of the failure; the error is one of the catalogue and tells no value. */
export function verdict(outcome: Outcome<unknown>): string {
  if (outcome.kind !== 'failed') return outcome.kind;
  const { error } = outcome;
  expect(error).toBeInstanceOf(GatewayError);
  const text = `${error} ${JSON.stringify(error)}`;
  for (const secret of secrets) expect(text).not.toContain(secret);
  return error.code;
}
