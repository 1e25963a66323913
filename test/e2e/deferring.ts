/** Clients that take an answer in parts, in each format, and one that takes it at once. */
import { expect } from 'vitest';
import type { Json, RunningGateway } from './gateway.ts';
import { type ReceivedAnswer, receive } from './multipart.ts';

/** Accept headers. */
export const byPath = 'multipart/mixed; deferSpec=20220824, application/json';
export const byId = 'multipart/mixed; incrementalSpec=v0.2, application/json';
/** As urql asks. */
export const either =
  'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed';
export const formats = [byPath, byId];

/** The content type such a client is answered with. */
export function typeOf(accept: string): string {
  return `multipart/mixed; boundary="-"; ${accept === byId ? 'incrementalSpec=v0.2' : 'deferSpec=20220824'}`;
}

export const marketing = 'marketing.communications.email';
export const support = 'essential.service.operations.support';

export interface Question {
  readonly query: string;
  readonly variables?: Json;
  readonly accept?: string;
  readonly use?: string;
}

export function send(
  gateway: RunningGateway,
  { query, variables = {}, accept = byPath, use = support }: Question,
): Promise<Response> {
  return fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, 'x-data-use': use },
    body: JSON.stringify({ query, variables }),
  });
}

export async function inParts(gateway: RunningGateway, question: Question): Promise<ReceivedAnswer> {
  const asked = performance.now();
  return receive(await send(gateway, question), asked);
}

/** The same to a client that takes no parts. */
export async function atOnce(gateway: RunningGateway, question: Question): Promise<Json> {
  const response = await send(gateway, { ...question, accept: 'application/json' });
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return response.json();
}
