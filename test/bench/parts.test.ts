import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Driver } from '../../bench/load.ts';
import { boundaryOf, partsOf, wholeOf } from '../../bench/parts.ts';

const head = 'content-type: application/json; charset=utf-8\r\n\r\n';
const first = JSON.stringify({ data: { customer: { id: '1', name: 'a --- b' } }, hasNext: true });
const last = JSON.stringify({
  incremental: [{ path: ['customer'], label: 'slow', data: { email: 'é' } }],
  hasNext: false,
});
const answer = `\r\n---\r\n${head}${first}\r\n---\r\n${head}${last}\r\n-----\r\n`;

describe('parts of an answer', () => {
  it('are told by the content type', () => {
    expect(boundaryOf('multipart/mixed; boundary="-"; deferSpec=20220824')).toBe('-');
    expect(boundaryOf('Multipart/Mixed;boundary=abc')).toBe('abc');
    expect(boundaryOf('multipart/mixed')).toBe('-');
    expect(boundaryOf('application/json; boundary="-"')).toBeUndefined();
    expect(boundaryOf(undefined)).toBeUndefined();
  });

  it('are there when they are whole, with or without what follows', () => {
    expect(partsOf(answer, '-')).toEqual([first, last]);
    expect(partsOf(answer.trimStart(), '-')).toEqual([first, last]);
    expect(partsOf(`\r\n---\r\n${head}${first}`, '-')).toEqual([first]);
    expect(partsOf(`\r\n---\r\n${head}${first.slice(0, -1)}`, '-')).toEqual([]);
    expect(partsOf(`\r\n---\r\n${head}`, '-')).toEqual([]);
    expect(partsOf('', '-')).toEqual([]);
  });

  it('make the answer they would have been', () => {
    expect(JSON.parse(wholeOf([first, last]))).toEqual({
      data: { customer: { id: '1', name: 'a --- b', email: 'é' } },
    });
    const nested = {
      incremental: [
        { path: ['all', 1], data: { orders: { total: 2 } } },
        { path: ['all', 0], data: null, errors: [{ message: 'no' }] },
      ],
      hasNext: false,
    };
    const all = { data: { all: [{ id: '1' }, { id: '2', orders: { count: 1 } }] }, hasNext: true };
    expect(JSON.parse(wholeOf([JSON.stringify(all), JSON.stringify(nested)]))).toEqual({
      data: { all: [{ id: '1' }, { id: '2', orders: { count: 1, total: 2 } }] },
      errors: [[{ message: 'no' }]],
    });
  });

  it('are no answer without an end or without a place', () => {
    expect(() => wholeOf([])).toThrow('no end');
    expect(() => wholeOf([first])).toThrow('no end');
    const astray = { incremental: [{ path: ['customers'], data: {} }], hasNext: false };
    expect(() => wholeOf([first, JSON.stringify(astray)])).toThrow('belongs nowhere');
  });
});

describe('asking for parts', () => {
  let respond: (response: ServerResponse) => unknown;
  let accepted: string | undefined;
  let server: Server;
  let driver: Driver;
  const multipart = { 'content-type': 'multipart/mixed; boundary="-"; deferSpec=20220824' };

  beforeEach(async () => {
    server = createServer((request, response) => {
      accepted = request.headers.accept;
      respond(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    driver = new Driver({ name: 'one', url: `http://127.0.0.1:${port}/graphql` }, 1);
  });
  afterEach(async () => {
    await driver.close();
    server.close();
  });

  it('times the first part, however it is cut', async () => {
    const bytes = Buffer.from(answer);
    const cut = bytes.indexOf('é') + 1;
    respond = async (response) => {
      response.writeHead(200, multipart).write(answer.slice(0, 20));
      await pause(60);
      response.write(answer.slice(20, answer.indexOf(head, 100)));
      await pause(60);
      response.write(bytes.subarray(Buffer.byteLength(answer.slice(0, answer.indexOf(head, 100))), cut));
      await pause(60);
      response.end(bytes.subarray(cut));
    };
    const question = { body: '{}', isRight: (text: string) => text.includes('"email":"é"') };
    const driven = await driver.drive([question], { connections: 1, questions: 2, inParts: true });
    expect(accepted).toContain('deferSpec=20220824');
    expect(driven.requests).toBe(2);
    for (const [at, firstPart] of driven.firstParts.entries()) {
      expect(firstPart).toBeGreaterThan(55);
      expect(firstPart).toBeLessThan((driven.latencies[at] ?? 0) - 50);
    }
  });

  it('says when there are none', async () => {
    respond = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(first);
    expect(await driver.askInParts('{}')).toBeUndefined();
    respond = (response) => response.writeHead(400, multipart).end(answer);
    expect(await driver.askInParts('{}')).toBeUndefined();
  });

  it('checks each answer over one connection', async () => {
    let answers = 0;
    respond = (response) => response.writeHead(200).end(answers++ === 3 ? 'wrong' : 'right');
    const question = { body: '{}', isRight: (text: string) => text === 'right' };
    const drive = (questions: number) => driver.drive([question], { connections: 1, questions });
    expect((await drive(3)).firstParts).toEqual([]);
    await expect(drive(1)).rejects.toThrow('answers otherwise');
    answers = 0;
    await expect(drive(5)).rejects.toThrow('answers otherwise');
  });

  it('measures no parts that stay out, and no wrong answer', async () => {
    const question = { body: '{}', isRight: () => false };
    const drive = { connections: 1, questions: 1, inParts: true };
    respond = (response) => response.writeHead(200, multipart).end();
    await expect(driver.drive([question], drive)).rejects.toThrow('sent none');
    respond = (response) => response.writeHead(200, multipart).end(answer);
    await expect(driver.drive([question], drive)).rejects.toThrow('answers otherwise');
    respond = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(first);
    await expect(driver.drive([question], drive)).rejects.toThrow('no more');
  });
});
