import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './editor.css';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import type { Fetcher } from '@graphiql/toolkit';
import { useComputedColorScheme } from '@mantine/core';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { exampleGroups } from './examples.ts';
import { examplesPlugin } from './examples-pane.tsx';

const plugins = [examplesPlugin, explorerPlugin(), HISTORY_PLUGIN];
const [first] = exampleGroups.flatMap(({ examples }) => examples);

/** The editor. What is typed into it is kept for this tab of the browser and no longer: it may hold customers' data. */
export function Editor({ fetcher }: { readonly fetcher: Fetcher }) {
  const scheme = useComputedColorScheme('light');
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      storage={sessionStorage}
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
      forcedTheme={scheme}
      defaultQuery={first?.query ?? ''}
      initialVariables={JSON.stringify(first?.variables ?? {}, null, 2)}
      defaultHeaders=""
    >
      <GraphiQL.Logo>
        <span />
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
