/**
 * Watches deadlines, clients that go away and calls nobody waits for any more, with one timer for all of them: a timer
 * and a listener for each question would cost more than the question. What it watches for is seen within a few
 * milliseconds of happening.
 */
const period = 10;

interface Watched {
  readonly isDue: (now: number) => boolean;
  readonly act: () => void;
}

export class Sweeper {
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;

  /** Acts once, when the condition holds at some time, unless forgotten before. */
  until(isDue: (now: number) => boolean, act: () => void): () => void {
    const watched = { isDue, act };
    this.#watched.add(watched);
    this.#timer ??= setInterval(() => this.#sweep(), period);
    return () => this.#watched.delete(watched);
  }

  #sweep(): void {
    const now = Date.now();
    for (const watched of this.#watched)
      if (watched.isDue(now)) {
        this.#watched.delete(watched);
        watched.act();
      }
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
