/** The variables on which the shape of an answer depends. */
import {
  type ASTNode,
  type DirectiveNode,
  type FragmentDefinitionNode,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { deferDirective } from './defer.ts';

export interface Conditions {
  /** Names of the variables in conditions of `@skip`, `@include` and `@defer`. */
  readonly variables: readonly string[];
  /** Whether anything may be deferred. */
  readonly defers: boolean;
  readonly faults: readonly GraphQLError[];
}

const conditional = [GraphQLSkipDirective.name, GraphQLIncludeDirective.name, deferDirective.name];

/** Reads an operation and the fragments it opens. */
export function readConditions(
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): Conditions {
  const variables = new Set<string>();
  const faults: GraphQLError[] = [];
  const opened = new Set<string>();
  let defers = false;
  const readDirective = ({ name, arguments: given }: DirectiveNode) => {
    if (!conditional.includes(name.value)) return;
    defers ||= name.value === deferDirective.name;
    for (const { name: argument, value } of given ?? []) {
      if (value.kind !== Kind.VARIABLE) continue;
      if (argument.value === 'if') variables.add(value.name.value);
      else if (argument.value === 'label')
        faults.push(
          new GraphQLError(`Argument "@${name.value}(label:)" must be a static string.`, {
            nodes: value,
          }),
        );
    }
  };
  const read = (node: ASTNode) => {
    visit(node, {
      Directive: readDirective,
      FragmentSpread({ name: { value: name } }) {
        const fragment = fragments[name];
        if (fragment === undefined || opened.has(name)) return;
        opened.add(name);
        read(fragment);
      },
    });
  };
  read(operation);
  return { variables: [...variables].sort(), defers, faults };
}
