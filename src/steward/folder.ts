/** A folder that one process at a time may use: two at once would lose what either of them writes. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Folder {
  /** Where the data goes. */
  readonly data: string;
  /** Lets others have it; safe to call twice. */
  release(): void;
}

/**
 * Makes the folder where there is none, and takes it.
 * @throws when it is in use, here or by another process, or cannot be made.
 */
export async function takeFolder(path: string): Promise<Folder> {
  await mkdir(path, { recursive: true });
  // Node has no file locks, SQLite does: the system lets go of them when a process dies, however it does.
  const lock = new DatabaseSync(join(path, 'in-use'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    throw error;
  }
  const release = () => {
    if (lock.isOpen) lock.close();
  };
  return { data: join(path, 'log'), release };
}
