/** How a source is reached, as a configuration writes it: every secret is the name of a variable, in `${}`. */
export type SourceConnection =
  | { readonly kind: 'postgres' | 'mysql'; readonly url: string }
  | {
      readonly kind: 'salesforce';
      readonly instanceUrl: string;
      readonly auth: { readonly accessToken: string };
    }
  | { readonly kind: 'stripe'; readonly apiKey: string; readonly apiBase?: string };
