/** Limits on the shape of an operation, as validation rules: a request that exceeds one is refused before it runs. */
import { type ASTNode, GraphQLError, Kind, type ValidationContext, type ValidationRule } from 'graphql';
import { type ErrorCode, GatewayError } from '../model/errors.ts';

export interface OperationLimits {
  readonly depth: number;
  readonly aliases: number;
}

/** Introspection is deep by nature and bounded by the schema. */
export function limitRules({ depth, aliases }: OperationLimits): readonly ValidationRule[] {
  return [
    (context) => ({
      OperationDefinition(node) {
        if (measure(context, node, new Map()) > depth) refuse(context, 'OPERATION_TOO_DEEP', node);
      },
    }),
    (context) => {
      let seen = 0;
      return {
        Field(node) {
          if (node.alias !== undefined && ++seen === aliases + 1)
            refuse(context, 'OPERATION_TOO_MANY_ALIASES', node);
        },
      };
    },
  ];
}

function refuse(context: ValidationContext, code: ErrorCode, node: ASTNode): void {
  const originalError = new GatewayError(code);
  context.reportError(new GraphQLError(originalError.message, { nodes: [node], originalError }));
}

/**
 * Levels of fields below a node. Each fragment is measured once, so that fragments which spread each other cannot make
 * measuring expensive; one that contains itself is another rule's fault.
 */
function measure(context: ValidationContext, node: ASTNode, fragments: Map<string, number>): number {
  const deepest = (nodes: readonly ASTNode[] = []) =>
    Math.max(0, ...nodes.map((one) => measure(context, one, fragments)));
  switch (node.kind) {
    case Kind.FIELD:
      return node.name.value.startsWith('__') ? 0 : 1 + deepest(node.selectionSet?.selections);
    case Kind.FRAGMENT_SPREAD: {
      const name = node.name.value;
      const known = fragments.get(name);
      if (known !== undefined) return known;
      fragments.set(name, 0);
      const depth = deepest(context.getFragment(name)?.selectionSet.selections);
      fragments.set(name, depth);
      return depth;
    }
    case Kind.INLINE_FRAGMENT:
    case Kind.OPERATION_DEFINITION:
      return deepest(node.selectionSet.selections);
    default:
      return 0;
  }
}
