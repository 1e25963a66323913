/** The command line as data: what there is, and what `--help` says of it. */
import type { Command } from './io.ts';

export interface CommandSpec {
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Loads the command when it is run: asking for help must not load every driver. */
  readonly load: () => Promise<Command>;
}

interface OptionSpec {
  /** What it takes; absent where it takes nothing. */
  readonly value?: string;
  readonly about: string;
  readonly default?: string;
  readonly required?: boolean;
}

const config: OptionSpec = { value: 'FILE', about: 'The configuration.', default: 'onefold.yaml' };

export const commands: Readonly<Record<string, CommandSpec>> = {
  init: {
    summary: 'Write a configuration: look at a system, guess what its columns mean, and say why.',
    options: {
      kind: { value: 'KIND', about: 'postgres, mysql, salesforce or stripe.' },
      name: { value: 'NAME', about: 'What the source is called: app, shop, crm or billing by default.' },
      'url-env': { value: 'VARIABLE', about: 'The environment variable that holds the URL of the database.' },
      url: { value: 'URL', about: 'The URL itself; it is not written, a variable to set is named instead.' },
      'instance-url-env': { value: 'VARIABLE', about: 'Salesforce: the variable that holds the My Domain.' },
      'instance-url': { value: 'URL', about: 'Salesforce: the My Domain itself.' },
      'token-env': { value: 'VARIABLE', about: 'Salesforce: the variable that holds an access token.' },
      token: { value: 'TOKEN', about: 'Salesforce: the token itself; it is not written.' },
      'key-env': { value: 'VARIABLE', about: 'Stripe: the variable that holds a key.' },
      key: { value: 'KEY', about: 'Stripe: the key itself; it is not written.' },
      'api-base': { value: 'URL', about: 'Stripe: another address of its API.' },
      table: { value: 'TABLE', about: 'The table that holds the customers, where the guess is wrong.' },
      country: {
        value: 'CODE',
        about: 'Where telephone numbers without a country code are read, such as DE.',
      },
      output: { value: 'FILE', about: 'The configuration to write.', default: 'onefold.yaml' },
      add: { about: 'Add the source to the configuration that is there; its comments stay.' },
      force: { about: 'Replace the configuration that is there.' },
    },
    load: async () => (await import('./init.ts')).init,
  },
  start: {
    summary: 'Start the gateway; prints "ready URL" when it listens.',
    options: { config },
    load: async () => (await import('./start.ts')).start,
  },
  dev: {
    summary: 'Start the gateway, and serve the configuration anew whenever it changes.',
    options: { config },
    load: async () => (await import('./dev.ts')).dev,
  },
  validate: {
    summary: 'Check a configuration; prints every fault with its line.',
    options: { config },
    load: async () => (await import('./validate.ts')).validate,
  },
  doctor: {
    summary: 'Ask every source whether the mapping fits it, and how fast it answers.',
    options: { config },
    load: async () => (await import('./doctor.ts')).doctor,
  },
  explain: {
    summary: 'Tell what an operation will ask of the sources; with --run, what it took.',
    options: {
      config,
      query: { value: 'FILE', about: 'The GraphQL document.', required: true },
      variables: { value: 'FILE', about: 'Its variables, as JSON or YAML.' },
      operation: { value: 'NAME', about: 'Which of its operations, where there are several.' },
      purpose: { value: 'USE', about: 'What it is for, as the X-Data-Use header says it.' },
      run: { about: 'Run it as well, and show the calls it took beside those expected.' },
      json: { about: 'Write JSON.' },
    },
    load: async () => (await import('./explain.ts')).explain,
  },
  'identity evaluate': {
    summary: 'Measure how well records are matched, on a file of people.',
    options: {
      input: { value: 'FILE', about: 'People, as CSV.', required: true },
      mapping: { value: 'FILE', about: 'What its columns mean, as YAML.', required: true },
      truth: { value: 'COLUMN', about: 'The column in which records of one person are equal.' },
      output: { value: 'FILE', about: 'Where to write record,cluster.' },
      model: {
        value: 'FILE',
        about:
          'A model that identity train wrote; names are counted in the input. Without it one is learned from it.',
      },
      untrained: {
        about: 'Learn nothing from the input, and do not count how common its names and towns are.',
      },
      json: { about: 'Write JSON.' },
    },
    load: async () => (await import('./identity-evaluate.ts')).identityEvaluate,
  },
  'identity train': {
    summary: 'Learn from the sources, without labels, how likely records are one person.',
    options: {
      config,
      output: { value: 'FILE', about: 'Where to write the model, for identity.model.', required: true },
      sample: {
        value: 'N',
        about: 'Records read of each source, from its first; names are counted in these.',
        default: '20000',
      },
      resume: {
        value: 'FILE',
        about: 'Where to leave the counts when it is stopped, and to go on from; records are read again.',
      },
    },
    load: async () => (await import('./identity-train.ts')).identityTrain,
  },
  'identity calibrate': {
    summary: 'Learn from the verdicts of stewards how sure a model should be.',
    options: {
      config,
      model: { value: 'FILE', about: 'The model; the calibration is written into it.', required: true },
      verdicts: {
        value: 'FILE',
        about: 'Lines of {"a": "crm:17", "b": "app:4", "kind": "SAME" or "NOT_SAME"}; 200 or more.',
        required: true,
      },
    },
    load: async () => (await import('./identity-calibrate.ts')).identityCalibrate,
  },
  'consent evaluate': {
    summary: 'Check that consent is decided as a file of worked examples says.',
    options: {
      vectors: {
        value: 'FILE',
        about: 'The examples, as JSON or YAML; docs/consent.md tells how.',
        required: true,
      },
    },
    load: async () => (await import('./consent-evaluate.ts')).consentEvaluate,
  },
  'audit verify': {
    summary: 'Check that the decision log is what was written; prints its heads, to be kept elsewhere.',
    options: {
      config,
      folder: { value: 'FOLDER', about: 'Where the log is, if not where the configuration keeps it.' },
      anchor: {
        value: 'NODE:SEQ:HASH',
        about: 'A head that was kept elsewhere and must still be in the log; several with commas between.',
      },
    },
    load: async () => (await import('./audit-verify.ts')).auditVerify,
  },
  demo: {
    summary: 'Start the gateway on four embedded sandbox systems with made-up people.',
    options: {
      size: { value: 'N', about: 'How many people there are.' },
      seed: { value: 'N', about: 'Other people for another number.' },
      postgres: { value: 'URL', about: 'A real PostgreSQL server in place of the embedded one.' },
      mysql: { value: 'URL', about: 'A real MySQL or MariaDB server in place of the embedded one.' },
    },
    load: async () => (await import('./demo.ts')).demo,
  },
};

export function generalHelp(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  return [
    'Usage: onefold COMMAND [OPTIONS]',
    '',
    ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'onefold COMMAND --help tells its options; onefold --version the version.',
    'PORT and HOST override the configured address; LOG_LEVEL sets how much is logged to standard error.',
  ].join('\n');
}

export function commandHelp(name: string, { summary, options }: CommandSpec): string {
  const flags = Object.entries(options).map(
    ([option, spec]) =>
      [spec.value === undefined ? `--${option}` : `--${option} ${spec.value}`, spec] as const,
  );
  const width = Math.max(...flags.map(([flag]) => flag.length));
  return [
    `Usage: onefold ${name} ${flags.map(([flag, { required }]) => (required ? flag : `[${flag}]`)).join(' ')}`,
    '',
    summary,
    '',
    ...flags.map(
      ([flag, spec]) =>
        `  ${flag.padEnd(width)}  ${spec.about}${spec.default === undefined ? '' : ` Default: ${spec.default}.`}`,
    ),
  ].join('\n');
}
