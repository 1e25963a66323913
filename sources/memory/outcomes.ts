/** Questions in batches, and failures as outcomes. */
import { GatewayError } from '../../src/model/errors.ts';
import { failed, found, type Outcome } from '../../src/model/outcome.ts';
import { chunks } from '../matching.ts';

/**
 * Asks each distinct question once, in batches.
 * @param textOf - two questions with the same text are the same.
 * @param ask - answers the questions of a batch in their order; where it throws, that batch has failed.
 * @returns one outcome per question, same order and length.
 */
export async function inBatches<Question, Answer>(
  questions: readonly Question[],
  textOf: (question: Question) => string,
  size: number,
  signal: AbortSignal,
  ask: (batch: readonly Question[]) => Promise<readonly Outcome<Answer>[]>,
): Promise<readonly Outcome<Answer>[]> {
  const distinct = distinctBy(questions, textOf);
  const answers = await Promise.all(
    chunks([...distinct.values()], size).map(async (batch) => {
      const answer = await attempt(signal, async () => found(await ask(batch)));
      return answer.kind === 'found' ? answer.value : batch.map(() => answer);
    }),
  );
  const outcomes = answers.flat();
  const byText = new Map([...distinct.keys()].map((text, index) => [text, outcomes[index]]));
  return questions.map((question) => byText.get(textOf(question)) ?? unanswered);
}

/** How many batches these questions are asked in. */
export function batchesFor<Question>(
  questions: readonly Question[],
  textOf: (question: Question) => string,
  size: number,
): number {
  return chunks([...distinctBy(questions, textOf).values()], size).length;
}

function distinctBy<Question>(
  questions: readonly Question[],
  textOf: (question: Question) => string,
): ReadonlyMap<string, Question> {
  return new Map(questions.map((question) => [textOf(question), question]));
}

const unanswered = failed(new GatewayError('SOURCE_CONTRACT'));

/** One question, which fails as a whole. */
export async function attempt<Answer>(
  signal: AbortSignal,
  ask: () => Promise<Outcome<Answer>>,
): Promise<Outcome<Answer>> {
  try {
    signal.throwIfAborted();
    return await ask();
  } catch (error) {
    return failed(failureOf(error, signal));
  }
}

/** @throws what is no failure of the source: a defect of this adapter. */
function failureOf(error: unknown, signal: AbortSignal): GatewayError {
  if (signal.aborted) return new GatewayError('SOURCE_TIMEOUT', { cause: error });
  if (error instanceof GatewayError) return error;
  if (error instanceof SyntaxError) return new GatewayError('SOURCE_PROTOCOL', { cause: error });
  if (error instanceof Error && 'syscall' in error)
    return new GatewayError('SOURCE_UNAVAILABLE', { cause: error });
  throw error;
}
