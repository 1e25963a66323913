/** GraphQL over HTTP, as graphql-http's own audit of servers sees it. */
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  demoConfiguration,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox({ size: 1 });
  gateway = await runGateway(demoConfiguration(sandbox));
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

/** What is not as the audit would have it, and why. Nothing that a server MUST do is among it. */
const deviations: Readonly<Record<string, string>> = {
  '5A70': 'a GET must carry a header that no other site can make a browser send',
  D6D5: 'as above',
  '6A70': 'as above',
  '572B': 'what cannot be parsed is answered with 400, whatever media type is accepted',
  FDE2: 'as above, for what does not fit the schema',
  '7B9B': 'as above, for variables',
};

describe('the GraphQL over HTTP audit', () => {
  // The URL is asked for when each audit runs: there is none before the gateway listens.
  for (const { id, name, fn } of serverAudits({ url: () => `${gateway.url}/graphql` })) {
    const known = deviations[id];
    it(`${id} ${name}${known === undefined ? '' : `, which it does not: ${known}`}`, async () => {
      const { status } = await fn();
      if (known === undefined) expect(status).toBe('ok');
      else expect(name.startsWith('MUST') ? 'an obligation' : status).toMatch(/^(notice|warn)$/);
    });
  }
});
