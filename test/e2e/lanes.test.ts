/** The Priority header: who can wait is served behind those who cannot, and not at all from what is kept for them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  demoConfiguration,
  type Json,
  type RunningGateway,
  runGateway,
  type Sandbox,
  startTestSandbox,
} from './gateway.ts';

let sandbox: Sandbox;
let gateway: RunningGateway;

const document = 'query($by: CustomerKey!) { customer(by: $by) { cases(first: 1) { nodes { id } } } }';
const ada = { by: { email: 'ada.lindqvist@example.com' } };

/** How the sales department fares for a request of this priority. */
async function asked(priority?: string): Promise<string> {
  const headers: Record<string, string> = priority === undefined ? {} : { priority };
  const { extensions } = await gateway.query(document, ada, headers);
  return extensions.sources.find(({ source }: Json) => source === 'crm').status;
}

beforeAll(async () => {
  // Of the day's allowance a fifth is kept for those who wait.
  sandbox = await startTestSandbox({ size: 5, dailyRequests: 100 });
  gateway = await runGateway(demoConfiguration(sandbox));
  expect(await asked('u=7')).toBe('OK');
  const { crm } = sandbox.systems;
  while (crm.calls <= 80) expect(await asked()).toBe('OK');
});
afterAll(async () => {
  await gateway?.close();
  await sandbox?.close();
});

it.each(['u=4', 'u=5', 'u=7', 'u=5, i', 'i, u=6', 'u=3, u=5', ' u=5', 'u=5;by=hand'])(
  '%j can wait',
  async (priority) => expect(await asked(priority)).toBe('THROTTLED'),
);

it.each([
  undefined,
  'u=0',
  'u=1, i',
  'u=3',
  'u=5, u=2',
  'i',
  '',
  // Not a priority: whoever cannot say how urgent it is, is served as everybody.
  'u=8',
  'u=50',
  'u=-5',
  'u=5.5',
  'u="5"',
  'U=5',
  'u',
  'v=1;u=5',
  'urgency=5',
  'du=5',
  'bulk',
])('%j cannot', async (priority) => expect(await asked(priority)).toBe('OK'));
