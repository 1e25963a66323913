/** Operations over the world, and variables for them, made up by fast-check. */
import fc from 'fast-check';
import {
  doTypesOverlap,
  type GraphQLField,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { schema } from './world.ts';

export interface Asked {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Types of the variables, and what may be sent for them: right, as a rule. */
const variables: Readonly<Record<string, readonly [string, fc.Arbitrary<unknown>]>> = {
  yes: ['Boolean!', rarely(fc.boolean(), null, 'yes')],
  no: ['Boolean! = false', rarely(fc.boolean(), undefined)],
  perhaps: ['Boolean = true', rarely(fc.boolean(), undefined, null)],
  int: ['Int', rarely(fc.nat(9), undefined, null, 'one')],
  intDefault: ['Int = 5', rarely(fc.nat(9), undefined, null)],
  intStrict: ['Int!', rarely(fc.nat(9), undefined)],
  string: ['String! = "default"', rarely(fc.constant('sent'), undefined)],
  colour: ['Colour', rarely(fc.constantFrom('RED', 'GREEN'), undefined, null, 'PURPLE')],
  point: ['Point', rarely(fc.constantFrom({}, { x: 1 }, { x: 2, inner: { y: 1 } }), undefined, { x: null })],
  odd: ['Odd', rarely(fc.constantFrom(3, 5), undefined, null, 4)],
  pick: ['Pick', rarely(fc.constantFrom({ id: 1 }, { point: {} }), undefined, null, { id: 1, name: 'two' })],
  lists: ['[[Int]]', rarely(fc.constantFrom([[1, null], null], [], 7), undefined, [['one']])],
};

/** What may be given for the arguments of `echo`. */
const literals: Readonly<Record<string, readonly string[]>> = {
  number: ['1', 'null', '$int', '$intDefault'],
  strict: ['2', '$intStrict', '$intDefault', '$int'],
  colour: ['RED', 'BLUE', 'null', '$colour'],
  point: ['{x: 3}', '{}', '$point', '{y: $int, tags: ["a", $string]}', '{inner: {x: $intDefault, y: 1}}'],
  points: ['[{x: 1}, {y: $int}]', '{y: 2}', '[]'],
  odd: ['3', 'null', '$odd'],
  pick: ['{id: "a"}', '{point: {x: 1}}', '{name: $string}', '$pick'],
  lists: ['[[1], null, [2, $int]]', '3', '$lists'],
};

function rarely(arbitrary: fc.Arbitrary<unknown>, ...others: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 20, arbitrary }, { weight: 2, arbitrary: fc.constantFrom(...others) });
}

