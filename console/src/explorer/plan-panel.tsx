import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Alert, Badge, Box, Group, List, Paper, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { counted, inWords, spelled } from '../parts/in-words.ts';
import { ScrollBox } from '../parts/scroll-box.tsx';
import type { Explanation } from './asking.ts';
import {
  type Agreement,
  type Comparison,
  compare,
  type Traced,
  type TracedPlan,
  waterfall,
} from './explained.ts';

/** What the last answer took: the calls over time, what was left out and why, and how far that was foretold. */
export function PlanPanel({ traced, prediction }: Explanation) {
  if (traced === undefined)
    return (
      <Text c="dimmed" p="sm">
        Run an operation that asks for customers: what it took of each source is drawn here.
      </Text>
    );
  return (
    <Stack gap="md" p="xs">
      <Waterfall traced={traced} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        {prediction !== undefined && <Foretold comparison={compare(prediction, traced)} />}
        <Found traced={traced} />
      </SimpleGrid>
      {traced.plans.map((plan) => (
        <Plan key={plan.path} plan={plan} />
      ))}
    </Stack>
  );
}

/** Light enough for both colour schemes; the words beside it say the same. */
const series = [
  { name: 'before', label: 'before it was asked for', color: 'transparent' },
  { name: 'waited', label: 'waiting for a free lane', color: 'gray.5' },
  { name: 'took', label: 'with the source', color: 'indigo.6' },
];

