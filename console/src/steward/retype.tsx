import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type Identifier, identifierOf, kindWords } from './identifier.ts';

export interface RetypeProps {
  /** What the button and the window are called. */
  readonly title: string;
  /** Names the entry for those who do not see the row. */
  readonly of: string;
  readonly kind: string;
  /** Takes back what was said of the value. */
  readonly takeBack: (value: Identifier) => Promise<unknown>;
  /** Whether the entry is in force all the same: then it was of another value. */
  readonly stands: () => Promise<boolean>;
}

/** Takes something back for which the value is needed once more, since only its hash is kept. */
export function Retype({ title, of, kind, takeBack, stands }: RetypeProps) {
  const [opened, setOpened] = useState(false);
  const [value, setValue] = useState('');
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const close = () => {
    setOpened(false);
    setValue('');
    setFault(undefined);
  };
  const send = async (identifier: Identifier) => {
    setBusy(true);
    try {
      await takeBack(identifier);
      if (await stands()) setFault('That is not the value of this entry, which is still in force.');
      else close();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const identifier = identifierOf(kind, value);
    if (identifier === undefined) setFault('Type the value that it was said of.');
    else void send(identifier);
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
      <Modal
        opened={opened}
        // What is under way is told of here, and nowhere else.
        onClose={() => !busy && close()}
        title={title}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form onSubmit={submit}>
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
              <Button variant="default" onClick={close} disabled={busy}>
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
