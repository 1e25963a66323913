/** An answer leaves once what was decided is written down, and does not wait for that for ever. */
import { GraphQLError } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CompiledOperation } from '../../src/execution/operation.ts';
import { type AnswerOptions, answer, recordPatience } from '../../src/gateway/answer.ts';
import type { Context, Request } from '../../src/gateway/context.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { sourceStatuses } from '../../src/model/outcome.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const data = { consentCheck: 'PERMIT' };
const whole = () => Promise.resolve({ data });

/** One that asked of consent alone. */
const checked = { checks: [{}], terms: {} } as unknown as Request;

const unrecorded = {
  status: 503,
  body: {
    kind: 'single',
    singleResult: {
      errors: [
        {
          message: 'The decision could not be recorded, so nothing is answered.',
          extensions: { code: 'AUDIT_UNAVAILABLE', retryable: true },
        },
      ],
    },
  },
};

/** One that asked for customers. */
const reading = (told: { judged?: readonly unknown[]; report?: () => readonly object[] }) =>
  ({
    checks: [],
    terms: {},
    withheld: new Map(),
    installation: { policy: { purposes: {}, regimes: {} } },
    asked: { judged: [], purpose: 'a', view: {}, report: () => [], mayBeBlind: () => false, ...told },
  }) as unknown as Request;

function asked(record: AnswerOptions['record'], { execute = whole as object, request = checked } = {}) {
  const onUnrecorded = vi.fn();
  const onTrouble = vi.fn();
  const given = answer(
    { execute } as CompiledOperation,
    { document: 'a hash', variables: undefined, context: { request } as Context, format: undefined },
    { mask: (formatted) => formatted, onTrouble, record, onUnrecorded },
  );
  const settled = vi.fn();
  void given.then(settled, settled);
  return { given, settled, onUnrecorded, onTrouble };
}

const hanging = () => new Promise<void>(() => undefined);

describe('an answer', () => {
  it('leaves when it is written down, and nothing waits any longer', async () => {
    const record = vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, recordPatience - 1)));
    const { given, settled, onUnrecorded } = asked(record);
    await vi.advanceTimersByTimeAsync(recordPatience - 2);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await given).toMatchObject({ status: 200, body: { singleResult: { data } } });
    expect(record).toHaveBeenCalledExactlyOnceWith(checked, 'a hash');
    expect([onUnrecorded.mock.calls, vi.getTimerCount()]).toEqual([[], 0]);
  });

  it('is refused where writing it down hangs, and the log is told', async () => {
    const { given, settled, onUnrecorded } = asked(hanging);
    await vi.advanceTimersByTimeAsync(recordPatience - 1);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(settled).toHaveBeenCalled();
    expect(await given).toEqual(unrecorded);
    expect(onUnrecorded.mock.calls).toEqual([[expect.objectContaining({ code: 'AUDIT_UNAVAILABLE' })]]);
    expect(onUnrecorded.mock.calls[0]?.[0].cause).toEqual(new Error('it took too long'));
  });

  it('is refused at once where it cannot be written down, and the log is told why', async () => {
    const why = new GatewayError('AUDIT_UNAVAILABLE', { cause: new Error('the disk is full') });
    const { given, onUnrecorded } = asked(() => Promise.reject(why));
    expect(await given).toEqual(unrecorded);
    expect([onUnrecorded.mock.calls, vi.getTimerCount()]).toEqual([[[why]], 0]);
  });

  it('names the sources that something of is missing or old, and no others', async () => {
    const report = () => sourceStatuses.map((status) => ({ source: `is ${status}`, status }));
    const { given, onTrouble } = asked(undefined, { request: reading({ report }) });
    const { body } = await given;
    const degraded = sourceStatuses.filter((status) => !['OK', 'ABSENT', 'NOT_NEEDED'].includes(status));
    const named = degraded.map((status) => `is ${status}`);
    expect(body).toMatchObject({ singleResult: { extensions: { consent: { degraded: named } } } });
    expect(onTrouble.mock.calls).toMatchObject([[degraded.map((status) => ({ status }))]]);
  });

  it('of no customer is not written down, nor where nothing is', async () => {
    const { given } = asked(hanging, { request: { checks: [], terms: {} } as unknown as Request });
    expect(await given).toMatchObject({ status: 200 });
    expect(await asked(undefined).given).toMatchObject({ status: 200 });
  });

  it('says of variables that do not fit that they do not, whatever can be written down', async () => {
    const execute = () => ({ errors: [new GraphQLError('it does not fit')] });
    expect(await asked(hanging, { execute }).given).toMatchObject({
      status: 400,
      body: { singleResult: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } },
    });
  });
});

describe('a deferred part', () => {
  it('of which more was decided is cut off where writing that down hangs, and the log is told', async () => {
    const judged: unknown[] = [];
    const request = reading({ judged });
    async function* parts() {
      yield { incremental: [{ data: { first: 1 } }], hasNext: true };
      judged.push('somebody');
      yield { incremental: [{ data: { second: 2 } }], hasNext: false };
    }
    const record = vi.fn(hanging).mockResolvedValueOnce(undefined);
    const { given, onUnrecorded } = asked(record, {
      request,
      execute: () => ({ initialResult: { data: {}, hasNext: true }, subsequentResults: parts() }),
    });
    const { body } = await given;
    if (body.kind !== 'incremental') throw new TypeError('nothing was deferred');
    const rest = body.subsequentResults[Symbol.asyncIterator]();
    expect((await rest.next()).value.incremental).toEqual([{ data: { first: 1 } }]);
    const cut = expect(rest.next()).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    await vi.advanceTimersByTimeAsync(recordPatience);
    await cut;
    expect([record.mock.calls.length, onUnrecorded.mock.calls.length]).toEqual([2, 1]);
  });
});
