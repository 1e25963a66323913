/** Which mapped fields are gone, deleted or hidden from this user: found out when a statement fails, remembered a while. */
import { GatewayError } from '../../src/model/errors.ts';
import type { Schema } from './schema.ts';
import { within } from './session.ts';

/** An object and the paths of all its mapped fields. */
export interface Target {
  readonly object: string;
  readonly columns: readonly string[];
}

interface Loss {
  readonly missing: ReadonlySet<string>;
  /** Objects on which something is missing. */
  readonly objects: ReadonlySet<string>;
  /** Epoch milliseconds from which it has to be looked at again. */
  readonly until: number;
}

/** Milliseconds a missing field is taken for missing: it comes back by itself, without a restart. */
const remembered = 30_000;

const nothing: ReadonlySet<string> = new Set();

/** A look is shared, so no caller's signal ends it. */
const unhurried = new AbortController().signal;

export class Drift {
  readonly #schema: Schema;
  readonly #now: () => Date;
  readonly #losses = new Map<Target, Loss>();
  readonly #looking = new Map<Target, Promise<void>>();

  constructor(schema: Schema, now: () => Date) {
    this.#schema = schema;
    this.#now = now;
  }

  /**
   * Runs a read without the fields known to be missing, and once more where Salesforce says that others are missing.
   *
   * @param run - returns what it can; throws for nothing but a failed call.
   * @throws GatewayError
   */
  async read<T>(
    target: Target,
    signal: AbortSignal,
    run: (missing: ReadonlySet<string>) => Promise<T>,
  ): Promise<T> {
    let loss = this.#losses.get(target);
    if (loss !== undefined && this.#now().getTime() >= loss.until) {
      // What was there is believed to be there still.
      await this.#look(target, signal, loss.objects);
      loss = this.#losses.get(target);
    }
    try {
      return await run(loss?.missing ?? nothing);
    } catch (error) {
      if (!(error instanceof GatewayError && error.code === 'SOURCE_DRIFTED')) throw error;
    }
    // Another call may have found out meanwhile.
    if (this.#losses.get(target) === loss) await this.#look(target, signal);
    return run(this.#losses.get(target)?.missing ?? nothing);
  }

  /** @param objects - to be described again; all by default. */
  #look(target: Target, signal: AbortSignal, objects?: ReadonlySet<string>): Promise<void> {
    let looking = this.#looking.get(target);
    if (looking === undefined) {
      this.#schema.forget(objects);
      looking = this.#find(target).finally(() => this.#looking.delete(target));
      this.#looking.set(target, looking);
    }
    return within(signal, looking);
  }

  async #find(target: Target): Promise<void> {
    const missing = new Set<string>();
    const objects = new Set<string>();
    await Promise.all(
      target.columns.map(async (column) => {
        const { object, field } = await this.#schema.locate(target.object, column, unhurried);
        if (field !== undefined) return;
        missing.add(column);
        objects.add(object);
      }),
    );
    if (missing.size === 0) this.#losses.delete(target);
    else this.#losses.set(target, { missing, objects, until: this.#now().getTime() + remembered });
  }
}
