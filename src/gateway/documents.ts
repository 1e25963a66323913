/**
 * Documents that were registered before anybody asked: a client names one by its id, and what it asks, and what for, is
 * what was registered. Where they are required nothing else is executed, so that no client words a query of its own.
 */
import { hash } from 'node:crypto';
import type { Purpose } from '../model/consent.ts';
import { GatewayError } from '../model/errors.ts';

export interface RegisteredDocument {
  /** By which clients name it; its SHA-256 in hex names it as well. */
  readonly id: string;
  readonly text: string;
  /** The only purpose it may be used for; absent where it, or the client, says. */
  readonly dataUse?: Purpose | undefined;
}

/** A request in words, with the purpose it is bound to. */
export interface Worded {
  readonly body: unknown;
  readonly search: string;
  readonly dataUse: Purpose | undefined;
}

export class Documents {
  readonly #byId = new Map<string, RegisteredDocument>();
  readonly #byText = new Map<string, RegisteredDocument>();
  readonly #required: boolean;

  constructor(documents: readonly RegisteredDocument[], required: boolean) {
    this.#required = required;
    for (const document of documents) {
      this.#byText.set(document.text, document);
      for (const id of [document.id, hash('sha256', document.text, 'hex')]) this.#byId.set(id, document);
    }
  }

  /**
   * Puts the registered text in the place of its id.
   * @throws GatewayError DOCUMENT_UNKNOWN for an id that is not registered, DOCUMENT_REQUIRED for other words where
   *   documents are required.
   */
  worded(body: unknown, search: string): Worded {
    if (isRecord(body)) {
      const { document, rest } = this.#of(body);
      return {
        body: document === undefined ? body : { ...rest, query: document.text },
        search,
        dataUse: document?.dataUse,
      };
    }
    const asked = new URLSearchParams(search);
    if (![...asked.keys()].some((name) => ['query', 'documentId', 'extensions'].includes(name)))
      return { body, search, dataUse: undefined };
    const { document } = this.#of({
      query: asked.get('query') ?? undefined,
      documentId: asked.get('documentId') ?? undefined,
      extensions: parsed(asked.get('extensions')),
    });
    if (document !== undefined) {
      asked.set('query', document.text);
      for (const name of ['documentId', 'extensions']) asked.delete(name);
    }
    return { body, search: `?${asked}`, dataUse: document?.dataUse };
  }

  #of(body: Readonly<Record<string, unknown>>): {
    readonly document: RegisteredDocument | undefined;
    readonly rest: Readonly<Record<string, unknown>>;
  } {
    const { documentId, query, extensions, ...rest } = body;
    const named = idOf(documentId);
    const id = named ?? persistedHash(extensions);
    const known = id === undefined ? undefined : this.#byId.get(id);
    if (known !== undefined) return { document: known, rest };
    // A hash may also be of a query that Apollo is to remember, where clients may word their own.
    if (named !== undefined || (id !== undefined && this.#required))
      throw new GatewayError('DOCUMENT_UNKNOWN');
    const document = typeof query === 'string' ? this.#byText.get(query) : undefined;
    if (document === undefined && this.#required) throw new GatewayError('DOCUMENT_REQUIRED');
    return { document, rest: extensions === undefined ? rest : { ...rest, extensions } };
  }
}

/** As the GraphQL over HTTP draft writes it: a hash may say that it is one. */
function idOf(id: unknown): string | undefined {
  return typeof id === 'string' ? id.replace(/^sha256:/, '') : undefined;
}

/** As Apollo's clients write it. */
function persistedHash(extensions: unknown): string | undefined {
  const query = isRecord(extensions) ? extensions['persistedQuery'] : undefined;
  const sha = isRecord(query) ? query['sha256Hash'] : undefined;
  return typeof sha === 'string' ? sha : undefined;
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
