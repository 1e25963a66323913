import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Identifier, identifierOf, kindWords } from './identifier.ts';

export interface RetypeProps {
  /** What the button and the window are called. */
  readonly title: string;
  /** Names the entry for those who do not see the row. */
  readonly of: string;
  readonly kind: string;
  /** @returns what went wrong, in words; undefined where it worked. */
  readonly onValue: (value: Identifier) => Promise<string | undefined>;
}

/** Takes something back for which the value is needed once more, since only its hash is kept. */
export function Retype({ title, of, kind, onValue }: RetypeProps) {
  const [opened, setOpened] = useState(false);
  const [value, setValue] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const close = () => {
    setOpened(false);
    setValue('');
    setFault(undefined);
  };
  const send = async () => {
    const identifier = identifierOf(kind, value);
    if (identifier === undefined) {
      setFault('Type the value that it was said of.');
      return;
    }
    setBusy(true);
    const problem = await onValue(identifier);
    setBusy(false);
    if (problem === undefined) close();
    else setFault(problem);
  };
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`${title}: ${of}`}
        onClick={() => setOpened(true)}
      >
        {title}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <Stack gap="sm">
            <Text size="sm">Only a hash of the value is kept, so it has to be typed once more.</Text>
            <TextInput
              label={kindWords(kind)}
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
              error={fault}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={busy}>
                {title}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
