/** What is wrong with the lines of a file of records. A message tells the line and the column, never what stands there. */
import { ConfigurationError, type Fault } from '../config/fault.ts';

/** A file of another shape than was thought has a fault on every line: these are enough to see it. */
const most = 20;

/** 1-based; the column counts characters, and is the first where nothing is said. */
export interface Place {
  readonly line: number;
  readonly column?: number;
}

export class RowFaults {
  readonly #file: string;
  readonly #faults: Fault[] = [];
  #further = 0;

  /** @param file - as the user named it. */
  constructor(file: string) {
    this.#file = file;
  }

  add(place: Place, message: string, fix?: string): void {
    if (this.#faults.length === most) this.#further++;
    else this.#faults.push(faultAt(this.#file, place, message, fix));
  }

  /** @throws {ConfigurationError} where there is any fault; the last line of it counts those not shown. */
  check(): void {
    const last = this.#faults.at(-1);
    if (last === undefined) return;
    if (this.#further === 0) throw new ConfigurationError(this.#faults);
    throw new ConfigurationError([
      ...this.#faults,
      faultAt(this.#file, last, `and ${this.#further} more from here on`),
    ]);
  }
}

/** @throws {ConfigurationError} always: for what nothing can be read after. */
export function refuse(file: string, place: Place, message: string, fix?: string): never {
  throw new ConfigurationError([faultAt(file, place, message, fix)]);
}

function faultAt(file: string, { line, column = 1 }: Place, message: string, fix?: string): Fault {
  return { file, line, column, path: '', message, ...(fix === undefined ? {} : { fix }) };
}
