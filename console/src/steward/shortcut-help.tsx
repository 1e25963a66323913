import { Button, Collapse, Group, Kbd, Paper, Switch, Table, Text } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { shortcuts } from './shortcuts.ts';

const names: Readonly<Record<string, string>> = { arrowdown: '↓', arrowup: '↑' };

/** Which keys do what. Who speaks to their computer, or strays over keys, can switch them off. */
export function ShortcutHelp({
  shown,
  onToggle,
  listens,
  onListen,
}: {
  readonly shown: boolean;
  readonly onToggle: () => void;
  readonly listens: boolean;
  readonly onListen: (listens: boolean) => void;
}) {
  return (
    <>
      <Button
        mt="xs"
        size="compact-sm"
        variant="subtle"
        leftSection={<IconKeyboard size={16} aria-hidden />}
        onClick={onToggle}
        aria-expanded={shown}
      >
        Keys (?)
      </Button>
      <Collapse expanded={shown}>
        <Paper withBorder p="xs" mt={4}>
          <Table verticalSpacing={2} aria-label="Keys">
            <Table.Tbody>
              {shortcuts.map(({ keys, says }) => (
                <Table.Tr key={says}>
                  <Table.Td>
                    <Group gap={4} wrap="nowrap">
                      {keys.map((key) => (
                        <Kbd key={key} size="xs">
                          {names[key] ?? key.toUpperCase()}
                        </Kbd>
                      ))}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <Text size="xs">{says}</Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Text size="xs" c="dimmed" my={4}>
            Arrows work within the list. No key is heard while you type.
          </Text>
          <Switch
            size="xs"
            label="Hear keys"
            checked={listens}
            onChange={(event) => onListen(event.currentTarget.checked)}
          />
        </Paper>
      </Collapse>
    </>
  );
}
