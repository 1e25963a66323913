import { Autocomplete, Button, Group, Paper, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Problem } from '../parts/problem.tsx';
import { parseRef, type Ref, refKey } from '../parts/refs.ts';
import { Section } from '../parts/section.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useAsk } from '../use-ask.ts';
import { Comparison } from './comparison.tsx';
import { compareDocument } from './documents.ts';
import { nameIn, type Said } from './said.ts';

export interface ComparePairProps {
  /** To be picked from; any other can be typed. */
  readonly records: readonly Ref[];
  readonly said: ReadonlyMap<string, Said>;
}

/** Any two records held against each other. */
export function ComparePair({ records, said }: ComparePairProps) {
  const [texts, setTexts] = useState<readonly [string, string]>([
    records[0] === undefined ? '' : refKey(records[0]),
    records[1] === undefined ? '' : refKey(records[1]),
  ]);
  const [tried, setTried] = useState(false);
  const [asked, setAsked] = useState<readonly [Ref, Ref]>();
  const refs = texts.map(parseRef);
  const data = records.map(refKey);
  const errors = refs.map((ref, at) => {
    if (!tried) return undefined;
    if (ref === undefined) return 'A record is written source:id, such as crm:0031.';
    return at === 1 && refs[0] !== undefined && refKey(refs[0]) === refKey(ref)
      ? 'This is the same record.'
      : undefined;
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const [a, b] = refs;
    if (a !== undefined && b !== undefined && refKey(a) !== refKey(b)) setAsked([a, b]);
  };
  return (
    <Section title="Compare any two records">
      <Paper withBorder p="sm">
        <form onSubmit={submit}>
          <Group align="flex-start" gap="sm">
            {(['One record', 'The other'] as const).map((label, at) => (
              <Autocomplete
                key={label}
                label={label}
                placeholder="source:id"
                data={data}
                value={texts[at] ?? ''}
                onChange={(text) => setTexts(([a, b]) => (at === 0 ? [text, b] : [a, text]))}
                error={errors[at]}
                spellCheck={false}
                autoComplete="off"
                renderOption={({ option: { value } }) => {
                  const name = nameIn(said.get(value) ?? new Map());
                  return (
                    <div>
                      <Text size="sm" ff="monospace">
                        {value}
                      </Text>
                      {name !== undefined && (
                        <Text size="xs" c="dimmed">
                          {name}
                        </Text>
                      )}
                    </div>
                  );
                }}
                style={{ flex: '1 1 220px' }}
              />
            ))}
            <Button type="submit" mt={25}>
              Compare
            </Button>
          </Group>
        </form>
        {asked !== undefined && <Compared a={asked[0]} b={asked[1]} />}
      </Paper>
    </Section>
  );
}

function Compared({ a, b }: { readonly a: Ref; readonly b: Ref }) {
  const asked = useAsk('identity', compareDocument, { a, b });
  if (asked.error !== null) return <Problem error={asked.error} again={() => void asked.refetch()} />;
  if (asked.data === undefined) return <Waiting what="both records" />;
  const [fault] = asked.data.errors;
  if (fault !== undefined) return <Problem error={fault} again={() => void asked.refetch()} />;
  const comparison = asked.data.data?.identityCompare;
  if (comparison == null)
    return (
      <Text mt="md" size="sm" role="status">
        One of the two does not exist, or belongs to somebody who is not shown for this purpose.
      </Text>
    );
  return <Comparison comparison={comparison} />;
}
