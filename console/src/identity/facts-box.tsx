import { Paper, Popover, Text, UnstyledButton } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { IdentityPictureQuery } from '../gql/graphql.ts';
import { counted } from '../parts/in-words.ts';
import styles from './identity.module.css';
import { percent } from './words.ts';

type Identity = NonNullable<NonNullable<IdentityPictureQuery['customer']>['identity']>;

/** How sure it is, by what it was judged, and which records count for which use. */
export function IdentityFacts({ identity }: { readonly identity: Identity }) {
  const { records, confidence, modelVersion, complete, waves, closures } = identity;
  return (
    <Paper withBorder p="sm">
      <dl className={styles['facts'] ?? ''}>
        <Fact name="Records" says={records.length} />
        <Fact
          name="Least sure link"
          says={records.length === 1 ? 'a single record' : percent(confidence)}
          why="How sure the weakest of the links is that hold the customer together."
        />
        <Fact
          name="Complete"
          says={complete ? 'yes' : 'no: there may be more'}
          why="No, where a source did not answer or the search was cut short."
        />
        <Fact
          name="Rounds of calls"
          says={waves}
          why="Finding the records took so many rounds of parallel calls; one, where it was remembered which there are."
        />
        <Fact name="Model" says={modelVersion} why="The model that records are compared by." />
        <Fact
          name="Count for the profile"
          says={ofAll(closures.profile.length)}
          why="What is shown together, and whose grants of consent count."
        />
        <Fact
          name="Count for objections"
          says={ofAll(closures.restrict.length)}
          why="Objections in probable matches count as well, so this may be more than the profile."
        />
        <Fact
          name="May be erased together"
          says={ofAll(closures.erase.length)}
          why="What is held together by rules alone: a score is not enough to erase by."
        />
        <Fact
          name="May be handed out"
          says={closures.access.length === 0 ? 'none without proof' : ofAll(closures.access.length)}
          why="Nothing may be handed out until the person has proved an identifier to be theirs; here none was proved."
        />
      </dl>
    </Paper>
  );
}

const ofAll = (count: number): string => counted(count, 'record');

/** The explanation opens by click, touch and keyboard alike. */
function Fact({
  name,
  says,
  why,
}: {
  readonly name: string;
  readonly says: ReactNode;
  readonly why?: string;
}) {
  return (
    <div>
      <dt>
        {name}
        {why !== undefined && (
          <Popover width={240} withArrow position="bottom-start">
            <Popover.Target>
              <UnstyledButton aria-label={`What “${name}” means`} ms={4} style={{ verticalAlign: 'middle' }}>
                <IconInfoCircle size={14} aria-hidden style={{ display: 'block' }} />
              </UnstyledButton>
            </Popover.Target>
            <Popover.Dropdown>
              <Text size="sm">{why}</Text>
            </Popover.Dropdown>
          </Popover>
        )}
      </dt>
      <dd>
        <Text size="sm" fw={600} component="span" style={{ overflowWrap: 'anywhere' }}>
          {says}
        </Text>
      </dd>
    </div>
  );
}
