/** What an operation will ask of the sources, and what it took, as text. */
import type { OneAnswer } from '../gateway/once.ts';
import { type Further, isAsPredicted, type PredictedCall, type Prediction } from '../gateway/prediction.ts';
import { type TracedCall, type TracedPlan, type TracedUse, totalsOf } from '../loading/trace.ts';
import { folded, indent, table } from './table.ts';

export function predictionLines({
  plans,
  first,
  totals,
  further,
  remembered,
}: Prediction): readonly string[] {
  if (first.length === 0) return [...plans.flatMap(planLines), 'No source is asked for customers.'];
  return [
    ...plans.flatMap(planLines),
    'First, as far as nothing is remembered of the customers:',
    ...indent(
      table([
        ['SOURCE', 'CALL', 'KEYS', 'TAKES', 'TIMES'],
        ...alike(first).map(([one, times]) => [
          one.source,
          nameOf(one),
          `${one.keys}`,
          `${one.price}`,
          `${times}`,
        ]),
      ]),
    ),
    `Calls: ${first.length}. Statements and requests they take: ${sum(totals.map(({ price }) => price))}.`,
    '',
    ...furtherLines(further),
    '',
    `For a customer who is remembered, ${remembered.join(', ') || 'one source that has a record'} alone, at once.`,
  ];
}

/** Calls that differ in nothing, once, and how many there are. */
function alike(calls: readonly PredictedCall[]): readonly (readonly [PredictedCall, number])[] {
  const groups = Map.groupBy(calls, (one) => JSON.stringify(one));
  return [...groups.values()].flatMap(([one, ...others]) =>
    one === undefined ? [] : [[one, 1 + others.length] as const],
  );
}

function planLines({
  path,
  basis,
  consent,
  attributes,
  collections,
  sources,
}: TracedPlan): readonly string[] {
  return [
    path,
    ...indent([
      ...labelled('reads', attributes),
      ...labelled('collections', collections),
      `consent      ${consentWords[consent]}: the purpose rests on ${basis}`,
      ...table([['SOURCE', 'USE', 'FOR'], ...sources.map(useOf)]),
    ]),
    '',
  ];
}

const consentWords: Readonly<Record<TracedPlan['consent'], string>> = {
  none: 'nothing of it',
  restrictions: 'what restricts all processing',
  all: 'everything',
};

function labelled(label: string, list: readonly string[]): readonly string[] {
  return folded(list.length === 0 ? ['none'] : list).map(
    (line, at) => `${(at === 0 ? label : '').padEnd(11)}  ${line}`,
  );
}

function useOf({ source, use, for: uses }: TracedUse): readonly string[] {
  return use === 'NOT_NEEDED'
    ? [source, 'not needed', 'asked only where it must be found out who the customer is']
    : [source, use.toLowerCase(), uses.join(', ')];
}

function furtherLines({ waves, ahead, calls }: Further): readonly string[] {
  const each = (when: Further['calls'][number]['each']) =>
    indent(
      table([
        ['SOURCE', 'CALL', 'KEYS AT MOST'],
        ...calls.filter((one) => one.each === when).map((one) => [one.source, nameOf(one), `${one.batch}`]),
      ]),
    );
  return [
    `Then, where somebody is found, up to ${waves} waves of look-ups, and up to ${ahead} asked ahead of a slow source.`,
    'In each, a customer takes one call of a kind, or more where it cannot hold the keys:',
    ...each('WAVE'),
    ...(calls.some((one) => one.each === 'RECORDS')
      ? ['', 'And once for each record found, those found together in one call:', ...each('RECORDS')]
      : []),
  ];
}

/** @param run - of the same operation. */
export function runLines(
  { first, totals }: Prediction,
  { traced, sources }: Pick<OneAnswer, 'traced' | 'sources'>,
): readonly string[] {
  const { calls, customers, ms } = traced;
  const made = totalsOf(
    totals.map(({ source }) => source),
    calls.filter(({ level }) => level === 1),
  );
  return [
    `It took ${ms} ms.`,
    ...indent(
      table([
        ['MEMORY', 'WAVES', 'RECORDS', 'COMPLETE', 'LEFT ALONE'],
        ...customers.map((one) => [
          one.memory.toLowerCase(),
          `${one.waves}`,
          `${one.records}`,
          one.complete ? 'yes' : 'no',
          one.unasked.join(', '),
        ]),
      ]),
    ),
    '',
    ...indent(waterfall(calls, ms)),
    '',
    ...indent(
      table([
        ['SOURCE', 'FIRST CALLS', 'EXPECTED', 'ALL CALLS', 'TAKING', 'STATUS'],
        ...traced.totals.map(({ source, calls, price }, at) => [
          source,
          `${made[at]?.calls ?? 0}`,
          `${totals[at]?.calls ?? 0}`,
          `${calls}`,
          `${price}`,
          sources.find((one) => one.source === source)?.status ?? '',
        ]),
      ]),
    ),
    '',
    isAsPredicted(first, calls)
      ? 'The first calls were those expected.'
      : 'The first calls were not those expected.',
  ];
}

/** Characters across which time is drawn. */
const width = 40;

/** The calls in the order in which they left: dots while one waits to leave, bars until it is answered. */
function waterfall(calls: readonly TracedCall[], ms: number): readonly string[] {
  const column = (time: number) => Math.min(width, Math.round((time / Math.max(ms, 1)) * width));
  const drawn = ({ asked, left, answered }: TracedCall) => {
    const [from, to] = [column(asked), column(left)];
    const end = Math.max(column(answered ?? ms), to + 1);
    return `${' '.repeat(from)}${'.'.repeat(to - from)}${'='.repeat(end - to)}`;
  };
  return table([
    ['LEVEL', 'SOURCE', 'CALL', 'KEYS', 'TAKES', 'LEFT', 'ANSWERED', 'OUTCOME', `0 to ${ms} ms`],
    ...calls.map((one) => [
      `${one.level}`,
      one.source,
      nameOf(one),
      one.own === one.keys ? `${one.keys}` : `${one.own} of ${one.keys}`,
      `${one.price}`,
      one.left.toFixed(1),
      one.answered === null ? '' : one.answered.toFixed(1),
      one.outcome,
      drawn(one),
    ]),
  ]);
}

function nameOf({ operation, collection }: Pick<PredictedCall, 'operation' | 'collection'>): string {
  return collection === null ? operation : `${operation} ${collection}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
