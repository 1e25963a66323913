import { Badge, Button, Chip, Group, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import {
  IconCash,
  IconFileInvoice,
  IconHandStop,
  IconMessage2,
  IconRepeat,
  IconShoppingCart,
  IconTargetArrow,
} from '@tabler/icons-react';
import { type ComponentType, useState } from 'react';
import { Empty } from '../parts/empty.tsx';
import { inWords } from '../parts/in-words.ts';
import { MoneyAmount } from '../parts/money.tsx';
import { Problem } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import { Unheard } from '../parts/unheard.tsx';
import styles from './customer.module.css';
import { byMonth, type EventKind, merged, type TimelineEvent } from './timeline.ts';
import { type KindState, useTimeline } from './use-timeline.ts';

const looks: Readonly<
  Record<
    EventKind,
    { readonly label: string; readonly icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }> }
  >
> = {
  orders: { label: 'Orders', icon: IconShoppingCart },
  invoices: { label: 'Invoices', icon: IconFileInvoice },
  payments: { label: 'Payments', icon: IconCash },
  subscriptions: { label: 'Subscriptions', icon: IconRepeat },
  opportunities: { label: 'Opportunities', icon: IconTargetArrow },
  cases: { label: 'Cases', icon: IconMessage2 },
  consent: { label: 'Consent', icon: IconHandStop },
};

const month = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' });

/** Everything that happened, in all systems, newest first. */
export function TimelineView({ id }: { readonly id: string }) {
  const states = useTimeline(id);
  const [hiddenKinds, setHiddenKinds] = useState<readonly EventKind[]>([]);
  const [hiddenSources, setHiddenSources] = useState<readonly string[]>([]);
  // What is not wanted holds nothing back.
  const wanted = states.filter(({ kind }) => !hiddenKinds.includes(kind));
  const events = merged(wanted.map(({ loaded }) => loaded)).filter(
    ({ source }) => !hiddenSources.includes(source),
  );
  const some = (state: KindState) => state.loaded.rows.length + state.loaded.later.length > 0;
  const sources = [
    ...new Set(states.flatMap(({ loaded }) => [...loaded.rows, ...loaded.later].map(({ source }) => source))),
  ].sort();
  const kinds = states.filter(some).map(({ kind }) => kind);
  const label = ({ kind }: KindState) => looks[kind].label.toLowerCase();
  const waiting = wanted.filter(({ pending, error }) => pending && error === null).map(label);
  const silent = wanted.filter(({ missing }) => missing.length > 0);
  const failed = wanted.filter(({ error }) => error !== null);
  const denied = wanted.filter((state) => state.denied).map(label);
  const withOlder = wanted.filter(({ loaded }) => loaded.older);
  return (
    <Stack gap="sm">
      <Group gap="md">
        <Choice
          label="Kinds of events"
          all={kinds.map((kind) => ({ value: kind, label: looks[kind].label }))}
          hidden={hiddenKinds}
          hide={(values) => setHiddenKinds(kinds.filter((kind) => values.includes(kind)))}
        />
        <Choice
          label="Sources of events"
          all={sources.map((source) => ({ value: source, label: source }))}
          hidden={hiddenSources}
          hide={setHiddenSources}
        />
      </Group>
      {silent.length > 0 && (
        <Unheard
          sources={[...new Set(silent.flatMap(({ missing }) => missing))]}
          so={`: there may be ${inWords(silent.map(label))} that are not shown.`}
          label={`Ask again for ${inWords(silent.map(label))}`}
          again={() => {
            for (const { again } of silent) again();
          }}
        />
      )}
      {failed.slice(0, 1).map(({ kind, error }) => (
        <Problem
          key={kind}
          error={{ message: `${inWords(failed.map(label))}: ${error?.message ?? ''}` }}
          again={() => {
            for (const { again } of failed) again();
          }}
        />
      ))}
      {denied.length > 0 && (
        <Text size="sm" c="dimmed" fs="italic">
          Not permitted for this purpose: {inWords(denied)}.
        </Text>
      )}
      <Text role="status" size="sm" c="dimmed">
        {waiting.length > 0 && `Asking for ${inWords(waiting)} …`}
      </Text>
      {byMonth(events, (at) => month.format(new Date(at))).map(({ name, events: its }) => (
        <section key={name} aria-label={name}>
          <Title order={3} size="h6" mb={4}>
            {name}
          </Title>
          <Paper withBorder>
            <ul className={styles['events']}>
              {its.map((event) => (
                <EventRow key={event.key} event={event} />
              ))}
            </ul>
          </Paper>
        </section>
      ))}
      {events.length === 0 && waiting.length === 0 && withOlder.length === 0 && (
        <Empty>Nothing is known to have happened{kinds.length > 0 ? ' of what is chosen' : ''}.</Empty>
      )}
      {withOlder.length > 0 && (
        <Group gap="sm">
          <Button
            size="xs"
            variant="default"
            loading={withOlder.some(({ loadingOlder }) => loadingOlder)}
            onClick={() => {
              for (const { older } of withOlder) older();
            }}
          >
            Older
          </Button>
          <Text size="sm" c="dimmed">
            There are older {inWords(withOlder.map(label))}
            {withOlder.some(({ loaded }) => loaded.later.length > 0) && ', which may have been closed since'}.
          </Text>
        </Group>
      )}
    </Stack>
  );
}

function EventRow({ event: { kind, at, source, title, detail, money } }: { readonly event: TimelineEvent }) {
  const Icon = looks[kind].icon;
  return (
    <li className={styles['event']}>
      <ThemeIcon variant="default" size="md" radius="xl" title={looks[kind].label}>
        <Icon size={15} aria-hidden />
      </ThemeIcon>
      <div>
        <Text size="sm" fw={500}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          <Time at={at} />
          {detail !== undefined && ` · ${detail}`}
        </Text>
      </div>
      <Group gap="xs" wrap="nowrap">
        <Text size="sm">
          <MoneyAmount money={money} />
        </Text>
        <Badge variant="default" size="sm" tt="none" fw={500}>
          {source}
        </Badge>
      </Group>
    </li>
  );
}

/** What is shown of a few; all at first. */
function Choice({
  label,
  all,
  hidden,
  hide,
}: {
  readonly label: string;
  readonly all: readonly { readonly value: string; readonly label: string }[];
  readonly hidden: readonly string[];
  readonly hide: (values: readonly string[]) => void;
}) {
  if (all.length < 2) return null;
  return (
    <Chip.Group
      multiple
      value={all.map(({ value }) => value).filter((value) => !hidden.includes(value))}
      onChange={(chosen) => hide(all.map(({ value }) => value).filter((value) => !chosen.includes(value)))}
    >
      <Group gap={6} role="group" aria-label={label}>
        {all.map((one) => (
          <Chip key={one.value} value={one.value} size="xs" variant="outline">
            {one.label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
