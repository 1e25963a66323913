import { Text } from '@mantine/core';
import { counted, grouped } from '../parts/in-words.ts';
import { bars } from './bars.ts';
import { duration, summaryOf } from './figures.ts';
import type { Slot } from './source.ts';
import styles from './sources.module.css';

/** The last minutes of a source: how often it was asked, how long it took, and how often in vain. */
export function ActivityFigures({ slots }: { readonly slots: readonly Slot[] }) {
  const { calls, failures, refused, usualMs, slowMs } = summaryOf(slots);
  const minutes = Math.round((slots.length * 10) / 60);
  return (
    <div className={styles['figures']}>
      <Figure
        label="Calls"
        value={grouped(calls)}
        note={`in ${minutes} minutes`}
        tone="calls"
        slots={slots}
        amountOf={(slot) => slot.calls}
        inWords={(amount) => counted(amount, 'call')}
      />
      <Figure
        label="Time a call takes"
        value={usualMs === null ? '–' : duration(usualMs)}
        note={slowMs === null ? 'no calls' : `at its slowest ${duration(slowMs)}`}
        tone="time"
        slots={slots}
        amountOf={(slot) => slot.p95Ms ?? 0}
        inWords={(amount) => `95 of 100 within ${duration(amount)}`}
      />
      <Figure
        label="In vain"
        value={grouped(failures + refused)}
        note={`${counted(failures, 'failure')}, ${grouped(refused)} not made`}
        tone="vain"
        slots={slots}
        amountOf={(slot) => slot.failures + slot.refused}
        inWords={(amount) => `${grouped(amount)} in vain`}
      />
    </div>
  );
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

function Figure({
  label,
  value,
  note,
  tone,
  slots,
  amountOf,
  inWords,
}: {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly tone: 'calls' | 'time' | 'vain';
  readonly slots: readonly Slot[];
  readonly amountOf: (slot: Slot) => number;
  readonly inWords: (amount: number) => string;
}) {
  return (
    <div className={styles['figure']}>
      <div>
        <Text size="xs" c="dimmed">
          {label}
        </Text>
        <Text fw={600} lh={1.3}>
          {value}
        </Text>
      </div>
      <div>
        <svg
          className={`${styles['bars']} ${styles[tone]}`}
          viewBox={`0 0 ${slots.length} 1`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${label}: ${value}, ${note}`}
        >
          {bars(slots.map(amountOf)).map(({ at, amount, height }) => (
            <rect key={at} x={at + 0.1} y={1 - height} width={0.8} height={height}>
              <title>{`${clock.format(new Date(slots[at]?.from ?? 0))}: ${inWords(amount)}`}</title>
            </rect>
          ))}
        </svg>
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      </div>
    </div>
  );
}
