/**
 * Operations compiled, by the documents Apollo Server has parsed and validated. Apollo decides what a request means and
 * whether it may be executed; a request it has decided about before, in the same words, is executed without asking again.
 */
import { hash } from 'node:crypto';
import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type IncrementalFormat, incrementalFormats } from '../execution/defer.ts';
import { type CompiledOperation, compileOperation } from '../execution/operation.ts';
import { type AnswerOptions, answer } from './answer.ts';
import type { Context } from './context.ts';

/** Documents kept compiled; those beyond are parsed, validated and compiled again. */
const documents = 1_000;
/** Characters of all of them together: parsed and compiled, each takes many times its text. */
const documentCharacters = 2_000_000;
/** Different Accept headers remembered. */
const accepts = 100;

export interface OperationRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** An answer as it leaves. */
export interface HttpAnswer {
  readonly status: number;
  /** Content type. */
  readonly type: string;
  readonly text: string;
}

export class Operations {
  readonly #schema: GraphQLSchema;
  readonly #options: AnswerOptions;
  readonly #known = new LRUCache<string, DocumentNode>({
    max: documents,
    maxSize: documentCharacters,
  });
  /** Content types Apollo chose, by Accept header. */
  readonly #types = new LRUCache<string, string>({ max: accepts });
  /** By the operation's name as the client says it; those that cannot be executed are not kept. */
  readonly #compiled = new WeakMap<DocumentNode, Map<string | undefined, CompiledOperation>>();

  constructor(schema: GraphQLSchema, options: AnswerOptions) {
    this.#schema = schema;
    this.#options = options;
  }

  /** Executes in the place of Apollo's own executor, and learns which documents Apollo lets through. */
  plugin(): ApolloServerPlugin<Context> {
    const respond = async (
      document: DocumentNode,
      { query, operationName, variables }: OperationRequest,
      context: Context,
      accept: string | undefined,
    ) => {
      const operation = this.#operation(document, operationName);
      // An operation that cannot be chosen is Apollo's to refuse.
      if (!('execute' in operation)) return null;
      const name = nameOf(query);
      this.#known.set(name, document, { size: query.length });
      const { status, body } = await answer(
        operation,
        { document: name, variables, context, format: formatOf(accept) },
        this.#options,
      );
      const headers = new HeaderMap();
      return { http: status === 200 ? { headers } : { status, headers }, body };
    };
    return {
      requestDidStart: async () => ({
        responseForOperation: ({ document, source, request, contextValue }) =>
          respond(
            document,
            { query: source, operationName: request.operationName, variables: request.variables },
            contextValue,
            request.http?.headers.get('accept'),
          ),
      }),
    };
  }

  /** What Apollo answered a client in: another that accepts the same is answered in it too. */
  learnType(accept: string | undefined, type: string): void {
    // A client that takes deferred parts is answered by Apollo, which writes them.
    if (accept?.includes('multipart/mixed') !== true) this.#types.set(accept ?? '', type);
  }

  /**
   * Executes a query in words that Apollo has let through before, for a client that takes the same kind of answer.
   * @returns undefined where Apollo has to decide.
   */
  answer(
    request: OperationRequest,
    accept: string | undefined,
    context: Context,
  ): Promise<HttpAnswer> | undefined {
    const type = this.#types.get(accept ?? '');
    if (type === undefined) return undefined;
    const name = nameOf(request.query);
    const document = this.#known.get(name);
    const operation = document && this.#operation(document, request.operationName);
    if (operation === undefined || !('execute' in operation)) return undefined;
    return this.#answer(operation, name, request, type, context);
  }

  async #answer(
    operation: CompiledOperation,
    document: string,
    { variables }: OperationRequest,
    type: string,
    context: Context,
  ): Promise<HttpAnswer> {
    const { status, body } = await answer(
      operation,
      { document, variables, context, format: undefined },
      this.#options,
    );
    if (body.kind !== 'single') throw new TypeError('a part was deferred for a client that takes none');
    return { status, type, text: `${JSON.stringify(body.singleResult)}\n` };
  }

  #operation(document: DocumentNode, name: string | undefined): CompiledOperation | readonly GraphQLError[] {
    let operations = this.#compiled.get(document);
    if (operations === undefined) {
      operations = new Map();
      this.#compiled.set(document, operations);
    }
    const known = operations.get(name);
    if (known !== undefined) return known;
    const operation = compileOperation(this.#schema, document, name);
    if ('execute' in operation) operations.set(name, operation);
    return operation;
  }
}

/** A query may be long, and hold a customer's data: it is remembered by its hash. */
function nameOf(query: string): string {
  return hash('sha256', query, 'base64url');
}

const multipart = /multipart\/mixed[^,]*/g;

/** How a client that accepts multipart answers has deferred parts written; undefined where it takes none that we write. */
export function formatOf(accept: string | undefined): IncrementalFormat | undefined {
  const offers = accept?.match(multipart) ?? [];
  const named = incrementalFormats.findLast((format) => offers.some((offer) => offer.includes(format)));
  if (named !== undefined) return named;
  // Clients that read either format, such as urql, name none.
  return offers.some((offer) => !/(?:deferSpec|incrementalSpec)=/.test(offer))
    ? 'deferSpec=20220824'
    : undefined;
}

/** An Accept header that leaves no choice of format, so that what the answer is called is what it is. */
export function withFormat(accept: string, format: IncrementalFormat): string {
  return accept.replace(multipart, `multipart/mixed; ${format}`);
}
