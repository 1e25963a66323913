/** The sandbox's control: an HTTP endpoint on loopback that disturbs the systems and tells what they were asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { RefKey } from '../src/model/record.ts';
import type { Persona, Truth } from './people/truth.ts';
import { faultModes, type SandboxSystem } from './system.ts';

export interface Control {
  readonly url: string;
  close(): Promise<void>;
}

/** An answer: what is written as JSON, or the refusal it throws. */
type Route = (request: IncomingMessage, system: SandboxSystem) => Promise<unknown>;

class Refusal extends Error {
  override readonly name = 'Refusal' as const;
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const longest = 10 * 60_000;
const faultChange = z.strictObject({
  mode: z.enum(faultModes).exactOptional(),
  delayMs: z.number().int().min(0).max(longest).exactOptional(),
  retryAfterSeconds: z
    .number()
    .int()
    .min(0)
    .max(longest / 1000)
    .exactOptional(),
  dropped: z
    .array(z.string().regex(/^\w+\.\w+$/, 'must be table.column'))
    .max(100)
    .exactOptional(),
});
const recording = z.strictObject({ on: z.boolean() });

const maxBodyBytes = 65_536;

/**
 * Starts the endpoint; `GET /` tells what it can do.
 *
 * @param port - 0 for any free one.
 * @throws when the port is taken.
 */
export async function startControl(
  systems: Readonly<Record<string, SandboxSystem>>,
  truth: Truth,
  port: number,
): Promise<Control> {
  const routes: Readonly<Record<string, Route>> = {
    'GET /': async () => ({
      what: 'The control of a Onefold sandbox: four stand-in systems full of made-up people.',
      routes: Object.keys(routes),
      systems: Object.values(systems).map(stateOf),
    }),
    'GET /personas': async () => truth.personas.map(introductionOf),
    'GET /truth': async () => ({ ...countsOf(truth), personas: truth.personas }),
    'GET /systems': async () => Object.values(systems).map(stateOf),
    'GET /systems/:name': async (_, system) => stateOf(system),
    'PATCH /systems/:name': async (request, system) => {
      const change = await bodyOf(request, faultChange);
      try {
        await system.setFault(change);
      } catch {
        throw new Refusal(400, 'dropped: must name columns that the system has, as table.column');
      }
      return stateOf(system);
    },
    'POST /systems/:name/forget': async (_, system) => {
      system.forget();
      return stateOf(system);
    },
    'POST /systems/:name/record': async (request, system) => {
      system.record((await bodyOf(request, recording)).on);
      return stateOf(system);
    },
    'GET /systems/:name/received': async (_, system) => system.received,
  };

  async function answer(request: IncomingMessage): Promise<unknown> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, collection, name, ...rest] = pathname.split('/');
    const pattern = name === undefined ? pathname : ['', collection, ':name', ...rest].join('/');
    const route = routes[`${request.method} ${pattern}`];
    if (route === undefined) {
      const known = Object.keys(routes).some((key) => key.endsWith(` ${pattern}`));
      throw known ? new Refusal(405, 'not a method of this path') : new Refusal(404, 'no such path');
    }
  }
}
