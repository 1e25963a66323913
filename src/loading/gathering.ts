/** How single questions become calls: alone where a source takes one key a call, and elsewhere together. */
import DataLoader from 'dataloader';
import type { Lane } from '../../sources/contract.ts';
import { GatewayError } from '../model/errors.ts';
import { failed, type Outcome } from '../model/outcome.ts';
import { type Asker, late } from './asker.ts';
import { type Calls, callOnce, type Kind, type Question, type Run } from './calling.ts';

/** Asks for one key, on behalf of one request. */
export type AskOne<Key, T> = (key: Key, asker: Asker) => Promise<Outcome<T>>;

/** Asks for keys of one kind: in full calls where a call takes several, and each as soon as it may leave otherwise. */
export function asking<Key, T>(calls: Calls, kind: Kind<Key>, run: Run<Key, T>): AskOne<Key, T> {
  return kind.size === 1 ? alone(calls, kind, run) : gathering(calls, kind, run);
}

function questionOf<Key>(key: Key, asker: Asker, { timeout, rated }: Calls): Question<Key> {
  return {
    key,
    asker,
    // Waiting for a lane counts, for the source is slow then; waiting for the rate does not.
    deadline: rated ? asker.deadline : Math.min(asker.deadline, Date.now() + timeout),
    level: asker.depth + 1,
    asked: asker.trace?.now() ?? 0,
  };
}

function alone<Key, T>(calls: Calls, kind: Kind<Key>, run: Run<Key, T>): AskOne<Key, T> {
  const { gate } = calls;
  const answerTo = async (question: Question<Key>, lane: Lane): Promise<Outcome<T>> => {
    const { key, asker, deadline, level } = question;
    const waits = !asker.ended && deadline > Date.now();
    try {
      if (!waits) return late;
      const [outcome = broken] = await callOnce(calls, kind, run, lane, [key], [question]);
      asker.depth = Math.max(asker.depth, level);
      return outcome;
    } finally {
      gate.left(lane, waits);
    }
  };
  return (key, asker) => {
    const { lane } = asker;
    const question = questionOf(key, asker, calls);
    return asker.wait(new Promise((resolve) => gate.enter(lane, () => resolve(answerTo(question, lane)))));
  };
}

/** Questions of one kind gather in a DataLoader without a memory: one for each lane, whose batch leaves through the gate. */
function gathering<Key, T>(calls: Calls, kind: Kind<Key>, run: Run<Key, T>): AskOne<Key, T> {
  const loaderFor = (lane: Lane) => {
    let batches = 0;
    return new DataLoader<Question<Key>, Outcome<T>>(
      async (questions) => {
        const now = Date.now();
        const waiting = questions.filter(({ asker, deadline }) => !asker.ended && deadline > now);
        try {
          const answers = await answerTogether(calls, kind, run, lane, waiting);
          return questions.map(({ key }) => answers.get(kind.textOf(key)) ?? late);
        } finally {
          calls.gate.left(lane, waiting.length > 0);
        }
      },
      {
        cache: false,
        maxBatchSize: kind.size,
        batchScheduleFn: (leave) => {
          batches++;
          calls.gate.enter(lane, () => {
            batches--;
            // A loader holds on to its last batch, answers and all, until the next: so it goes with it.
            if (batches === 0) loaders[lane] = loaderFor(lane);
            leave();
          });
        },
      },
    );
  };
  const loaders = { interactive: loaderFor('interactive'), bulk: loaderFor('bulk') };
  return (key, asker) => asker.wait(loaders[asker.lane].load(questionOf(key, asker, calls)));
}

const broken = failed(new GatewayError('SOURCE_CONTRACT'));

/** One call for all questions. What the source says to each key, by the key's text. */
async function answerTogether<Key, T>(
  calls: Calls,
  kind: Kind<Key>,
  run: Run<Key, T>,
  lane: Lane,
  questions: readonly Question<Key>[],
): Promise<ReadonlyMap<string, Outcome<T>>> {
  const answers = new Map<string, Outcome<T>>();
  if (questions.length === 0) return answers;
  const keys = new Map(questions.map(({ key }) => [kind.textOf(key), key]));
  const outcomes = await answer(calls, kind, run, lane, [...keys.values()], questions);
  for (const text of keys.keys()) answers.set(text, outcomes[answers.size] ?? broken);
  for (const { asker, level } of questions) asker.depth = Math.max(asker.depth, level);
  return answers;
}

/**
 * A key an adapter cannot take fails its whole batch, so a batch that fails so is halved until the key is alone: at most
 * 2n - 1 calls for n keys.
 */
async function answer<Key, T>(
  calls: Calls,
  kind: Kind<Key>,
  run: Run<Key, T>,
  lane: Lane,
  keys: readonly Key[],
  questions: readonly Question<Key>[],
): Promise<readonly Outcome<T>[]> {
  const outcomes = await callOnce(calls, kind, run, lane, keys, questions);
  if (keys.length === 1 || !outcomes.some(mayBeAnothersFault)) return outcomes;
  const middle = Math.ceil(keys.length / 2);
  const halves = [keys.slice(0, middle), keys.slice(middle)].map((half) => {
    const texts = new Set(half.map(kind.textOf));
    const theirs = questions.filter(({ key }) => texts.has(kind.textOf(key)));
    return answer(calls, kind, run, lane, half, theirs);
  });
  return (await Promise.all(halves)).flat();
}

/** A source that is down fails for everyone, however it is asked. */
function mayBeAnothersFault(outcome: Outcome<unknown>): boolean {
  return outcome.kind === 'failed' && outcome.error.code === 'SOURCE_CONTRACT';
}