const condition = fc.constantFrom('true', 'false', '$yes', '$yes', '$no', '$perhaps');
const conditions = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: condition.map((one) => ` @include(if: ${one})`) },
  { weight: 1, arbitrary: condition.map((one) => ` @skip(if: ${one})`) },
);
const deferral = fc.oneof(
  { weight: 6, arbitrary: fc.constant(' @defer') },
  { weight: 2, arbitrary: fc.constantFrom('a', 'b').map((label) => ` @defer(label: "${label}")`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('true', 'false', '$yes', '$no').map((one) => ` @defer(if: ${one})`),
  },
);

const echoArguments = fc
  .record(
    Object.fromEntries(Object.entries(literals).map(([name, values]) => [name, fc.constantFrom(...values)])),
    { requiredKeys: [] },
  )
  .map((given) => {
    const list = Object.entries(given).map(([name, value]) => `${name}: ${value}`);
    return list.length === 0 ? '' : `(${list.join(', ')})`;
  });

/** Named fragments and their types; each may open those after it. */
const fragments: Readonly<Record<string, string>> = {
  OnQuery: 'Query',
  OnMutation: 'Mutation',
  OnCommon: 'Common',
  OnPerson: 'Person',
  OnRare: 'Rare',
};
const fragmentNames = Object.keys(fragments);
const inlineTypes = ['Query', 'Mutation', 'Common', 'Rare', 'Thing', 'Person', 'Robot', 'Box'];

/** @param defers - whether `@defer` occurs. */
export function operations(defers: boolean): fc.Arbitrary<Asked> {
  const dress = defers
    ? fc
        .tuple(conditions, fc.oneof(fc.constant(''), { weight: 2, arbitrary: deferral }))
        .map(([one, other]) => one + other)
    : conditions;
  const known = new Map<string, fc.Arbitrary<string>>();

  const selection = (type: string, depth: number, open: readonly string[]): fc.Arbitrary<string> => {
    const key = `${type} ${depth} ${open}`;
    const made =
      known.get(key) ??
      fc
        .array(item(type, depth, open), { minLength: 1, maxLength: depth + 1, size: 'max' })
        .map((items) => `{ ${items.join(' ')} }`);
    known.set(key, made);
    return made;
  };

  const item = (type: string, depth: number, open: readonly string[]): fc.Arbitrary<string> => {
    const { leaves: all, objects } = fieldsOf(type);
    // What a resolver is told of the document differs from part to part.
    const leaves = defers ? all.filter((name) => name !== 'info') : all;
    const leaf = fc
      .tuple(fc.constantFrom(...leaves), fc.constantFrom('', '', 'one', 'two'), conditions)
      .map(([name, alias, dressed]) => `${alias && `${alias}_${name}: `}${name}${dressed}`);
    const echo = fc
      .tuple(echoArguments, conditions)
      // Named for what is given, as fields of one key must be given the same.
      .map(([given, dressed]) => `echo${given.replace(/\W/g, '_')}: echo${given}${dressed}`);
    const choices: fc.WeightedArbitrary<string>[] = [{ weight: 20, arbitrary: leaf }];
    if (objects.length > 0) choices.push({ weight: 3, arbitrary: echo });
    if (depth > 0) {
      for (const [name, below] of objects)
        choices.push({
          weight: 2,
          arbitrary: fc
            .tuple(fc.constantFrom('', '', 'one'), conditions, selection(below, depth - 1, open))
            .map(([alias, dressed, set]) => `${alias && `${alias}_${name}: `}${name}${dressed} ${set}`),
        });
      for (const on of ['', ...inlineTypes.filter((other) => overlap(type, other))])
        choices.push({
          weight: on === '' ? 4 : 2,
          arbitrary: fc
            .tuple(dress, selection(on || type, depth - 1, open))
            .map(([dressed, set]) => `...${on && ` on ${on}`}${dressed} ${set}`),
        });
    }
    for (const name of open)
      if (overlap(type, fragments[name] ?? ''))
        choices.push({ weight: 3, arbitrary: dress.map((dressed) => `...${name}${dressed}`) });
    return fc.oneof(...choices);
  };

  const root = fc.oneof(
    { weight: 4, arbitrary: selection('Query', 3, fragmentNames).map((set) => ['query', set] as const) },
    {
      weight: 1,
      arbitrary: selection('Mutation', 3, fragmentNames).map((set) => ['mutation', set] as const),
    },
  );
  const bodies = fc.tuple(
    ...fragmentNames.map((name, at) => selection(fragments[name] ?? '', 2, fragmentNames.slice(at + 1))),
  );
  const values = fc.record(
    Object.fromEntries(Object.entries(variables).map(([name, [, arbitrary]]) => [name, arbitrary])),
  );
  return fc.tuple(root, bodies, values).map(([[kind, set], sets, sent]) => written(kind, set, sets, sent));
}

/** Fields of a type: those without a selection, and those with one and the type of it. */
function fieldsOf(name: string): {
  leaves: readonly string[];
  objects: readonly (readonly [string, string])[];
} {
  const type = schema.getType(name);
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const isLeaf = (field: GraphQLField<unknown, unknown>) => isLeafType(getNamedType(field.type));
  return {
    leaves: [
      '__typename',
      ...fields.filter((field) => isLeaf(field) && field.name !== 'echo').map((field) => field.name),
    ],
    objects: fields
      .filter((field) => !isLeaf(field))
      .map((field) => [field.name, getNamedType(field.type).name]),
  };
}

function overlap(one: string, other: string): boolean {
  const [first, second] = [schema.getType(one), schema.getType(other)];
  return isCompositeType(first) && isCompositeType(second) && doTypesOverlap(schema, first, second);
}

/** With what it uses, and nothing else. */
function written(
  kind: string,
  set: string,
  sets: readonly string[],
  sent: Readonly<Record<string, unknown>>,
): Asked {
  let text = set;
  for (const [at, name] of fragmentNames.entries())
    if (new RegExp(`[.]{3}${name}\\b`).test(text))
      text += ` fragment ${name} on ${fragments[name]} ${sets[at]}`;
  const used = Object.keys(variables).filter((name) => new RegExp(`[$]${name}\\b`).test(text));
  const declared = used.map((name) => `$${name}: ${variables[name]?.[0]}`);
  text = `${kind} Made${declared.length > 0 ? `(${declared.join(', ')})` : ''} ${text}`;
  const given = used.filter((name) => sent[name] !== undefined).map((name) => [name, sent[name]] as const);
  return { text, variables: Object.fromEntries(given) };
}
