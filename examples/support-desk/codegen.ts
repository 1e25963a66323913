import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  // In a repository of your own: a copy of schema.graphql, or the address of a gateway.
  schema: '../../schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/gql/**'],
  generates: {
    'src/gql/': {
      preset: 'client',
      // Components are handed what their fragment reads as plain data.
      presetConfig: { fragmentMasking: false },
      config: {
        // A scalar that is not listed here is a fault, and not `any`.
        strictScalars: true,
        scalars: {
          DateTime: 'string', // RFC 3339 in UTC, such as 2026-11-22T18:00:00.000Z
          // YYYY-MM-DD, without time or zone: not to be made a Date of.
          // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a type, written into the generated file
          Date: '`${number}-${number}-${number}`',
          Currency: 'string', // ISO 4217
          DataUse: 'string', // such as marketing.communications.email
          DataCategory: 'string', // such as user.contact.email
          JSON: 'string | number | boolean',
        },
        useTypeImports: true,
        nonOptionalTypename: true,
        skipTypeNameForRoot: true,
      },
    },
  },
};

export default config;
