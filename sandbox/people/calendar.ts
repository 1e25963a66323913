/** Milliseconds of a day. */
const day = 86_400_000;

/** Turns "so many days ago" into the texts the systems store, all counted from one fixed `now`. */
export class Calendar {
  readonly #now: number;

  /**
   * @param now - ISO 8601 instant.
   * @throws RangeError when it is none.
   */
  constructor(now: string) {
    this.#now = Date.parse(now);
    if (Number.isNaN(this.#now)) throw new RangeError('The population needs an ISO 8601 instant as its now.');
  }

  /** ISO 8601 in UTC; a negative count lies in the future, a fraction is part of a day. */
  ago(days: number): string {
    return new Date(this.#now - Math.round(days * day)).toISOString();
  }

  /** `YYYY-MM-DD`. */
  dateAgo(days: number): string {
    return this.ago(days).slice(0, 10);
  }

  /** Days from then to now, a part of a day included. */
  daysSince(instant: string): number {
    return (this.#now - Date.parse(instant)) / day;
  }
}

/** Unix seconds, as Stripe counts. */
export function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
