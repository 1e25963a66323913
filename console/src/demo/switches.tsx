import { Button, Text, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconHammer } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useSystems } from './control.ts';
import { disturbedInWords, isDisturbed } from './disturbance.ts';

const SwitchesDrawer = lazy(() =>
  import('./switches-drawer.tsx').then((part) => ({ default: part.SwitchesDrawer })),
);

/** For visitors of a demo: breaks its systems and mends them, and says how many are broken. */
export function DemoSwitches() {
  // Once it was opened, the drawer stays, so that it can close as it opened.
  const [state, setState] = useState<'never' | 'open' | 'closed'>('never');
  const systems = useSystems(state === 'open');
  const count = systems.data?.filter(isDisturbed).length ?? 0;
  const says = disturbedInWords(count);
  const Sign = count === 0 ? IconHammer : IconAlertTriangle;
  return (
    <>
      <Button
        size="xs"
        px={{ base: 8, md: 'sm' }}
        {...(count === 0 ? { variant: 'default' } : { variant: 'filled', color: 'red.9' })}
        aria-haspopup="dialog"
        title={says}
        onClick={() => setState('open')}
        style={{ flex: 'none' }}
      >
        <Sign size={16} aria-hidden />
        <Text span size="xs" fw={600} ml={6} visibleFrom="md">
          {says}
        </Text>
        {count > 0 && (
          <Text span size="xs" fw={600} ml={4} hiddenFrom="md" aria-hidden>
            {count}
          </Text>
        )}
        <VisuallyHidden hiddenFrom="md">{says}</VisuallyHidden>
      </Button>
      {state !== 'never' && (
        <Suspense>
          <SwitchesDrawer opened={state === 'open'} systems={systems} close={() => setState('closed')} />
        </Suspense>
      )}
    </>
  );
}
