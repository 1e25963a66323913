/** The systems the targets read, seen through the sandbox's control endpoint. */
import { request } from 'undici';
import { type Child, startChild } from './child.ts';

export const sources = ['app', 'shop', 'crm', 'billing'] as const;
export type SourceName = (typeof sources)[number];

/** Requests or statements each system has received. */
export type Calls = Readonly<Record<SourceName, number>>;

export function eachSource(value: (source: SourceName) => number): Calls {
  return { app: value('app'), shop: value('shop'), crm: value('crm'), billing: value('billing') };
}

export interface Systems {
  /** Variables the targets are started with. */
  readonly env: Readonly<Record<string, string>>;
  calls(): Promise<Calls>;
  /** Lets a system answer this many milliseconds late; 0 ends it. */
  slow(source: SourceName, delayMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** A client that respects the day's allowance of Salesforce would slow down as it is used up. */
const moreThanARunAsks = '999999999';

/** @param urls - of real servers to stand behind the systems; the embedded ones where absent. */
export async function startSystems(
  size: number,
  urls: { readonly postgres?: string | undefined; readonly mysql?: string | undefined },
): Promise<Systems> {
  const child: Child = await startChild('../sandbox/main.ts', [
    '--json',
    ...['--size', String(size)],
    ...['--daily-requests', moreThanARunAsks],
    ...(urls.postgres === undefined ? [] : ['--postgres', urls.postgres]),
    ...(urls.mysql === undefined ? [] : ['--mysql', urls.mysql]),
  ]);
  const { env, controlUrl } = JSON.parse(child.announcement) as {
    readonly env: Record<string, string>;
    readonly controlUrl: string;
  };
  return {
    env,
    async calls() {
      const { body } = await request(`${controlUrl}/systems`);
      const systems = (await body.json()) as readonly { readonly name: SourceName; readonly calls: number }[];
      const calls = { app: 0, shop: 0, crm: 0, billing: 0 };
      for (const system of systems) calls[system.name] = system.calls;
      return calls;
    },
    async slow(source, delayMs) {
      const { statusCode, body } = await request(`${controlUrl}/systems/${source}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ mode: delayMs > 0 ? 'slow' : 'ok', delayMs }),
      });
      await body.dump();
      if (statusCode >= 300) throw new Error(`the sandbox answered ${statusCode}`);
    },
    stop: child.stop,
  };
}
