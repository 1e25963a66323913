/**
 * Lets many client sessions share one database engine that has a single session of its own: work runs at once, in
 * order, unless another session is inside a transaction; then it waits for that session to finish.
 */
export class Turns {
  #holder: object | undefined;
  #waiting: { readonly session: object; readonly work: () => boolean }[] = [];

  /** @param work - answers whether the session keeps the turn (it is inside a transaction). */
  take(session: object, work: () => boolean): void {
    if (this.#holder !== undefined && this.#holder !== session) {
      this.#waiting.push({ session, work });
      return;
    }
    this.#run(session, work);
    this.#next();
  }

  /** Runs asynchronous work with nobody else's in between. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const session = {};
    await new Promise<void>((resolve) => {
      this.take(session, () => {
        resolve();
        return true;
      });
    });
    try {
      return await work();
    } finally {
      this.take(session, () => false);
    }
  }

  /** Forgets what the session still waits for, then runs its last work (roll back, clean up). */
  leave(session: object, work: () => void): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.session !== session);
    this.take(session, () => {
      work();
      return false;
    });
  }

  #run(session: object, work: () => boolean): void {
    this.#holder = session;
    let keep = false;
    try {
      keep = work();
    } finally {
      this.#holder = keep ? session : undefined;
    }
  }

  #next(): void {
    while (this.#holder === undefined) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#run(next.session, next.work);
    }
  }
}
