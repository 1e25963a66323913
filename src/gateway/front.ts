/** Where requests come in: at a server of the gateway's own, or at one that was there before it and stays after it. */
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Front {
  /** The one it listens on, whichever was asked for. */
  readonly port: number;
  /** Resolves when requests under way are answered; those that are not within `patience` milliseconds are cut off. */
  close(patience: number): Promise<void>;
}

export interface Place {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** Listens with a server that is the gateway's alone. @throws the system's own error where it cannot. */
export async function ownFront(answering: Server, place: Place): Promise<Front> {
  await listen(answering, place);
  return {
    port: portOf(answering),
    async close(patience) {
      const closed = new Promise<void>((resolve) => answering.close(() => resolve()));
      answering.closeIdleConnections();
      const late = setTimeout(() => answering.closeAllConnections(), patience);
      await closed;
      clearTimeout(late);
    },
  };
}

/**
 * Has the requests of a server answered from now on, in the place of whoever answered them; on connections that are open
 * already, too. The server is left listening when the front is closed.
 * @param place - where it is to listen, unless it does so already.
 * @throws the system's own error where it cannot listen.
 */
export async function frontOf(server: Server, answering: Server, place: Place): Promise<Front> {
  const underWay = new Set<ServerResponse>();
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    answering.emit('request', request, response);
  };
  if (!server.listening) await listen(server, place);
  // In one step: a request has one who answers it, and never two.
  server.removeAllListeners('request').on('request', answer);
  return {
    port: portOf(server),
    async close(patience) {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        for (const response of underWay) response.destroy();
      }, patience);
      for (let [one] = underWay; one !== undefined && !late; [one] = underWay) await once(one, 'close');
      clearTimeout(timer);
      server.off('request', answer);
    },
  };
}

async function listen(server: Server, { host, port }: Place): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
