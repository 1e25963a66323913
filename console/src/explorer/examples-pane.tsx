import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { Button, Stack, Text, Title } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import { type Example, exampleGroups } from './examples.ts';

function operationNameOf(query: string): string | null {
  return /^query (\w+)/.exec(query)?.[1] ?? null;
}

function ExamplesPane() {
  const { addTab, updateActiveTabValues } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const open = ({ query, variables }: Example) => {
    addTab();
    const written = variables === undefined ? '' : JSON.stringify(variables, null, 2);
    queryEditor?.setValue(query);
    variableEditor?.setValue(written);
    // What is in the editors is run; what the tab holds gives it its name.
    updateActiveTabValues({ query, variables: written, operationName: operationNameOf(query) });
  };
  return (
    <Stack gap="md">
      <Title order={3} size="h4">
        Examples
      </Title>
      {exampleGroups.map(({ who, examples }) => (
        <Stack key={who} gap={4}>
          <Text fw={600} size="sm">
            {who}
          </Text>
          {examples.map((example) => (
            <Button
              key={example.name}
              variant="subtle"
              size="compact-sm"
              justify="flex-start"
              styles={{ label: { whiteSpace: 'normal', textAlign: 'start' }, root: { height: 'auto' } }}
              onClick={() => open(example)}
            >
              {example.name}
            </Button>
          ))}
        </Stack>
      ))}
    </Stack>
  );
}

/** A pane of saved queries; each opens in a tab of its own. */
export const examplesPlugin: GraphiQLPlugin = {
  title: 'Examples',
  icon: () => <IconBulb aria-hidden />,
  content: ExamplesPane,
};
