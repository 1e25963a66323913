/** A source in any state of health, answering for each as the adapters of real systems do (the `failure.ts` of each). */
import type { Call, Source } from '../../../sources/contract.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import { failed, type Outcome } from '../../../src/model/outcome.ts';

/**
 * `drift`: two mapped columns are gone. `table gone`: the whole table is, which fails the question. `deaf`: never
 * answers, not even when the call is given up.
 */
const states = ['ok', 'down', 'hang', '429', '5xx', 'garbage', 'drift', 'table gone', 'deaf'] as const;
export type State = (typeof states)[number];

/** Seconds a throttling source asks to be left alone. */
export const retryAfter = 7;

/** A source over the rows as they are stored, without two of their columns, and without their table. */
export type Versions = Readonly<Record<'whole' | 'drifted' | 'gone', Source>>;

const failures = {
  down: failed(new GatewayError('SOURCE_UNAVAILABLE')),
  hang: failed(new GatewayError('SOURCE_TIMEOUT')),
  429: failed(new GatewayError('SOURCE_THROTTLED', { retryAfter })),
  '5xx': failed(new GatewayError('SOURCE_UNAVAILABLE')),
  garbage: failed(new GatewayError('SOURCE_PROTOCOL')),
} as const;

export function failingSource({ whole, drifted, gone }: Versions, state: State): Source {
  const versions: Readonly<Partial<Record<State, Source>>> = {
    ok: whole,
    drift: drifted,
    'table gone': gone,
  };
  const version = versions[state];
  if (version !== undefined) return version;

  async function outcome(call: Call): Promise<Outcome<never>> {
    switch (state) {
      case 'deaf':
        return new Promise(() => {});
      case 'hang':
        await ending(call.signal);
        return failures.hang;
      case 'down':
      case '429':
      case '5xx':
      case 'garbage':
        return failures[state];
      default:
        throw new TypeError('this state answers');
    }
  }
  const each = async (questions: readonly unknown[], call: Call) => {
    const one = await outcome(call);
    return questions.map(() => one);
  };
  return {
    name: whole.name,
    kind: whole.kind,
    manifest: whole.manifest,
    find: (keys, _, call) => each(keys, call),
    get: (ids, _, call) => each(ids, call),
    collect: (_collection, parents, _page, call) => each(parents, call),
    search: (_filter, _page, _want, call) => outcome(call),
    describe: (call) => outcome(call),
    price: (question) => whole.price(question),
    close: async () => {},
  };
}

function ending(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
