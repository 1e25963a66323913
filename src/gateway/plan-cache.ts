/** Plans by the field they belong to and what they take from variables, so that a document is read once. */
import { type FieldNode, type GraphQLResolveInfo, visit } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Plan } from '../profile/assemble.ts';

/** Arguments that decide what is read. Others, such as a contact point, may hold a customer's data: never in a key. */
const planned: ReadonlySet<string> = new Set(['first', 'after', 'names', 'attributes']);

/** Plans remembered for one field of one document. */
const plansPerField = 100;

interface Remembered {
  /** Variables that selections below the field depend on: in `@skip`, `@include` and planned arguments. */
  readonly variables: readonly string[];
  readonly plans: LRUCache<string, Plan>;
}

export class PlanCache {
  // A field node lives as long as its document, which Apollo keeps in a bounded cache.
  readonly #fields = new WeakMap<FieldNode, Remembered>();

  /**
   * @param also - what else the plan depends on: names of the schema and the policy, never values.
   * @param make - makes the plan where it is not remembered.
   */
  plan(info: GraphQLResolveInfo, also: readonly string[], make: () => Plan): Plan {
    const [first] = info.fieldNodes;
    // A field written in several places of a document is rare enough to be read each time.
    if (first === undefined || info.fieldNodes.length > 1) return make();
    let remembered = this.#fields.get(first);
    if (remembered === undefined) {
      remembered = { variables: variablesBelow(info, first), plans: new LRUCache({ max: plansPerField }) };
      this.#fields.set(first, remembered);
    }
    const key = JSON.stringify([also, remembered.variables.map((name) => info.variableValues[name] ?? null)]);
    let plan = remembered.plans.get(key);
    if (plan === undefined) {
      plan = make();
      remembered.plans.set(key, plan);
    }
    return plan;
  }
}

function variablesBelow(info: GraphQLResolveInfo, field: FieldNode): readonly string[] {
  const names = new Set<string>();
  const opened = new Set<string>();
  const gather = (node: FieldNode['selectionSet']) => {
    if (node === undefined) return;
    visit(node, {
      Variable: ({ name }) => void names.add(name.value),
      Argument: ({ name }, _key, _parent, _path, ancestors) => {
        const holder = ancestors.at(-1);
        const directive = holder !== undefined && 'kind' in holder && holder.kind === 'Directive';
        return directive || planned.has(name.value) ? undefined : false;
      },
      FragmentSpread({ name }) {
        const fragment = info.fragments[name.value];
        if (fragment === undefined || opened.has(name.value)) return;
        opened.add(name.value);
        gather(fragment.selectionSet);
      },
    });
  };
  gather(field.selectionSet);
  return [...names].sort();
}
