/** Whether files have changed, told by the folders they are in: editors save by putting another file in their place. */
import { EventEmitter } from 'node:events';
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

/** Milliseconds in which nothing more happens before a change is told: to save is several steps. */
const quiet = 100;

/** A folder that is watched, and what of it matters. */
interface Watched {
  readonly watcher: FSWatcher;
  names: ReadonlySet<string>;
}

/** Emits `change` when files may have changed, once things are quiet again. */
export class FileWatch extends EventEmitter<{ change: [] }> {
  readonly #folders = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * Watches these files from now on, and no others. They need not be there, nor need their folders. What is watched for
   * the first time counts as changed: who knows what happened before.
   * @throws the system's own error where it cannot watch as many folders.
   */
  over(files: readonly string[]): void {
    const places = Map.groupBy(files.map(placeOf), ({ folder }) => folder);
    for (const folder of this.#folders.keys()) if (!places.has(folder)) this.#leave(folder);
    for (const [folder, found] of places) {
      const names = new Set(found.map(({ name }) => name));
      const known = this.#folders.get(folder);
      if (known === undefined) this.#watch(folder, names);
      else known.names = names;
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const folder of this.#folders.keys()) this.#leave(folder);
  }

  #watch(folder: string, names: ReadonlySet<string>): void {
    this.#settle();
    const watched = { watcher: watch(folder), names };
    this.#folders.set(folder, watched);
    watched.watcher.on('change', (_, name) => {
      // The folder itself went; another by its name is another to watch.
      if (name === basename(folder)) this.#leave(folder);
      // Not every system tells the name.
      if (typeof name !== 'string' || name === basename(folder) || watched.names.has(name)) this.#settle();
    });
    watched.watcher.on('error', () => {
      this.#leave(folder);
      this.#settle();
    });
  }

  #leave(folder: string): void {
    this.#folders.get(folder)?.watcher.close();
    this.#folders.delete(folder);
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.emit('change'), quiet);
  }
}

/** The folder in which a file, or whatever of its path is missing first, would turn up; and by which name. */
function placeOf(file: string): { readonly folder: string; readonly name: string } {
  let path = resolve(file);
  while (!existsSync(dirname(path)) && dirname(path) !== path) path = dirname(path);
  return { folder: dirname(path), name: basename(path) };
}
