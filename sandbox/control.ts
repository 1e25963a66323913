/** The sandbox's control: an HTTP endpoint on loopback that disturbs the systems and tells what they were asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Truth } from './people/truth.ts';
import { faultModes, type SandboxSystem } from './system.ts';

export interface Control {
  readonly url: string;
  /** What answers there, for whoever serves it at another place as well. */
  readonly listener: RequestListener;
  close(): Promise<void>;
}

const minutes = 60_000;
/** Any part of a `Fault`. */
const faultChange = z.strictObject({
  mode: z.enum(faultModes).exactOptional(),
  delayMs: z.int().min(0).max(minutes).exactOptional(),
  retryAfterSeconds: z.int().min(0).max(86_400).exactOptional(),
  dropped: z
    .array(z.string().regex(/^\w+\.\w+$/, 'must be table.column'))
    .max(100)
    .exactOptional(),
});
const recording = z.strictObject({ on: z.boolean() });

const maxBodyBytes = 65_536;

/** A request that cannot be served, and why. */
class Refusal extends Error {
  override readonly name = 'Refusal' as const;
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Starts the endpoint; `GET /` tells what it can do.
 *
 * @param port - 0 for any free one.
 * @throws when the port is taken.
 */
export async function startControl(
  systems: readonly SandboxSystem[],
  truth: Truth,
  port: number,
): Promise<Control> {
  const general: Readonly<Record<string, () => unknown>> = {
    'GET /': () => ({
      what: 'Control of a Onefold sandbox: four stand-in systems that hold made-up people. Nothing here is real.',
      routes: [
        ...Object.keys(general),
        ...Object.keys(ofSystem).map((route) => route.replace(' ', ' /systems/{name}')),
      ],
      systems: systems.map(stateOf),
    }),
    'GET /personas': () => truth.personas.map(({ person: _, expect: __, ...persona }) => persona),
    'GET /truth': () => ({ ...countsOf(truth), personas: truth.personas }),
    'GET /systems': () => systems.map(stateOf),
  };
  const ofSystem: Readonly<
    Record<string, (system: SandboxSystem, request: IncomingMessage) => Promise<unknown>>
  > = {
    'GET ': async (system) => stateOf(system),
    'PATCH ': async (system, request) => {
      await disturb(system, await bodyOf(request, faultChange));
      return stateOf(system);
    },
    'POST /forget': async (system) => {
      system.forget();
      return stateOf(system);
    },
    'POST /record': async (system, request) => {
      system.record((await bodyOf(request, recording)).on);
      return stateOf(system);
    },
    'GET /received': async (system) => system.received,
  };

  async function answer(request: IncomingMessage): Promise<unknown> {
    // Browsers ask before they PATCH for a page of another site, but let it POST.
    if (request.method !== 'GET' && isOfAnotherSite(request))
      throw new Refusal(403, 'only pages of its own may change anything');
    const [path = '/'] = (request.url ?? '').split('?');
    const [, name, rest = ''] = /^\/systems\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const system = systems.find((one) => one.name === name);
    if (name !== undefined && system === undefined)
      throw new Refusal(404, `no such system: there are ${systems.map((one) => one.name).join(', ')}`);
    const reply =
      system === undefined
        ? general[`${request.method} ${path}`]?.()
        : await ofSystem[`${request.method} ${rest}`]?.(system, request);
    if (reply === undefined) throw new Refusal(404, 'no such route: GET / lists those there are');
    return reply;
  }

  const listener: RequestListener = (request, response) => {
    answer(request)
      .then(
        (body) => ({ status: 200, body }),
        (error: unknown) =>
          error instanceof Refusal
            ? { status: error.status, body: { error: error.message } }
            : { status: 500, body: { error: 'the control has a fault of its own' } },
      )
      .then(({ status, body }) => {
        response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
        response.end(`${JSON.stringify(body, writable, 2)}\n`);
      });
  };
  const server = createServer(listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    listener,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Whether a browser says that the page that asks is of another origin; other clients say nothing. */
function isOfAnotherSite({ headers }: IncomingMessage): boolean {
  return ['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']));
}

/** All there is to know of a system but its URL, in which there may be a password. */
function stateOf({ name, kind, fault, calls, connections }: SandboxSystem) {
  return { name, kind, fault, calls, connections };
}

async function disturb(system: SandboxSystem, change: z.output<typeof faultChange>): Promise<void> {
  try {
    await system.setFault(change);
  } catch {
    throw new Refusal(400, 'dropped: must name columns that the system has, as table.column');
  }
}

/** How many people there are, and how their records are spread. */
function countsOf({ people, personOf }: Truth) {
  const records = [...personOf.keys()];
  return {
    people: people.size,
    records: Object.fromEntries(
      [...Map.groupBy(records, (ref) => ref.slice(0, ref.indexOf(':')))].map(([source, refs]) => [
        source,
        refs.length,
      ]),
    ),
    peopleByRecords: Object.fromEntries(
      [...Map.groupBy(people.values(), (refs) => refs.length)].map(([count, group]) => [count, group.length]),
    ),
  };
}

/** @throws Refusal when the body is too long, not JSON, or not what is asked for. */
async function bodyOf<Schema extends z.ZodType>(
  request: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) throw new Refusal(413, `the body is longer than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  const parsed = schema.safeParse(jsonOf(Buffer.concat(chunks).toString()));
  if (parsed.success) return parsed.data;
  throw new Refusal(
    400,
    parsed.error.issues
      .map(({ path, message }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${message}`)
      .join('; '),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'the body is not JSON');
  }
}

/** Values that were bound to statements may be integers that JSON has no number for. */
function writable(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
