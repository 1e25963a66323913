/** What the schema says of its fields is enough to enforce: every way of forgetting something is found. */
import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, getNamedType, isLeafType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readSchema } from '../../src/gateway/apollo.ts';
import { faultsOf, fieldRules } from '../../src/gateway/field-directives.ts';

const text = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');

/** The shipped schema with one place of it written otherwise. */
function changed(from: string, to: string): GraphQLSchema {
  expect(text.split(from).length, `${from} stands once in the schema`).toBe(2);
  return buildSchema(text.replace(from, to));
}

const company = 'company: String @personalData(category: "user.workplace")';
const phone = 'phone: String @personalData(category: "user.contact.phone_number", channel: PHONE)';

describe('the shipped schema', () => {
  it('has no fault', () => {
    expect(faultsOf(readSchema())).toEqual([]);
    expect(faultsOf(buildSchema(text))).toEqual([]);
  });

  it('says of each field what its directives say', () => {
    const rules = fieldRules(readSchema());
    const residency = { region: undefined, transfer: 'DENY' };
    expect(rules.get('Customer.email')).toEqual({
      category: 'user.contact.email',
      channel: 'EMAIL',
      usableFor: undefined,
      onDeny: 'REDACT',
      residency,
    });
    expect(rules.get('Customer.birthDate')).toMatchObject({
      category: 'user.demographic.date_of_birth',
      usableFor: ['essential', 'functional', 'analytics'],
      residency,
    });
    expect(rules.get('ExternalId.value')).toMatchObject({ category: 'user.unique_id', onDeny: 'MASK' });
    expect(rules.get('Query.identityCompare')?.residency).toBeUndefined();
    expect([rules.has('Customer.id'), rules.has('Customer.sources'), rules.has('Money.amount')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('may say where a single field may go', () => {
    const schema = changed(company, `${company} @residency(region: "eu", transfer: PSEUDONYMISE)`);
    expect(fieldRules(schema).get('Customer.company')?.residency).toEqual({
      region: 'eu',
      transfer: 'PSEUDONYMISE',
    });
  });
});

describe('a schema is at fault', () => {
  it.each([
    [
      'where a field that may be denied cannot be null',
      company,
      company.replace('String', 'String!'),
      ['Customer.company may be denied, so it must be nullable'],
    ],
    [
      'where a field of a customer has no category',
      company,
      'company: String',
      ['Customer.company shows personal data of no category: give it @personalData'],
    ],
    [
      'where a field that is new shows an object of no category',
      company,
      // Two types that lead to each other.
      `${company}\n  sizes: Sizes\n}\ntype Sizes {\n  shoe: Int\n  more: More\n}\ntype More {\n  sizes: Sizes`,
      [
        'Customer.sizes shows personal data of no category: give it @personalData',
        'Sizes.shoe shows personal data of no category: give it, or Sizes, @personalData',
      ],
    ],
    [
      'where a type of personal data is shown by a field without a rule',
      'health: SourceHealth!\n}',
      'health: SourceHealth!\n  owner: PersonName\n}',
      ['Source.owner shows PersonName, so it needs @personalData of its own'],
    ],
    [
      'where personal data is shown in a page by a field without a rule',
      'health: SourceHealth!\n}',
      'health: SourceHealth!\n  newest: OrderConnection\n}',
      ['Source.newest shows OrderConnection, so it needs @personalData of its own'],
    ],
    [
      'where a root field shows personal data without a rule',
      '    @personalData(category: "user.unique_id")\n\n  "Pairs that want',
      '\n  "Pairs that want',
      ['Query.identityCompare shows IdentityComparison, so it needs @personalData of its own'],
    ],
    [
      'where a type below a customer says nothing of the personal data it shows',
      'type Order @personalData(category: "user.behavior.purchase_history")',
      'type Order',
      ['Order.record shows RecordRef, so it needs @personalData of its own'],
    ],
    [
      'where what is no text is masked',
      'lastActivityAt: DateTime @personalData(category: "user.behavior")',
      'lastActivityAt: DateTime @personalData(category: "user.behavior") @onDeny(action: MASK)',
      ['Customer.lastActivityAt cannot be masked: only text can'],
    ],
    [
      'where an object is masked',
      'name: PersonName @personalData(category: "user.name")',
      'name: PersonName @personalData(category: "user.name") @onDeny(action: MASK)',
      ['Customer.name cannot be masked: only text can'],
    ],
    [
      'where a field is excluded',
      company,
      `${company} @onDeny(action: EXCLUDE)`,
      ['Customer.company cannot be excluded: only an object can'],
    ],
    [
      'where the purposes of a field are limited that has no category',
      'hasNextPage: Boolean!',
      'hasNextPage: Boolean! @usableFor(uses: ["essential"])',
      ['PageInfo.hasNextPage has @usableFor without @personalData'],
    ],
    [
      'where a type says what becomes of it that nobody sees to',
      'type Order @personalData',
      'type Order @onDeny(action: EXCLUDE) @personalData',
      ['Order cannot be EXCLUDE as a whole: only Customer is, and excluded'],
    ],
    [
      'where a customer is anything but excluded as a whole',
      'type Customer implements Node @onDeny(action: EXCLUDE)',
      'type Customer implements Node @onDeny(action: MASK)',
      ['Customer cannot be MASK as a whole: only Customer is, and excluded'],
    ],
    [
      'where a field is said to reach the person by another channel than its values do',
      phone,
      phone.replace('PHONE', 'SMS'),
      ['Customer.phone reaches the person by PHONE, not by SMS'],
    ],
    [
      'where a field is said to reach the person whose values do not',
      company,
      company.replace('workplace"', 'workplace", channel: EMAIL'),
      ['Customer.company reaches the person by NONE, not by EMAIL'],
    ],
    [
      'where it says what becomes of a denied field that cannot be denied',
      'hasNextPage: Boolean!',
      'hasNextPage: Boolean! @onDeny(action: REJECT)',
      ['PageInfo.hasNextPage has @onDeny without @personalData'],
    ],
  ])('%s', (_, from, to, faults) => {
    const schema = changed(from, to);
    expect(new Set(faultsOf(schema))).toEqual(new Set(faults));
    // A gateway does not start over it.
    expect(() => fieldRules(schema)).toThrow(TypeError);
    expect(() => fieldRules(schema)).toThrow(faults[0]);
  });

  it('in as many places as there are, all at once', () => {
    const schema = buildSchema(
      text.replace(company, 'company: String!').replace('birthDate: Date\n', 'birthDate: Date!\n'),
    );
    expect(faultsOf(schema)).toEqual([
      'Customer.company shows personal data of no category: give it @personalData',
      'Customer.birthDate may be denied, so it must be nullable',
    ]);
  });
});

/**
 * A walk of its own: from Customer down, a value is accounted for by a category of its own, or of a type or field above it.
 * What is left says nothing of the person.
 */
describe('every value below a customer', () => {
  const opaque = ['Customer.id'];
  /** How sources fared for this customer. */
  const faring = ['source', 'kind', 'status', 'retryAfter', 'drifted'].map(
    (name) => `SourceContribution.${name}`,
  );

  it('has a category, but for a few that are listed here', () => {
    const schema = readSchema();
    const accountedFor = (node: { readonly astNode?: unknown }) =>
      JSON.stringify((node.astNode as { directives?: unknown } | undefined)?.directives ?? []).includes(
        '"personalData"',
      );
    const bare = new Set<string>();
    const seen = new Set<string>();
    let leaves = 0;
    const walk = (name: string, above: boolean) => {
      const type = schema.getType(name);
      if (!isObjectType(type) || seen.has(`${name} ${above}`)) return;
      seen.add(`${name} ${above}`);
      const own = above || accountedFor(type);
      for (const field of Object.values(type.getFields())) {
        const its = own || accountedFor(field);
        const shown = getNamedType(field.type);
        if (!isLeafType(shown)) walk(shown.name, its);
        else {
          leaves++;
          if (!its) bare.add(`${name}.${field.name}`);
        }
      }
    };
    walk('Customer', false);
    expect(leaves).toBeGreaterThan(150);
    expect([...bare].sort()).toEqual([...opaque, ...faring].sort());
  });
});
