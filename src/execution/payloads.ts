/** The two formats in which the parts of an answer are told to the client. */
import { type ExecutionResult, type GraphQLError, responsePathAsArray } from 'graphql';
import type { IncrementalFormat } from './defer.ts';
import type { DeferredFragment, DeferredPart } from './deferred.ts';
import type { Place } from './place.ts';
import type { Data } from './selection.ts';

type PathArray = readonly (string | number)[];
type Errors = readonly GraphQLError[];

/** `deferSpec=20220824`: every fragment is one entry, whole, named by its path and its label. */
export interface FragmentEntry {
  data: Data | null;
  path: PathArray;
  label?: string;
  errors?: Errors;
}

/** `incrementalSpec=v0.2`: fragments are announced, get ids, and are completed; no field is told twice. */
export interface PendingEntry {
  id: string;
  path: PathArray;
  label?: string;
}
export interface PartEntry {
  /** Of the fragment whose path `subPath` continues. */
  id: string;
  data: Data;
  subPath?: PathArray;
  errors?: Errors;
}
export interface CompletedEntry {
  id: string;
  errors?: Errors;
}

/** What comes after the initial result. */
export interface PayloadOf {
  'deferSpec=20220824': { hasNext: boolean; incremental?: readonly FragmentEntry[] };
  'incrementalSpec=v0.2': {
    hasNext: boolean;
    pending?: readonly PendingEntry[];
    incremental?: readonly PartEntry[];
    completed?: readonly CompletedEntry[];
  };
}

export interface InitialOf {
  'deferSpec=20220824': ExecutionResult & { hasNext: true };
  'incrementalSpec=v0.2': ExecutionResult & { data: Data; pending: readonly PendingEntry[]; hasNext: true };
}

/** Notes down what the next payload is to say. */
export interface Writer<Format extends IncrementalFormat> {
  pending(fragment: DeferredFragment): void;
  /** @param parts - those of its parts that have not been told yet, all there. */
  completed(fragment: DeferredFragment, parts: readonly DeferredPart[]): void;
  failed(fragment: DeferredFragment, errors: Errors): void;
  initial(result: ExecutionResult, data: Data): InitialOf[Format];
  /** What was noted since the last. */
  payload(hasNext: boolean): PayloadOf[Format];
}

/** A writer for each format; one writer serves one execution. */
export const writers: { readonly [Format in IncrementalFormat]: () => Writer<Format> } = {
  'deferSpec=20220824': writeFragments,
  'incrementalSpec=v0.2': writeParts,
};

function writeFragments(): Writer<'deferSpec=20220824'> {
  let incremental: FragmentEntry[] = [];
  return {
    pending() {},
    completed(fragment, parts) {
      for (const { data, errors } of parts)
        if (data !== undefined)
          incremental.push({ data, ...whereabouts(fragment), ...unlessEmpty({ errors }) });
    },
    failed(fragment, errors) {
      incremental.push({ data: null, ...whereabouts(fragment), errors });
    },
    initial: (result) => ({ ...result, hasNext: true }),
    payload(hasNext) {
      const payload = { ...unlessEmpty({ incremental }), hasNext };
      incremental = [];
      return payload;
    },
  };
}

function writeParts(): Writer<'incrementalSpec=v0.2'> {
  const ids = new Map<DeferredFragment, string>();
  let nextId = 0;
  let pending: PendingEntry[] = [];
  let incremental: PartEntry[] = [];
  let completed: CompletedEntry[] = [];
  /** A fragment the client was told of is named until it is complete. */
  const close = (fragment: DeferredFragment, errors: Errors) => {
    completed.push({ id: ids.get(fragment) ?? '', ...unlessEmpty({ errors }) });
    ids.delete(fragment);
  };
  return {
    pending(fragment) {
      const id = String(nextId++);
      ids.set(fragment, id);
      pending.push({ id, ...whereabouts(fragment) });
    },
    completed(fragment, parts) {
      for (const { data, errors, fragments, place } of parts) {
        if (data === undefined) continue;
        const known = fragments.filter((one) => ids.has(one));
        const innermost = known.reduce(
          (best, one) => (depthOf(one.place) > depthOf(best.place) ? one : best),
          fragment,
        );
        const subPath = responsePathAsArray(place).slice(depthOf(innermost.place));
        incremental.push({ id: ids.get(innermost) ?? '', data, ...unlessEmpty({ subPath, errors }) });
      }
      close(fragment, []);
    },
    failed: close,
    initial(result, data) {
      const initial = { ...result, data, pending, hasNext: true as const };
      pending = [];
      return initial;
    },
    payload(hasNext) {
      const payload = { ...unlessEmpty({ pending, incremental, completed }), hasNext };
      pending = [];
      incremental = [];
      completed = [];
      return payload;
    },
  };
}

function whereabouts({ deferral: { label }, place }: DeferredFragment): { path: PathArray; label?: string } {
  return { path: responsePathAsArray(place), ...(label === undefined ? {} : { label }) };
}

/** Lists that have nothing in them are left out. */
function unlessEmpty<Lists extends { readonly [name: string]: readonly unknown[] }>(
  lists: Lists,
): Partial<Lists> {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Partial<Lists>;
}

function depthOf(place: Place | undefined): number {
  return responsePathAsArray(place).length;
}
