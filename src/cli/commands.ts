/** The command line as data: what there is, and what `--help` says of it. */
import type { Command } from './io.ts';

export interface CommandSpec {
  readonly summary: string;
  /** Each takes a value. */
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Loads the command when it is run: asking for help must not load every driver. */
  readonly load: () => Promise<Command>;
}

interface OptionSpec {
  readonly value: string;
  readonly about: string;
  readonly default?: string;
}

const config: OptionSpec = { value: 'FILE', about: 'The configuration.', default: 'onefold.yaml' };

export const commands: Readonly<Record<string, CommandSpec>> = {
  start: {
    summary: 'Start the gateway; prints "ready URL" when it listens.',
    options: { config },
    load: async () => (await import('./start.ts')).start,
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
  const flags = Object.entries(options).map(([option, spec]) => [`--${option} ${spec.value}`, spec] as const);
  const width = Math.max(...flags.map(([flag]) => flag.length));
  return [
    `Usage: onefold ${name} ${flags.map(([flag]) => `[${flag}]`).join(' ')}`,
    '',
    summary,
    '',
    ...flags.map(
      ([flag, spec]) =>
        `  ${flag.padEnd(width)}  ${spec.about}${spec.default === undefined ? '' : ` Default: ${spec.default}.`}`,
    ),
  ].join('\n');
}
