import { Badge, Grid, Text, UnstyledButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { ask } from '../ask.ts';
import type { VerdictKind } from '../gql/graphql.ts';
import { percent, signed } from '../identity/words.ts';
import { counted } from '../parts/in-words.ts';
import { Problem } from '../parts/problem.tsx';
import { pairKey, refKey } from '../parts/refs.ts';
import { Waiting } from '../parts/waiting.tsx';
import { useSession } from '../session.tsx';
import { useAsk, useTell } from '../use-ask.ts';
import { effectDocument, giveVerdictDocument, queueDocument } from './documents.ts';
import { Effect, type Given } from './effect.tsx';
import { EmptyQueue } from './empty-queue.tsx';
import { type Doubtful, PairDesk } from './pair-desk.tsx';
import { sentReason } from './reason.ts';
import { ShortcutHelp } from './shortcut-help.tsx';
import { afterDeciding, neighbourOf } from './shortcuts.ts';
import styles from './steward.module.css';
import { useShortcuts } from './use-shortcuts.ts';

/** Pairs that want a verdict, one of them open; decided by keys or buttons. */
export function ReviewQueue() {
  const asked = useAsk('steward', queueDocument, {});
  const telling = useTell(giveVerdictDocument);
  const { terms } = useSession();
  const [current, setCurrent] = useState<string>();
  /** Reasons by pair: what was typed of one is said of no other. */
  const [reasons, setReasons] = useState<ReadonlyMap<string, string>>(new Map());
  const [given, setGiven] = useState<readonly Given[]>([]);
  const [helps, setHelps] = useState(false);
  const [listens, setListens] = useState(true);
  const list = useRef<HTMLElement>(null);

  const pairs = asked.data?.data?.reviewQueue ?? [];
  const keys = pairs.map(pairKey);
  const pair = pairs.find((one) => pairKey(one) === current) ?? pairs[0];
  const selected = pair === undefined ? '' : pairKey(pair);
  const reason = reasons.get(selected) ?? '';
  const setReason = (text: string) => setReasons((before) => new Map(before).set(selected, text));

  const decide = async (kind: VerdictKind) => {
    if (pair === undefined || telling.isPending) return;
    const { a, b } = pair;
    const next = afterDeciding(keys, selected);
    await telling.mutateAsync({ a, b, kind, reason: sentReason(reason) });
    setGiven((before) => [...before, { a, b, kind }]);
    // Whoever has gone to another pair meanwhile stays there.
    setCurrent((now) => (now === undefined || now === selected ? next : now));
    setReason('');
  };
  const undo = async () => {
    const last = given.at(-1);
    if (last === undefined || telling.isPending) return;
    await telling.mutateAsync({ a: last.a, b: last.b, kind: 'WITHDRAWN', reason: null });
    setGiven((before) => before.slice(0, -1));
    setCurrent(pairKey(last));
    // A pair is on the list once it is met again.
    await ask(effectDocument, { a: last.a, b: last.b }, terms);
    await asked.refetch();
  };

  useShortcuts(listens, list, (action) => {
    // What went wrong is shown where it was tried.
    const quietly = (doing: Promise<void>) => void doing.catch(() => {});
    if (action === 'help') setHelps((shown) => !shown);
    else if (action === 'undo') quietly(undo());
    else if (action === 'next' || action === 'previous')
      setCurrent(neighbourOf(keys, selected, action === 'next' ? 1 : -1));
    else quietly(decide(action));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another pair is open, which stands elsewhere in the list
  useEffect(() => {
    const item = list.current?.querySelector<HTMLElement>('[aria-current="true"]');
    item?.scrollIntoView({ block: 'nearest' });
    // The buttons of a pair that was decided are gone, and the focus with them.
    if (given.length > 0 && document.activeElement === document.body) item?.focus({ preventScroll: true });
  }, [selected, given.length]);

  if (asked.error !== null) return <Problem error={asked.error} again={() => void asked.refetch()} />;
  if (asked.data === undefined) return <Waiting what="pairs in doubt" />;
  return (
    <>
      <Effect given={given.at(-1)} undo={() => void undo().catch(() => {})} undoing={telling.isPending} />
      {telling.error !== null && <Problem error={telling.error} />}
      {pair === undefined ? (
        <EmptyQueue refresh={() => void asked.refetch()} />
      ) : (
        <Grid mt="sm" gap="md">
          <Grid.Col span={{ base: 12, md: 3 }}>
            <Text size="sm" c="dimmed" mb={4} aria-live="polite">
              {counted(pairs.length, 'pair wants', 'pairs want')} a verdict, the most urgent first
            </Text>
            <section
              ref={list}
              aria-label="Pairs in doubt"
              style={{ maxBlockSize: 'min(70vh, 640px)', overflowY: 'auto' }}
            >
              {pairs.map((one) => (
                <QueueItem
                  key={pairKey(one)}
                  pair={one}
                  selected={one === pair}
                  onSelect={() => setCurrent(pairKey(one))}
                />
              ))}
            </section>
            <ShortcutHelp
              shown={helps}
              onToggle={() => setHelps((shown) => !shown)}
              listens={listens}
              onListen={setListens}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 9 }}>
            <PairDesk
              key={selected}
              pair={pair}
              reason={reason}
              onReason={setReason}
              onDecide={(kind) => void decide(kind).catch(() => {})}
              busy={telling.isPending}
            />
          </Grid.Col>
        </Grid>
      )}
    </>
  );
}

function QueueItem({
  pair: { a, b, confidence, weight, requests, stale },
  selected,
  onSelect,
}: {
  readonly pair: Doubtful;
  readonly selected: boolean;
  readonly onSelect: () => void;
}) {
  return (
    <UnstyledButton
      className={styles['item'] ?? ''}
      aria-current={selected ? 'true' : undefined}
      onClick={onSelect}
    >
      {[a, b].map((one) => (
        <Text
          key={refKey(one)}
          size="xs"
          ff="monospace"
          fw={selected ? 700 : 400}
          truncate
          title={refKey(one)}
        >
          {refKey(one)}
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        {percent(confidence)} · {signed(weight)} bits · met {requests} ×
      </Text>
      {stale && (
        <Badge size="xs" color="yellow.3" tt="none">
          changed since the verdict
        </Badge>
      )}
    </UnstyledButton>
  );
}