function Waterfall({ traced }: { readonly traced: Traced }) {
  const bars = waterfall(traced);
  if (bars.length === 0)
    return <Text size="sm">No source was asked: what is known of them is that there is nobody.</Text>;
  return (
    <Paper withBorder p="sm">
      <Title order={3} size="h5" mb="xs">
        Calls over time: {bars.length} in {traced.ms} ms
      </Title>
      <Box aria-hidden>
        <BarChart
          h={64 + 26 * bars.length}
          data={bars.map((bar) => ({ ...bar }))}
          dataKey="label"
          type="stacked"
          orientation="vertical"
          gridAxis="x"
          xAxisProps={{ tickFormatter: (ms: number) => `${ms} ms` }}
          yAxisProps={{ width: 200, tick: { fontSize: 12 } }}
          barChartProps={{ accessibilityLayer: false }}
          withLegend
          legendProps={{ verticalAlign: 'top', height: 28 }}
          barProps={{ isAnimationActive: false, barSize: 12 }}
          series={series}
          withTooltip={false}
        />
      </Box>
      <details>
        <summary>The same in numbers</summary>
        <ScrollBox label="Calls" minWidth={640}>
          <Table fz="xs" verticalSpacing={2}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Call</Table.Th>
                <Table.Th scope="col">Wave</Table.Th>
                <Table.Th scope="col">Keys</Table.Th>
                <Table.Th scope="col">Takes</Table.Th>
                <Table.Th scope="col">Left</Table.Th>
                <Table.Th scope="col">Took</Table.Th>
                <Table.Th scope="col">Outcome</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {traced.calls.map((call, at) => (
                // Calls have no name of their own, and their order does not change.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                <Table.Tr key={at}>
                  <Table.Td>{bars[at]?.label}</Table.Td>
                  <Table.Td>{call.level}</Table.Td>
                  <Table.Td>
                    {call.own === call.keys
                      ? call.keys
                      : `${call.own} of ${call.keys}, shared with other requests`}
                  </Table.Td>
                  <Table.Td>{call.price}</Table.Td>
                  <Table.Td>{call.left} ms</Table.Td>
                  <Table.Td>{call.answered === null ? 'not answered yet' : `${bars[at]?.took} ms`}</Table.Td>
                  <Table.Td>{call.outcome}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      </details>
    </Paper>
  );
}

const verdicts: Readonly<Record<Agreement, { readonly color: string; readonly says: string }>> = {
  AS_PREDICTED: { color: 'teal.9', says: 'as foretold' },
  DIFFERENT: { color: 'red.9', says: 'not as foretold' },
  MIXED: { color: 'gray.7', says: 'some were remembered' },
};
const memories: Readonly<Record<Comparison['memory'], string>> = {
  NONE: 'Nothing was remembered of the customers, so the calls that leave first are foretold exactly.',
  ALL: 'The customers were remembered, so only the sources of which something is needed are asked, all at once.',
  SOME: 'Some customers were remembered and others were not, so what is foretold is a bound.',
};

function Foretold({ comparison: { sources, agreement, memory } }: { readonly comparison: Comparison }) {
  const { color, says } = verdicts[agreement];
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h5">
          Foretold and made
        </Title>
        <Badge color={color} tt="none">
          {says}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed" mb="xs">
        {memories[memory]}
      </Text>
      <Table fz="xs" verticalSpacing={2}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Source</Table.Th>
            <Table.Th scope="col">{memory === 'ALL' ? 'Needed' : 'Foretold'}</Table.Th>
            <Table.Th scope="col">At once</Table.Th>
            <Table.Th scope="col">Later</Table.Th>
            <Table.Th scope="col">Statements, requests</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sources.map(({ source, expected, remembered, atOnce, later, price }) => (
            <Table.Tr key={source}>
              <Table.Td>{source}</Table.Td>
              <Table.Td>{memory === 'ALL' ? (remembered ? 'yes' : 'no') : expected}</Table.Td>
              <Table.Td>{atOnce}</Table.Td>
              <Table.Td>{later}</Table.Td>
              <Table.Td>{price}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

const recalled: Readonly<Record<string, string>> = {
  REMEMBERED: 'remembered: their records were read at once',
  STALE: 'remembered, and searched for afresh meanwhile',
  CHANGED: 'remembered, but no longer so: searched for',
  UNKNOWN: 'searched for',
  NOBODY: 'remembered that there is nobody',
};
/** Beyond these a list tells no more than a number. */
const mostShown = 8;

function Found({ traced: { customers } }: { readonly traced: Traced }) {
  return (
    <Paper withBorder p="sm">
      <Title order={3} size="h5" mb="xs">
        How customers were found
      </Title>
      {customers.length === 0 && <Text size="sm">None was found.</Text>}
      <List size="sm" spacing={2}>
        {customers.slice(0, mostShown).map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are told in an order, and by nothing else
          <List.Item key={at}>
            {recalled[one.memory] ?? one.memory}; {counted(one.records, 'record')} in{' '}
            {counted(one.waves, 'wave')}
            {one.complete ? '' : ', perhaps not all'}
            {one.unasked.length > 0 && `; nothing was needed of ${inWords(one.unasked)}`}
          </List.Item>
        ))}
      </List>
      {customers.length > mostShown && <Text size="sm">and {customers.length - mostShown} more.</Text>}
    </Paper>
  );
}

const uses: Readonly<Record<string, string>> = {
  NEEDED: 'needed',
  DEFERRED: 'for a later part',
  NOT_NEEDED: 'left out',
};

/** What is needed of whom at one place of the document, and what was pruned. */
function Plan({ plan }: { readonly plan: TracedPlan }) {
  return (
    <Paper withBorder p="sm">
      <Title order={3} size="h5" mb="xs">
        What <code>{plan.path}</code> needs
      </Title>
      <Table fz="xs" verticalSpacing={2}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Source</Table.Th>
            <Table.Th scope="col">Use</Table.Th>
            <Table.Th scope="col">For</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {plan.sources.map((one) => (
            <Table.Tr key={one.source}>
              <Table.Td>{one.source}</Table.Td>
              <Table.Td>{uses[one.use] ?? one.use}</Table.Td>
              <Table.Td>
                {one.use === 'NOT_NEEDED'
                  ? 'nothing: asked only where it must be found out who the customer is'
                  : one.for.join(', ')}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" mt="xs">
        {plan.stepwise
          ? 'Rests on what the customer says: identity and consent are read first, the rest only once it is permitted.'
          : `Rests on ${spelled(plan.basis)}: everything is asked at once.`}
      </Text>
      {plan.denied.length > 0 && (
        <Alert mt="xs" color="grape" variant="outline" title="Asked of nobody">
          {plan.denied.map(({ field, code }) => `${field} (${spelled(code)})`).join(', ')}
        </Alert>
      )}
    </Paper>
  );
}
