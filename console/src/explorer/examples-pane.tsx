import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { Button, Stack, Text, Title } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import { type Example, exampleGroups } from './examples.ts';

/** Every example has one operation, with a name. */
function operationNameOf(query: string): string {
  return /^query (\w+)/.exec(query)?.[1] ?? '';
}

function ExamplesPane() {
  const { addTab, setOperationName, updateActiveTabValues } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const open = ({ query, variables }: Example) => {
    addTab();
    const written = variables === undefined ? '' : JSON.stringify(variables, null, 2);
    queryEditor?.setValue(query);
    variableEditor?.setValue(written);
    // What is in the editors is run; what the tab holds gives it its name.
    // The editor itself finds out a moment later which operation it holds: too late for whoever runs it at once.
    const operationName = operationNameOf(query);
    setOperationName(operationName);
    updateActiveTabValues({ query, variables: written, operationName });
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
              // The editors are large, and may still be on their way.
              disabled={queryEditor === undefined || variableEditor === undefined}
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
