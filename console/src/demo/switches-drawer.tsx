import {
  Alert,
  Badge,
  Button,
  Code,
  Drawer,
  Group,
  NativeSelect,
  NumberInput,
  Paper,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  Title,
} from '@mantine/core';
import { useDebouncedCallback, useMediaQuery } from '@mantine/hooks';
import { IconCheck, IconTool } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { Problem } from '../parts/problem.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useDisturb, type useSystems } from './control.ts';
import {
  type Change,
  changeTo,
  columnToDrop,
  type Disturbed,
  isDisturbed,
  lossOf,
  type Mode,
  modes,
  modeWords,
  whatToLookFor,
} from './disturbance.ts';

/** A switch for each system of the sandbox. */
export function SwitchesDrawer({
  opened,
  systems,
  close,
}: {
  readonly opened: boolean;
  readonly systems: ReturnType<typeof useSystems>;
  readonly close: () => void;
}) {
  const disturb = useDisturb();
  const disturbed = (systems.data ?? []).filter(isDisturbed);
  const mend = () =>
    disturb.mutate(Object.fromEntries(disturbed.map(({ name }) => [name, { mode: 'ok', dropped: [] }])));
  return (
    <Drawer
      opened={opened}
      onClose={close}
      position="right"
      size="lg"
      title="Break something"
      closeButtonProps={{ 'aria-label': 'Close' }}
      styles={{ title: { fontWeight: 600 } }}
    >
      <Stack gap="md">
        <Text size="sm">
          These systems are made up, and yours to break. Whatever is shown is asked again after each change;
          once mended, it may take some seconds until the gateway tries a system again.
        </Text>
        <Group justify="space-between">
          <Text size="sm" fw={600} role="status">
            {disturbed.length === 0
              ? 'All systems are healthy.'
              : `Disturbed: ${disturbed.map(({ name }) => name).join(', ')}.`}
          </Text>
          <Button
            size="xs"
            leftSection={<IconTool size={15} aria-hidden />}
            disabled={disturbed.length === 0}
            loading={disturb.isPending}
            onClick={mend}
          >
            Mend everything
          </Button>
        </Group>
        {disturb.error !== null && (
          <Alert color="red" variant="outline" p="xs" role="alert">
            <Text size="sm">It could not be changed: {disturb.error.message}</Text>
          </Alert>
        )}
        {systems.error !== null ? (
          <Problem error={systems.error} again={() => void systems.refetch()} />
        ) : systems.data === undefined ? (
          <Waiting what="the systems" />
        ) : (
          systems.data.map((system) => (
            <SystemSwitch
              key={system.name}
              system={system}
              change={(change) => disturb.mutate({ [system.name]: change })}
            />
          ))
        )}
      </Stack>
    </Drawer>
  );
}

function SystemSwitch({
  system,
  change,
}: {
  readonly system: Disturbed;
  readonly change: (change: Change) => void;
}) {
  const { name, kind, fault } = system;
  const titleId = useId();
  const column = columnToDrop(name);
  const disturbed = isDisturbed(system);
  return (
    <Paper withBorder p="sm" component="section" aria-labelledby={titleId}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={3} size="h5" id={titleId}>
            {name}{' '}
            <Text span size="xs" c="dimmed" fw={400}>
              {kind}
            </Text>
          </Title>
          {disturbed ? (
            <Badge color="red.9" tt="none">
              disturbed
            </Badge>
          ) : (
            <Badge color="teal.9" tt="none" leftSection={<IconCheck size={12} aria-hidden />}>
              healthy
            </Badge>
          )}
        </Group>
        <ModeChoice system={system} choose={(mode) => change(changeTo(mode, system))} />
        {fault.mode === 'slow' && (
          <Amount
            label="Milliseconds late"
            value={fault.delayMs}
            most={60_000}
            step={500}
            use={(delayMs) => change({ delayMs })}
          />
        )}
        {fault.mode === 'throttle' && (
          <Amount
            label="Seconds it asks to wait"
            value={fault.retryAfterSeconds}
            most={3_600}
            step={5}
            use={(retryAfterSeconds) => change({ retryAfterSeconds })}
          />
        )}
        <Text size="sm" c="dimmed">
          {whatToLookFor(system)}
        </Text>
        {column !== undefined && (
          <Switch
            size="sm"
            label={
              <>
                A column is gone: <Code>{column}</Code>
              </>
            }
            description={fault.dropped.includes(column) ? lossOf(column) : undefined}
            checked={fault.dropped.includes(column)}
            onChange={({ currentTarget: { checked } }) => {
              const others = fault.dropped.filter((one) => one !== column);
              change({ dropped: checked ? [...others, column] : others });
            }}
          />
        )}
      </Stack>
    </Paper>
  );
}

function ModeChoice({
  system: { name, fault },
  choose,
}: {
  readonly system: Disturbed;
  readonly choose: (mode: Mode) => void;
}) {
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const data = modes.map((mode) => ({ value: mode, label: modeWords[mode] }));
  const label = `How ${name} behaves`;
  return isNarrow ? (
    <NativeSelect
      aria-label={label}
      data={data}
      value={fault.mode}
      onChange={({ currentTarget: { value } }) => choose(value as Mode)}
    />
  ) : (
    <SegmentedControl
      aria-label={label}
      size="xs"
      fullWidth
      data={data}
      value={fault.mode}
      onChange={choose}
    />
  );
}

/** Used once no more is typed: what is half typed is not meant. */
function Amount({
  label,
  value,
  most,
  step,
  use,
}: {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly step: number;
  readonly use: (amount: number) => void;
}) {
  const [typed, setTyped] = useState<number | string>(value);
  const later = useDebouncedCallback(use, 400);
  return (
    <NumberInput
      label={label}
      size="xs"
      w={200}
      value={typed}
      min={0}
      max={most}
      step={step}
      allowDecimal={false}
      clampBehavior="strict"
      onChange={(next) => {
        setTyped(next);
        if (typeof next === 'number') later(next);
      }}
    />
  );
}
