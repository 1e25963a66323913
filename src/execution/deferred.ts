/** What `@defer` holds back in one execution: started at once, kept until its turn to be delivered comes. */
import { type GraphQLError, locatedError, responsePathAsArray } from 'graphql';
import { type Deferral, later } from './defer.ts';
import { type Deferring, type Execution, Part } from './part.ts';
import { isThenable, promiseOf } from './pending.ts';
import { isNulled, type Place } from './place.ts';
import { type CompiledField, type Data, executeFields, type Selection } from './selection.ts';

/** One `@defer` at one place of the answer. The client is told of it, and when it is complete. */
export class DeferredFragment {
  readonly deferral: Deferral;
  /** That of the object it is on; undefined at the root. */
  readonly place: Place | undefined;
  /** Fragments written inside it. The client learns of them when it is complete. */
  readonly inner: DeferredFragment[] = [];
  /** What it is made of. */
  readonly parts = new Set<DeferredPart>();

  constructor(deferral: Deferral, place: Place | undefined) {
    this.deferral = deferral;
    this.place = place;
  }

  /** Why it cannot be delivered. */
  get failure(): readonly GraphQLError[] | undefined {
    for (const part of this.parts) if (part.nulled) return part.errors;
    return undefined;
  }

  /** Whether there is nothing that has not come with another fragment. */
  get isSent(): boolean {
    for (const part of this.parts) if (!part.isSent) return false;
    return true;
  }

  get isReady(): boolean {
    let complete = true;
    for (const part of this.parts) {
      if (part.nulled) return true;
      complete &&= part.data !== undefined;
    }
    return complete;
  }
}

/** Fields of one object that are delivered at once, with each of the fragments they belong to or with the first. */
export class DeferredPart extends Part {
  readonly fragments: readonly DeferredFragment[];
  readonly place: Place | undefined;
  /** Once it is there. */
  data: Data | undefined;
  isSent = false;

  constructor(execution: Execution, fragments: readonly DeferredFragment[], place: Place | undefined) {
    super(execution);
    this.fragments = fragments;
    this.place = place;
  }
}

/** All of one execution. */
export class Deferred implements Deferring {
  readonly #fragments = new Map<Place | undefined, Map<Deferral, DeferredFragment>>();
  /** Parts on objects of another part. */
  readonly #inside = new Map<Part, DeferredPart[]>();
  #abandoned = false;
  /** Fragments that are not written inside others. */
  readonly outermost: DeferredFragment[] = [];
  /** Called whenever a part has ended. */
  onEnd: () => void = () => {};

  open({ deferrals }: Selection, place: Place | undefined): void {
    for (const deferral of deferrals) this.#open(deferral, place);
  }

  begin(part: Part, { deferred }: Selection, source: unknown, place: Place | undefined): void {
    if (deferred.length === 0 || this.#abandoned || part.nulled || isNulled(place)) return;
    const inside = this.#inside.get(part) ?? [];
    this.#inside.set(part, inside);
    const started = deferred.map((one) => {
      const fragments = one.deferrals.map((deferral) => this.#fragmentAt(deferral, place));
      const own = new DeferredPart(part.execution, fragments, place);
      for (const fragment of fragments) fragment.parts.add(own);
      inside.push(own);
      return { part: own, fields: one.fields };
    });
    const run = (value: unknown) => {
      for (const one of started) this.#run(one.part, one.fields, value);
    };
    const fail = (thrown: unknown) => {
      for (const one of started) this.#fail(one.part, thrown);
    };
    if (!hasLater(source)) run(source);
    else
      try {
        const other = source[later]();
        if (isThenable(other)) promiseOf(other).then(run, fail);
        else run(other);
      } catch (thrown) {
        fail(thrown);
      }
  }

  /** Forgets what is deferred on objects of a part that became null. To be called when the part is there. */
  settle(part: Part): void {
    for (const inside of this.#inside.get(part) ?? []) if (isNulled(inside.place)) this.#drop(inside);
  }

  /** Nobody listens any more: what is under way ends by itself, nothing new is started. */
  abandon(): void {
    this.#abandoned = true;
  }

  #open(deferral: Deferral, place: Place | undefined): void {
    const fragment = new DeferredFragment(deferral, place);
    const here = this.#fragments.get(place);
    if (here === undefined) this.#fragments.set(place, new Map([[deferral, fragment]]));
    else here.set(deferral, fragment);
    const outer = deferral.parent === undefined ? undefined : this.#fragmentAt(deferral.parent, place);
    (outer?.inner ?? this.outermost).push(fragment);
  }

  /** The fragment that a place is in: it may have begun further out. */
  #fragmentAt(deferral: Deferral, place: Place | undefined): DeferredFragment {
    for (let at = place; ; at = at.prev) {
      const fragment = this.#fragments.get(at)?.get(deferral);
      if (fragment !== undefined) return fragment;
      if (at === undefined) throw new Error('A part is executed outside of its fragment.');
    }
  }

  #run(part: DeferredPart, fields: readonly CompiledField[], source: unknown): void {
    try {
      if (source instanceof Error) throw source;
      const data = executeFields(part, fields, source, part.place);
      if (data instanceof Promise)
        data.then(
          (arrived) => this.#end(part, arrived),
          (thrown: unknown) => this.#fail(part, thrown),
        );
      else this.#end(part, data);
    } catch (thrown) {
      this.#fail(part, thrown);
    }
  }

  #end(part: DeferredPart, data: Data): void {
    part.data = data;
    this.settle(part);
    this.onEnd();
  }

  #fail(part: DeferredPart, thrown: unknown): void {
    const nodes = part.fragments.map(({ deferral }) => deferral.node);
    part.nullify(undefined, locatedError(thrown, nodes, responsePathAsArray(part.place)));
    this.onEnd();
  }

  #drop(part: DeferredPart): void {
    for (const fragment of part.fragments) fragment.parts.delete(part);
    for (const inside of this.#inside.get(part) ?? []) this.#drop(inside);
  }
}

function hasLater(source: unknown): source is { [later](): unknown } {
  return (
    typeof source === 'object' && source !== null && later in source && typeof source[later] === 'function'
  );
}
