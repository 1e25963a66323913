/** Types of what the console asks, from the schema it asks: run by `npm run build`, before anything is checked. */
import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: 'console/src/**/*.{ts,tsx}',
  ignoreNoDocuments: true,
  generates: {
    'console/src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: {
          DataUse: 'string',
          DataCategory: 'string',
          DateTime: 'string',
          Date: 'string',
          Currency: 'string',
          JSON: 'string | number | boolean',
        },
      },
    },
  },
};

export default config;
