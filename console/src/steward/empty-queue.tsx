import { Anchor, Button, Group, Paper, Progress, Text, Title } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { useAttributes } from '../identity/use-attributes.ts';
import { useSession } from '../session.tsx';
import { type Meeting, meetPeople } from './meet-people.ts';

/** Nothing is in doubt, as far as anybody asked. */
export function EmptyQueue({ refresh }: { readonly refresh: () => void }) {
  const { facts } = useSession();
  return (
    <Paper withBorder p="md" mt="sm" maw={720}>
      <Title order={3} size="h4" mb="xs">
        No pair wants a verdict
      </Title>
      <Text size="sm">
        Nothing is matched in advance: a pair comes here when somebody asks for a customer, and a record turns
        up that may be the same person but is too unsure to be shown. The pairs asked for most come first. The
        list is of this node, and begins anew when it starts.
      </Text>
      <Group mt="sm">
        <Anchor component={Link} href="/" size="sm">
          Search for a customer
        </Anchor>
        <Button size="compact-sm" variant="default" onClick={refresh}>
          Look again
        </Button>
      </Group>
      {facts.demo && <MeetPeople refresh={refresh} />}
    </Paper>
  );
}

/** In a demo: asks for people until there is something to decide. */
function MeetPeople({ refresh }: { readonly refresh: () => void }) {
  const { terms } = useSession();
  const known = useAttributes();
  const [meeting, setMeeting] = useState<Meeting>();
  const [busy, setBusy] = useState(false);
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const begin = async () => {
    const controller = new AbortController();
    stop.current = controller;
    setBusy(true);
    try {
      for await (const news of meetPeople(terms, known?.sources ?? [], controller.signal)) setMeeting(news);
      refresh();
    } catch {
      const says = controller.signal.aborted ? 'Stopped.' : 'The gateway did not answer. Try again.';
      setMeeting((before) => ({ share: before?.share ?? 0, says }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Text size="sm" mt="md">
        This is a demo: its people can be asked for here, the hand-made ones first, until a doubtful pair
        turns up.
      </Text>
      <Group mt="xs">
        <Button
          onClick={() => void begin()}
          loading={busy}
          disabled={known === undefined}
          leftSection={<IconUsersGroup size={18} aria-hidden />}
        >
          Ask for people of the demo
        </Button>
        {busy && (
          <Button variant="default" onClick={() => stop.current?.abort()}>
            Stop
          </Button>
        )}
      </Group>
      <div role="status">
        {meeting !== undefined && (
          <>
            <Progress value={100 * meeting.share} mt="sm" aria-label="How far it is" />
            <Text size="sm" c="dimmed" mt={4}>
              {meeting.says}
            </Text>
          </>
        )}
      </div>
    </>
  );
}
