/** A gateway whose configuration can be changed while it serves. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Logger } from 'pino';
import type { Configuration } from '../config/configuration.ts';
import { type Gateway, startGateway } from '../gateway/start.ts';
import { unforeseen } from '../gateway/unforeseen.ts';
import { KeptStores } from './kept-stores.ts';

export class LiveGateway {
  readonly #log: Logger;
  readonly #server = createServer();
  readonly #stores = new KeptStores();
  #current: { readonly gateway: Gateway; readonly configuration: Configuration } | undefined;
  /** Settles when the gateway before the current one has answered what it was asked; never rejects. */
  #leaving: Promise<void> = Promise.resolve();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** What is served now. */
  get configuration(): Configuration | undefined {
    return this.#current?.configuration;
  }

  /**
   * Serves a configuration where the one before it was served, without refusing a request: those under way are answered
   * by the gateway they came to. Host and port are those of the first. What stewards said is kept while it is kept in the
   * same place; all else that a gateway remembers is not.
   * @returns the address.
   * @throws what a gateway throws that cannot start; then all is as it was before.
   */
  async serve(configuration: Configuration): Promise<string> {
    await this.#leaving;
    const before = this.#current;
    try {
      const gateway = await startGateway(configuration, {
        log: this.#log,
        server: this.#server,
        openStore: (store) => this.#stores.lend(store),
      });
      this.#current = { gateway, configuration };
    } catch (error) {
      await this.#stores.keepOnly(before?.configuration.store);
      throw error;
    }
    this.#leaving = this.#leave(before?.gateway, configuration);
    return this.#current.gateway.url;
  }

  /** Lets requests under way finish, within their deadline. */
  async close(): Promise<void> {
    await this.#leaving;
    // It takes no new connection, and answers on those that are open until nothing is under way.
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.#server.close();
    this.#server.closeIdleConnections();
    await this.#current?.gateway.close();
    this.#server.closeAllConnections();
    await closed;
    await this.#stores.keepOnly(undefined);
  }

  async #leave(gateway: Gateway | undefined, { store }: Configuration): Promise<void> {
    try {
      await gateway?.close();
      await this.#stores.keepOnly(store);
    } catch (error) {
      this.#log.warn(unforeseen(error), 'the gateway before this one could not be closed in order');
    }
  }
}
