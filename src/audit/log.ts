/**
 * The decision log: what the gateway decided, in files to which entries are only added, each bound to the one before it
 * by a hash and to the gateway by a mac. Every process writes a chain of its own, so several may share a folder.
 */
import { type KeyObject, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../model/errors.ts';
import { closingDraft, type Draft, draftOf, openingDraft, seal } from './entry.ts';
import { genesis, type Head } from './head.ts';
import { nodeName, segmentName } from './segment.ts';
import { SegmentFile } from './segment-file.ts';

export interface DecisionLogOptions {
  /** Made where there is none, for its owner alone. */
  readonly folder: string;
  /** Derived from the gateway's secret for `keyUse`. */
  readonly key: KeyObject;
  readonly now: () => Date;
  /** Whether an entry counts as written only when the disc has it, so that a loss of power takes none. */
  readonly durable?: boolean | undefined;
  /** Bytes after which a segment is full; 64 MiB unless given. It is longer by at most what was written at once. */
  readonly segmentBytes?: number | undefined;
}

export interface DecisionLog {
  /**
   * Resolves when the entry is written. Entries that gather while a write is under way leave as one write after it, in the
   * order in which they came.
   * @param payload - what JSON can hold, without values of a customer (`subjectToken` stands for one), without the
   * log's own names (`reservedNames`), at most `longestPayload` characters.
   * @throws {GatewayError} AUDIT_UNAVAILABLE when it could not be written, and as long as nothing can be. The entry may
   * be in the log nevertheless: the log can hold more than was answered, never less.
   * @throws {TypeError} when the payload is not as it must be.
   */
  append(payload: Readonly<Record<string, unknown>>): Promise<void>;
  /** The last entry that is written: worth keeping elsewhere (`formatHead`). */
  readonly head: Head;
  /**
   * Writes what gathered and the closing entry; entries are refused from now on. Safe to call twice.
   * @throws {GatewayError} AUDIT_UNAVAILABLE when the closing entry could not be written: the chain counts as not closed.
   */
  close(): Promise<void>;
}

const segmentLength = 64 * 1024 * 1024;

/** @throws the system's own error when the folder cannot be made, AUDIT_UNAVAILABLE when it cannot be written to. */
export async function openDecisionLog(options: DecisionLogOptions): Promise<DecisionLog> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const log = new ChainWriter(options);
  await log.begin();
  return log;
}

class ChainWriter implements DecisionLog {
  readonly #options: DecisionLogOptions;
  readonly #segmentBytes: number;
  /** The segment that is written, or the next when it is not there yet. */
  #number = 1;
  #file: SegmentFile | undefined;
  #head: Head;
  /** Whether the last write failed, so that the file may end in half a line. */
  #failed = false;
  #gathered: Draft[] = [];
  /** The write that will take what is gathered; undefined while nothing is. */
  #next: Promise<void> | undefined;
  /** Settles when all writes so far have; never rejects. */
  #writing: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(options: DecisionLogOptions) {
    this.#options = options;
    this.#segmentBytes = options.segmentBytes ?? segmentLength;
    const node = nodeName(options.now(), randomBytes(4).toString('hex'));
    this.#head = { node, seq: 0, hash: genesis };
  }

  get head(): Head {
    return this.#head;
  }

  /** Writes the opening entry: a log that cannot be written to is better known now than at the first decision. */
  async begin(): Promise<void> {
    try {
      await this.#write([]);
    } catch (error) {
      await this.#file?.close();
      throw error;
    }
  }

  async append(payload: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#closing !== undefined) throw unavailable(new Error('The decision log is closed.'));
    return this.#gather(draftOf(payload, this.#instant()));
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    try {
      await this.#gather(closingDraft('closed', this.#instant()));
    } finally {
      await this.#file?.close();
    }
  }

  #gather(draft: Draft): Promise<void> {
    this.#gathered.push(draft);
    if (this.#next === undefined) {
      this.#next = this.#writeGathered(this.#writing);
      this.#writing = this.#next.catch(() => undefined);
    }
    return this.#next;
  }

  async #writeGathered(before: Promise<void>): Promise<void> {
    await before;
    const drafts = this.#gathered;
    this.#gathered = [];
    this.#next = undefined;
    await this.#write(drafts);
  }

  async #write(drafts: readonly Draft[]): Promise<void> {
    try {
      const file = await this.#ready();
      const { key } = this.#options;
      let head = this.#head;
      let text = '';
      for (const draft of file.length === 0 ? [this.#opening(), ...drafts] : drafts) {
        const sealed = seal(draft, head, key);
        head = sealed.head;
        text += `${sealed.line}\n`;
      }
      await file.append(text);
      // Only now: what was not written has no place in the chain, and the next write takes it.
      this.#head = head;
      this.#failed = false;
    } catch (cause) {
      this.#failed = true;
      throw unavailable(cause);
    }
  }

  /** The file that is to be written to, ending where the chain does. */
  async #ready(): Promise<SegmentFile> {
    const file = this.#file;
    if (file === undefined) return this.#create();
    if (this.#failed) {
      await file.restore();
      return this.#leave(file);
    }
    if (file.length < this.#segmentBytes) return file;
    await this.#rotate(file);
    return this.#leave(file);
  }

  /** The next segment is there before this one says so: where it says so and none is, one was removed. */
  async #rotate(file: SegmentFile): Promise<void> {
    const { node } = this.#head;
    await (await this.#open({ node, number: this.#number + 1 })).close();
    const { line, head } = seal(closingDraft('rotated', this.#instant()), this.#head, this.#options.key);
    await file.append(`${line}\n`);
    this.#head = head;
  }

  /** On to the next; to the same again when nothing is in it, or every attempt on a full disc would leave a file. */
  async #leave(file: SegmentFile): Promise<SegmentFile> {
    this.#file = undefined;
    if (file.length > 0) this.#number += 1;
    await file.close();
    return this.#create();
  }

  async #create(): Promise<SegmentFile> {
    this.#file = await this.#open({ node: this.#head.node, number: this.#number });
    return this.#file;
  }

  #open(segment: { readonly node: string; readonly number: number }): Promise<SegmentFile> {
    const { folder, durable = false } = this.#options;
    return SegmentFile.create(join(folder, segmentName(segment)), durable);
  }

  #opening(): Draft {
    const mark = this.#number === 1 ? 'opened' : this.#failed ? 'resumed' : 'continued';
    return openingDraft(mark, { node: this.#head.node, number: this.#number }, this.#instant());
  }

  #instant(): string {
    return this.#options.now().toISOString();
  }
}

function unavailable(cause: unknown): GatewayError {
  return new GatewayError('AUDIT_UNAVAILABLE', { cause });
}
