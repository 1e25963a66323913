/** The objects and fields this user of the org can see, as its describe calls tell. */
import { GatewayError } from '../../src/model/errors.ts';
import { type Session, within } from './session.ts';

export interface Field {
  /** As the REST API spells it in its answers. */
  readonly name: string;
  readonly type: string;
  /** What serves a look-up by it; null where nothing does. */
  readonly index: string | null;
  /** Whether statements may have conditions on it: not on long texts, nor on encrypted ones. */
  readonly filterable: boolean;
  readonly nullable: boolean;
  readonly unique: boolean;
  /** The words of a picklist; empty for other types. */
  readonly words: readonly string[];
  /** Names of the objects a look-up field leads to; empty for other types. */
  readonly leadsTo: readonly string[];
}

interface ObjectShape {
  /** By lower-case name: SOQL does not mind case. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Names of the objects a relationship leads to, by its lower-case name. */
  readonly relations: ReadonlyMap<string, readonly string[]>;
}

/** What is taken of a field that is not described. */
export const anyField = {
  type: 'string',
  index: null,
  filterable: true,
  nullable: true,
  unique: false,
  words: [],
  leadsTo: [],
} as const satisfies Omit<Field, 'name'>;

export interface Place {
  /** The object the path ends at, or breaks off at. */
  readonly object: string;
  /** Absent when there is no such field to be seen. */
  readonly field?: Field;
}

export class Schema {
  readonly #session: Session;
  /** Milliseconds one describe call may take: several callers share it, so none of their signals can end it. */
  readonly #patience: number;
  readonly #shapes = new Map<string, Promise<ObjectShape | undefined>>();
  /** Those of them that have arrived. */
  readonly #seen = new Map<string, ObjectShape>();

  constructor(session: Session, patience: number) {
    this.#session = session;
    this.#patience = patience;
  }

  /** Makes the next question about these objects, or about any, look again. */
  forget(objects: Iterable<string> = [...this.#shapes.keys()]): void {
    for (const object of objects) {
      this.#shapes.delete(object);
      this.#seen.delete(object);
    }
  }

  /**
   * Follows a path such as `Account.Name` from an object.
   * @throws GatewayError
   */
  async locate(object: string, path: string, signal: AbortSignal): Promise<Place> {
    const steps = path.toLowerCase().split('.');
    const name = steps.pop() ?? '';
    let here = object;
    for (const step of steps) {
      const targets = (await this.#shape(here, signal))?.relations.get(step) ?? [];
      // A relationship to any of several objects has the few fields that all of them have.
      if (targets.length > 1) return { object: here, field: { ...anyField, name: path } };
      const [next] = targets;
      if (next === undefined) return { object: here };
      here = next;
    }
    const field = (await this.#shape(here, signal))?.fields.get(name);
    return field === undefined ? { object: here } : { object: here, field };
  }

  /**
   * Every field of an object, in the org's order; undefined where there is no such object to be seen.
   * @throws GatewayError
   */
  async fields(object: string, signal: AbortSignal): Promise<readonly Field[] | undefined> {
    const shape = await this.#shape(object, signal);
    return shape && [...shape.fields.values()];
  }

  /** The field at the end of a path, as far as it was located before and not forgotten since. */
  known(object: string, path: string): Field | undefined {
    const steps = path.toLowerCase().split('.');
    const name = steps.pop() ?? '';
    let here = object;
    for (const step of steps) {
      const [next, ...others] = this.#seen.get(here)?.relations.get(step) ?? [];
      if (next === undefined || others.length > 0) return undefined;
      here = next;
    }
    return this.#seen.get(here)?.fields.get(name);
  }

  #shape(object: string, signal: AbortSignal): Promise<ObjectShape | undefined> {
    if (signal.aborted) throw new GatewayError('SOURCE_TIMEOUT');
    return within(signal, this.#shapes.get(object) ?? this.#look(object));
  }

  #look(object: string): Promise<ObjectShape | undefined> {
    const shape = this.#describe(object);
    this.#shapes.set(object, shape);
    const isCurrent = () => this.#shapes.get(object) === shape;
    shape.then(
      (seen) => {
        if (seen !== undefined && isCurrent()) this.#seen.set(object, seen);
      },
      () => {
        if (isCurrent()) this.#shapes.delete(object);
      },
    );
    return shape;
  }

  /** @returns undefined where there is no such object, or none this user may see. */
  async #describe(object: string): Promise<ObjectShape | undefined> {
    const path = this.#session.path(`sobjects/${object}/describe`);
    try {
      return parseShape(await this.#session.get(path, AbortSignal.timeout(this.#patience)));
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'SOURCE_DRIFTED') return undefined;
      throw error;
    }
  }
}

/** Standard fields that Salesforce itself keeps an index on, besides ids and look-ups. */
const indexedNames = new Set(['CreatedDate', 'Email', 'Name', 'PersonEmail', 'SystemModstamp']);

function indexOf(field: Readonly<Record<string, unknown>>): string | null {
  if (field['unique'] === true) return 'unique';
  if (field['externalId'] === true) return 'external id';
  if (field['type'] === 'id' || field['type'] === 'reference' || indexedNames.has(String(field['name'])))
    return 'by the vendor';
  // An org always says whether a field is an external id; where nothing is said, nothing can be judged.
  return field['externalId'] === undefined ? 'by the vendor' : null;
}

function parseShape(body: unknown): ObjectShape {
  const listed = typeof body === 'object' && body !== null && 'fields' in body ? body.fields : undefined;
  if (!Array.isArray(listed)) throw new GatewayError('SOURCE_PROTOCOL');
  const fields = new Map<string, Field>();
  const relations = new Map<string, readonly string[]>();
  for (const field of listed as readonly Readonly<Record<string, unknown>>[]) {
    const name = String(field['name']);
    fields.set(name.toLowerCase(), {
      name,
      type: String(field['type']),
      index: indexOf(field),
      filterable: field['filterable'] !== false,
      nullable: field['nillable'] !== false,
      unique: field['unique'] === true || field['type'] === 'id',
      words: wordsOf(field['picklistValues']),
      leadsTo: Array.isArray(field['referenceTo']) ? field['referenceTo'].map(String) : [],
    });
    const { relationshipName, referenceTo } = field;
    if (typeof relationshipName === 'string' && Array.isArray(referenceTo))
      relations.set(relationshipName.toLowerCase(), referenceTo.map(String));
  }
  return { fields, relations };
}

function wordsOf(picklist: unknown): readonly string[] {
  if (!Array.isArray(picklist)) return [];
  return picklist.flatMap((one: unknown) => {
    const { value } = Object(one);
    return typeof value === 'string' ? [value] : [];
  });
}
