/**
 * A source held to its promises: each call ends by its deadline whatever the adapter does, a throw becomes a failed
 * outcome, and an answer of the wrong length counts as none.
 */
import type { Call, Source } from '../../sources/contract.ts';
import { GatewayError } from '../model/errors.ts';
import { failed, type Outcome } from '../model/outcome.ts';

/** @param timeout - milliseconds one call may take, within the request's own deadline. */
export function bounded(source: Source, timeout: number): Source {
  const each = <T>(
    count: number,
    call: Call,
    run: (call: Call) => Promise<readonly Outcome<T>[]>,
  ): Promise<readonly Outcome<T>[]> =>
    within(call, timeout, run, (error) => new Array<Outcome<T>>(count).fill(failed(error))).then(
      (outcomes) =>
        outcomes.length === count
          ? outcomes
          : new Array<Outcome<T>>(count).fill(failed(new GatewayError('SOURCE_CONTRACT'))),
    );
  return {
    name: source.name,
    kind: source.kind,
    manifest: source.manifest,
    find: (keys, want, call) => each(keys.length, call, (inner) => source.find(keys, want, inner)),
    get: (ids, want, call) => each(ids.length, call, (inner) => source.get(ids, want, inner)),
    collect: (collection, parents, page, call) =>
      each(parents.length, call, (inner) => source.collect(collection, parents, page, inner)),
    search: (filter, page, want, call) =>
      within(call, timeout, (inner) => source.search(filter, page, want, inner), failed),
    describe: (call) => within(call, timeout, (inner) => source.describe(inner), failed),
    close: () => source.close(),
  };
}

function within<T>(
  call: Call,
  timeout: number,
  run: (call: Call) => Promise<T>,
  whenFailed: (error: GatewayError) => T,
): Promise<T> {
  if (call.signal.aborted) return Promise.resolve(whenFailed(new GatewayError('SOURCE_TIMEOUT')));
  const now = Date.now();
  const deadline = Math.min(call.deadline, now + timeout);
  const controller = new AbortController();
  return new Promise((resolve) => {
    const end = (value: T) => {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', stop);
      resolve(value);
    };
    const stop = () => {
      controller.abort();
      end(whenFailed(new GatewayError('SOURCE_TIMEOUT')));
    };
    const timer = setTimeout(stop, Math.max(0, deadline - now));
    call.signal.addEventListener('abort', stop, { once: true });
    run({ signal: controller.signal, deadline, lane: call.lane }).then(end, (cause: unknown) =>
      end(whenFailed(cause instanceof GatewayError ? cause : new GatewayError('SOURCE_CONTRACT', { cause }))),
    );
  });
}
