/** A connection kept for being told: PostgreSQL's LISTEN, taken up again whenever it is lost. */
import { Client } from 'pg';

/** Milliseconds: the first wait after a loss, and the longest. */
const firstWait = 100;
const longestWait = 30_000;

/**
 * Rings when something was said on the channel, and each time the connection is made, because what was said while there
 * was none is not repeated.
 */
export class Tidings {
  readonly #connect: () => Client;
  readonly #channel: string;
  readonly #ring: () => void;
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wait = firstWait;
  #closed = false;

  /** @param timeout - milliseconds that connecting may take. */
  constructor(url: string, channel: string, timeout: number, ring: () => void) {
    this.#connect = () =>
      new Client({
        connectionString: url,
        application_name: 'onefold',
        connectionTimeoutMillis: timeout,
        query_timeout: timeout,
        keepAlive: true,
        keepAliveInitialDelayMillis: 10_000,
      });
    this.#channel = channel;
    this.#ring = ring;
    this.#listen();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  #listen(): void {
    const client = this.#connect();
    this.#client = client;
    const lost = () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      client.end().catch(() => {});
      this.#listenLater();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => this.#ring());
    client
      .connect()
      .then(() => client.query(`listen ${this.#channel}`))
      .then(() => {
        this.#wait = firstWait;
        if (this.#client === client) this.#ring();
      })
      .catch(lost);
  }

  #listenLater(): void {
    if (this.#closed) return;
    // Nodes that lost one server at once do not all come back at once.
    const wait = this.#wait * (0.5 + Math.random() / 2);
    this.#wait = Math.min(this.#wait * 2, longestWait);
    this.#timer = setTimeout(() => this.#listen(), wait);
    this.#timer.unref();
  }
}
