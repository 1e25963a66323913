import { Anchor, Badge, Code, Divider, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { IconGavel } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { RecordName } from '../parts/record-name.tsx';
import { Time } from '../parts/time.tsx';
import styles from './consent.module.css';
import type { Cell, Decision, SourceFacts } from './decision.ts';
import { type Piece, piecesOf, placesOf } from './evidence.ts';
import { impossibleInWords, stepsOf } from './remedy.ts';
import { DecisionSign, StatusSign } from './signs.tsx';
import { byChannel, named, whyInWords } from './why.ts';
import { basisWords, mechanismWords, reasonInWords, wholePurposeInWords } from './words.ts';

export interface Opened {
  readonly decision: Decision;
  /** The source whose cell was opened: it stands first. */
  readonly source: string | undefined;
}

/** One decision with all that led to it: why, what would permit it, and what each source says. */
export function DecisionDrawer({
  opened,
  facts,
  close,
}: {
  readonly opened: Opened | undefined;
  readonly facts: readonly SourceFacts[];
  readonly close: () => void;
}) {
  return (
    <Drawer
      opened={opened !== undefined}
      onClose={close}
      position="right"
      size="lg"
      title={opened === undefined ? '' : wholePurposeInWords(opened.decision.purpose)}
      closeButtonProps={{ 'aria-label': 'Close' }}
      styles={{ title: { fontWeight: 600 } }}
    >
      {opened !== undefined && <Explained {...opened} facts={facts} />}
    </Drawer>
  );
}

function Explained({ decision, source, facts }: Opened & { readonly facts: readonly SourceFacts[] }) {
  const why = whyInWords(decision);
  const { remedy, sources, legalBasis, mechanism } = decision;
  return (
    <Stack gap="md">
      <Group gap="sm">
        <DecisionSign decision={decision.decision} />
        <Code>{decision.purpose}</Code>
        {byChannel(decision.channel) !== '' && <Text size="sm">{byChannel(decision.channel)}</Text>}
      </Group>
      <Part title={decision.decision === 'PERMIT' ? 'Why it is permitted' : 'Why it is denied'}>
        {why === undefined ? (
          <Text size="sm">
            Reasons are told to callers who have the right to know them (scope <Code>consent:explain</Code>
            ).
          </Text>
        ) : (
          <Text size="sm">{why}</Text>
        )}
        <dl className={styles['facts']}>
          <dt>Legal basis</dt>
          <dd>
            {basisWords[legalBasis].short}.{' '}
            {why === basisWords[legalBasis].long ? '' : basisWords[legalBasis].long}
          </dd>
          <dt>The law</dt>
          <dd>
            {mechanismWords[mechanism].short}. {mechanismWords[mechanism].long}
          </dd>
        </dl>
      </Part>
      {remedy != null && (
        <Part title="What would permit it">
          <Remedied remedy={remedy} facts={facts} />
        </Part>
      )}
      {sources != null && <Said sources={sources} first={source} />}
      <Divider />
      <Text size="xs" c="dimmed">
        Decided <Time at={decision.evaluatedAt} />. Policy: {decision.policyVersion}.
      </Text>
    </Stack>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Stack gap={6} component="section" aria-label={title}>
      <Title order={3} size="h6">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

function Remedied({
  remedy,
  facts,
}: {
  readonly remedy: NonNullable<Decision['remedy']>;
  readonly facts: readonly SourceFacts[];
}) {
  const impossible = impossibleInWords(remedy);
  if (impossible !== undefined) return <Text size="sm">{impossible}</Text>;
  const stewards = facts.filter(
    ({ name, steward }) => steward !== null && remedy.changes.some(({ source }) => source === name),
  );
  return (
    <>
      <ol className={styles['steps']}>
        {stepsOf(remedy).map(({ title, text }) => (
          <li key={`${title} ${text}`}>
            <strong>{title}.</strong> {text}
          </li>
        ))}
      </ol>
      <Text size="xs" c="dimmed">
        {remedy.changes.length > 1 ? 'Each of them is needed. ' : ''}
        {stewards.map(({ name, steward }) => (
          <span key={name}>
            For {name} ask{' '}
            <Anchor underline="always" href={`mailto:${steward}`}>
              {steward}
            </Anchor>
            .{' '}
          </span>
        ))}
        It changes by itself once the sources say so: nothing is overridden here.
      </Text>
    </>
  );
}

function Said({ sources, first }: { readonly sources: readonly Cell[]; readonly first: string | undefined }) {
  const order = (cell: Cell) => (cell.source === first ? 0 : cell.decides ? 1 : 2);
  const speaking = sources
    .filter((cell) => cell.evidence.length > 0 || cell.source === first)
    .toSorted((a, b) => order(a) - order(b));
  const silent = sources.filter((cell) => !speaking.includes(cell));
  return (
    <Part title="What each source says">
      {speaking.map((cell) => (
        <Stack key={cell.source} gap={4} component="section" aria-label={cell.source} mb="xs">
          <Group gap="xs">
            <Title order={4} size="sm">
              {cell.source}
            </Title>
            <StatusSign status={cell.status} />
            {cell.decides && (
              <Badge
                variant="outline"
                color="gray"
                c="var(--mantine-color-text)"
                tt="none"
                leftSection={<IconGavel size={13} aria-hidden />}
              >
                decides
              </Badge>
            )}
          </Group>
          {piecesOf(cell).map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what is said twice has no name that tells it apart
            <PieceFacts key={index} {...piece} />
          ))}
          <Silence cell={cell} />
        </Stack>
      ))}
      {silent.length > 0 && (
        <Text size="sm" c="dimmed">
          No say in this: {silent.map(({ source }) => source).join(', ')}.
        </Text>
      )}
    </Part>
  );
}

function Silence({ cell }: { readonly cell: Cell }) {
  const places = placesOf(cell);
  if (places.length === 0 && cell.evidence.length > 0) return null;
  return (
    <Text size="sm" c="dimmed">
      {places.length === 0
        ? `${named(cell.source)} has no say in this.`
        : `Nothing is recorded in its places: ${places.join('; ')}.`}
    </Text>
  );
}

function PieceFacts({ evidence, about }: Piece) {
  const { source, record, field, reason } = evidence;
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Says', <StatusSign key="says" status={evidence.status} />],
    [
      'Record',
      record === null ? 'the source as a whole' : <RecordName key="record" record={{ source, id: record }} />,
    ],
    ['Field', field === null ? null : <Code key="field">{field}</Code>],
    ['About', about.join('; ')],
    ['Captured', timeOf(evidence.capturedAt)],
    ['Takes effect', timeOf(evidence.effectiveFrom)],
    ['Ends', timeOf(evidence.effectiveTo)],
    ['Double opt-in', timeOf(evidence.doubleOptInAt)],
    ['Because', reason === null ? null : reasonInWords(reason)],
  ];
  return (
    <dl className={`${styles['facts']} ${styles['piece']}`}>
      {facts
        .filter(([, value]) => value !== null)
        .map(([label, value]) => (
          <FactRow key={label} label={label}>
            {value}
          </FactRow>
        ))}
    </dl>
  );
}

function timeOf(at: string | null): ReactNode {
  return at === null ? null : <Time at={at} />;
}

function FactRow({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
