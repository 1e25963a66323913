/** What `init` has to know before it begins: from its options, or from whoever sits at the terminal. */
import { z } from 'zod';
import { sources } from '../../sources/registry.ts';
import type { SourceConnection } from '../setup/connection.ts';
import type { Io, Options } from './io.ts';

const kinds = ['postgres', 'mysql', 'salesforce', 'stripe'] as const;
type Kind = (typeof kinds)[number];

export interface Answers {
  readonly kind: Kind;
  readonly name: string;
  /** As it is written: with variables. */
  readonly connection: SourceConnection;
  /** The same with their values, for the survey alone. */
  readonly secrets: Readonly<Record<string, unknown>>;
  /** Variables that are to be set before the configuration can be read, and from which option each came. */
  readonly unset: readonly string[];
  readonly variables: readonly string[];
  readonly output: string;
  readonly add: boolean;
  readonly force: boolean;
  readonly table: string | undefined;
  readonly country: string;
  readonly countryAssumed: boolean;
}

interface Refusal {
  readonly refusal: string;
}

const defaultNames: Readonly<Record<Kind, string>> = {
  postgres: 'app',
  mysql: 'shop',
  salesforce: 'crm',
  stripe: 'billing',
};

interface Setting {
  /** The option; with `-env` it takes a variable's name instead. */
  readonly option: string;
  readonly asked: string;
  /** What the variable is called where a value is given, after the source's name. */
  readonly suffix: string;
}

const settings: Readonly<Record<Kind, readonly Setting[]>> = {
  postgres: [
    { option: 'url', asked: 'its URL, postgres://user:password@host:5432/database', suffix: 'DATABASE_URL' },
  ],
  mysql: [
    { option: 'url', asked: 'its URL, mysql://user:password@host:3306/database', suffix: 'DATABASE_URL' },
  ],
  salesforce: [
    {
      option: 'instance-url',
      asked: 'the My Domain of the org, https://example.my.salesforce.com',
      suffix: 'URL',
    },
    { option: 'token', asked: 'an access token', suffix: 'TOKEN' },
  ],
  stripe: [{ option: 'key', asked: 'a secret or restricted key', suffix: 'KEY' }],
};

export function isRefusal(answers: Answers | Refusal): answers is Refusal {
  return 'refusal' in answers;
}

/** @returns why nothing can be done, where an option is missing or wrong and nobody can be asked. */
export async function answersIn(options: Options, io: Io): Promise<Answers | Refusal> {
  const asked = options['kind'] ?? (await io.ask?.(`Which kind of system (${kinds.join(', ')})? `));
  const kind = kinds.find((one) => one === asked?.trim());
  if (kind === undefined)
    return {
      refusal: `--kind must be one of ${kinds.join(', ')}; for example: onefold init --kind postgres --url-env APP_DATABASE_URL`,
    };
  const name =
    options['name'] ??
    ((await asking(options, io, `What is it called? [${defaultNames[kind]}] `)) || defaultNames[kind]);
  if (!/^[A-Za-z]\w*$/.test(name))
    return { refusal: '--name must be a word of letters and digits, such as app' };
  const found: { setting: Setting; variable: string; value: string; isSet: boolean }[] = [];
  for (const setting of settings[kind]) {
    const one = await settingIn(setting, name, options, io);
    if ('refusal' in one) return one;
    found.push({ setting, ...one });
  }
  const heldBy = (option: string) => found.find(({ setting }) => setting.option === option);
  const written = (option: string) => `\${${heldBy(option)?.variable}}`;
  const apiBase = options['api-base'];
  const { connection, secrets } = connectionOf(
    kind,
    written,
    (option) => heldBy(option)?.value ?? '',
    apiBase,
  );
  const fault = z.safeParse(sources[kind].survey?.config ?? z.never(), { kind, ...secrets });
  // Not the fault itself: it may quote what was given.
  if (!fault.success)
    return {
      refusal: `${settings[kind].map(({ option }) => `--${option}`).join(' and ')} must be ${settings[kind].map((one) => one.asked).join(', and ')}`,
    };
  const local = /^[a-z]{2,3}_([A-Z]{2})\b/.exec(io.env['LC_ALL'] ?? io.env['LANG'] ?? '')?.[1];
  const given =
    options['country'] ??
    ((await asking(
      options,
      io,
      `In which country are telephone numbers without a country code read? [${local ?? 'US'}] `,
    )) ||
      undefined);
  if (given !== undefined && !/^[A-Z]{2}$/.test(given))
    return { refusal: '--country must be an ISO 3166 code such as DE' };
  return {
    kind,
    name,
    connection,
    secrets,
    variables: found.map(({ variable }) => variable),
    unset: found.filter(({ isSet }) => !isSet).map(({ variable }) => variable),
    output: options['output'] ?? 'onefold.yaml',
    add: 'add' in options && options['add'] !== undefined,
    force: 'force' in options && options['force'] !== undefined,
    table: options['table'],
    country: given ?? local ?? 'US',
    countryAssumed: given === undefined,
  };
}

/** Whoever gave the kind as an option is not asked for what has a default. */
async function asking(options: Options, io: Io, question: string): Promise<string | undefined> {
  return options['kind'] === undefined ? (await io.ask?.(question))?.trim() : undefined;
}

async function settingIn(
  { option, asked, suffix }: Setting,
  name: string,
  options: Options,
  io: Io,
): Promise<{ readonly variable: string; readonly value: string; readonly isSet: boolean } | Refusal> {
  const own = `${name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()}_${suffix}`;
  const literal = options[option];
  const named = options[`${option}-env`];
  if (literal !== undefined && named !== undefined)
    return { refusal: `give either --${option} or --${option}-env` };
  if (literal !== undefined) return { variable: own, value: literal, isSet: io.env[own] === literal };
  const said = named ?? (await io.ask?.(`Which environment variable holds ${asked}? [${own}] `));
  if (said === undefined)
    return {
      refusal: `--${option}-env is missing: the name of the environment variable that holds ${asked}`,
    };
  const variable = said.trim() || own;
  if (!/^[A-Za-z_]\w*$/.test(variable))
    return { refusal: `--${option}-env must be the name of an environment variable, such as ${own}` };
  const value = io.env[variable];
  if (!value) return { refusal: `the environment variable ${variable} is not set: it must hold ${asked}` };
  return { variable, value, isSet: true };
}

function connectionOf(
  kind: Kind,
  written: (option: string) => string,
  heldBy: (option: string) => string,
  apiBase: string | undefined,
): { readonly connection: SourceConnection; readonly secrets: Readonly<Record<string, unknown>> } {
  switch (kind) {
    case 'salesforce':
      return {
        connection: { kind, instanceUrl: written('instance-url'), auth: { accessToken: written('token') } },
        secrets: { instanceUrl: heldBy('instance-url'), auth: { accessToken: heldBy('token') } },
      };
    case 'stripe': {
      const base = apiBase === undefined ? {} : { apiBase };
      return {
        connection: { kind, apiKey: written('key'), ...base },
        secrets: { apiKey: heldBy('key'), ...base },
      };
    }
    default:
      return { connection: { kind, url: written('url') }, secrets: { url: heldBy('url') } };
  }
}
