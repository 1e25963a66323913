/** Which mapped fields are gone, deleted or hidden from this user: found out when a statement fails, remembered a while. */
import { GatewayError } from '../../src/model/errors.ts';
import type { Schema } from './schema.ts';

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

export class Drift {
  readonly #schema: Schema;
  readonly #now: () => Date;
  readonly #losses = new Map<Target, Loss>();
  readonly #looking = new Map<Target, Promise<ReadonlySet<string>>>();

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
    const before = this.#losses.get(target);
    try {
      return await run(before === undefined ? nothing : await this.#current(target, before, signal));
    } catch (error) {
      if (!(error instanceof GatewayError && error.code === 'SOURCE_DRIFTED')) throw error;
    }
    const now = this.#losses.get(target);
    // Another call may have found out meanwhile.
    if (now !== undefined && now !== before) return run(now.missing);
    return run(await this.#look(target, signal));
  }

  /** What is missing by the last look, or by a new one where that is too old. */
  async #current(target: Target, loss: Loss, signal: AbortSignal): Promise<ReadonlySet<string>> {
    return this.#now().getTime() < loss.until ? loss.missing : this.#look(target, signal, loss.objects);
  }

  #look(target: Target, signal: AbortSignal, objects?: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    let looking = this.#looking.get(target);
    if (looking === undefined) {
      this.#schema.forget();
      looking = this.#find(target, signal).finally(() => this.#looking.delete(target));
      this.#looking.set(target, looking);
    }
    return looking;
  }

  async #find(target: Target, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const missing = new Set<string>();
    const objects = new Set<string>();
    await Promise.all(
      target.columns.map(async (column) => {
        const { object, field } = await this.#schema.locate(target.object, column, signal);
        if (field !== undefined) return;
        missing.add(column);
        objects.add(object);
      }),
    );
    if (missing.size === 0) this.#losses.delete(target);
    else this.#losses.set(target, { missing, objects, until: this.#now().getTime() + remembered });
    return missing;
  }
}
