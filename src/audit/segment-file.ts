/** A segment that is being written: appended to, and cut back when an append failed half-way. */
import { fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';

export class SegmentFile {
  readonly #handle: FileHandle;
  readonly #folder: string;
  readonly #durable: boolean;
  #length = 0;

  private constructor(handle: FileHandle, folder: string, durable: boolean) {
    this.#handle = handle;
    this.#folder = folder;
    this.#durable = durable;
  }

  /**
   * @param durable - whether an append waits until the disc has it.
   * @throws when the folder is not there or the file cannot be made.
   */
  static async create(path: string, durable: boolean): Promise<SegmentFile> {
    return new SegmentFile(await open(path, 'a', 0o600), dirname(path), durable);
  }

  /** Bytes that were appended and have not failed. */
  get length(): number {
    return this.#length;
  }

  /** @throws when not all of it is written, or nobody will find it; `restore` must come before the next append then. */
  async append(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await this.#handle.appendFile(bytes);
    if (this.#durable) {
      await this.#handle.datasync();
      if (this.#length === 0) await this.#nameIsDurable();
    }
    if (this.#gone()) throw new Error('The segment was removed while it was written.');
    this.#length += bytes.length;
  }

  /** Takes back what a failed append left. */
  async restore(): Promise<void> {
    await this.#handle.truncate(this.#length);
    if (this.#durable) await this.#handle.datasync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  /**
   * The system goes on writing to a file that was removed, and forgets it with the process. Asked at once, not in turn:
   * of an open file it is known without the disc, and asking in turn costs as much as the write.
   */
  #gone(): boolean {
    return fstatSync(this.#handle.fd).nlink === 0;
  }

  /** A file outlasts a loss of power only when its folder has been written as well. */
  async #nameIsDurable(): Promise<void> {
    const folder = await open(this.#folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
