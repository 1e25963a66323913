/** Plans by the fields they belong to and what they take from variables, so that a document is read once. */
import { type FieldNode, type GraphQLResolveInfo, visit } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { CollectPage, Want } from '../../sources/contract.ts';
import type { Plan } from '../profile/plan.ts';

/** Arguments that decide what is read. Others, such as a contact point, may hold a customer's data: never in a key. */
const planned: ReadonlySet<string> = new Set(['first', 'after', 'names', 'attributes']);

/** Plans remembered for one field of one document. */
const plansPerField = 100;
/** Different wants and pages remembered; those beyond are made again, and not read together with their like. */
const mostShapes = 10_000;

interface Remembered {
  /** Variables that selections below the field depend on: in directives and planned arguments. */
  readonly variables: readonly string[];
  readonly plans: LRUCache<string, Plan>;
}

export class PlanCache {
  /** A compiled operation hands out the same nodes each time, and lives as long as its document. */
  readonly #fields = new WeakMap<readonly FieldNode[], Remembered>();
  readonly #shapes = new LRUCache<string, Want | CollectPage>({ max: mostShapes });

  /**
   * @param also - what else the plan depends on: names of the schema and the policy, never values.
   * @param make - makes the plan where it is not remembered.
   */
  plan(info: GraphQLResolveInfo, also: readonly unknown[], make: () => Plan): Plan {
    let remembered = this.#fields.get(info.fieldNodes);
    if (remembered === undefined) {
      remembered = { variables: variablesBelow(info), plans: new LRUCache({ max: plansPerField }) };
      this.#fields.set(info.fieldNodes, remembered);
    }
    const { variables, plans } = remembered;
    const key =
      variables.length === 0
        ? also.join()
        : JSON.stringify([also, variables.map((name) => info.variableValues[name] ?? null)]);
    let plan = plans.get(key);
    if (plan === undefined) {
      plan = make();
      plans.set(key, plan);
    }
    return plan;
  }

  /** The first of all equal wants or pages there were. */
  readonly same = <T extends Want | CollectPage>(value: T): T => {
    const name = JSON.stringify(value);
    const known = this.#shapes.get(name);
    // Equal text, equal shape.
    if (known !== undefined) return known as T;
    this.#shapes.set(name, value);
    return value;
  };
}

function variablesBelow(info: GraphQLResolveInfo): readonly string[] {
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
  for (const { selectionSet } of info.fieldNodes) gather(selectionSet);
  return [...names].sort();
}
