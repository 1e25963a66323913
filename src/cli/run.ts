/** From arguments to a command: one clear line and exit code 2 for what is not understood. */
import { parseArgs } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import { ConfigurationError } from '../config/fault.ts';
import { nearest } from '../config/nearest.ts';
import { type CommandSpec, commandHelp, commands, generalHelp } from './commands.ts';
import type { ExitCode, Io, Options } from './io.ts';

/** @param args - the arguments after the program's own name. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = named(args);
  if (name === '--version') return say(io, manifest.version);
  if (name === '--help' || name === '-h' || name === 'help') return say(io, generalHelp());
  if (name === undefined) return misuse(io, 'a command is missing; onefold --help lists them');
  const spec = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (spec === undefined) return misuse(io, unknownCommand(name));
  const options = optionsOf(spec, rest);
  if (typeof options === 'string')
    return misuse(io, `${name}: ${options}; onefold ${name} --help lists the options`);
  if ('help' in options) return say(io, commandHelp(name, spec));
  try {
    return await (await spec.load())(options, io);
  } catch (error) {
    // Not the error itself: its properties, which would be printed too, may hold a configured value.
    if (error instanceof ConfigurationError) io.err(error.message);
    else io.err(`onefold: ${error instanceof Error ? error.stack : 'failed for an unknown reason'}`);
    return 1;
  }
}

/** A command may have a name of two words. */
function named([first, second, ...rest]: readonly string[]): readonly string[] {
  const both = `${first} ${second}`;
  const words = [first, second].filter((word) => word !== undefined);
  return Object.hasOwn(commands, both) ? [both, ...rest] : [...words, ...rest];
}

function say(io: Io, text: string): ExitCode {
  io.out(text);
  return 0;
}

function misuse(io: Io, message: string): ExitCode {
  io.err(`onefold: ${message}`);
  return 2;
}

function unknownCommand(name: string): string {
  if (name.startsWith('-')) return `unknown option ${name}; onefold --help tells the usage`;
  const near = nearest(name, Object.keys(commands));
  const hint = near === undefined ? 'onefold --help lists them' : `did you mean ${near}?`;
  return `unknown command ${name}; ${hint}`;
}

/** @returns what is wrong with them, as text, when something is. */
function optionsOf({ options }: CommandSpec, args: readonly string[]): Options | string {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(
        Object.entries(options).map(([name, { value }]) => [
          name,
          { type: value === undefined ? ('boolean' as const) : ('string' as const) },
        ]),
      ),
    },
  });
  const values: Record<string, string | undefined> = Object.fromEntries(
    Object.entries(options).map(([name, spec]) => [name, spec.default]),
  );
  for (const token of tokens) {
    if (token.kind !== 'option')
      return `unexpected argument ${token.kind === 'positional' ? token.value : '--'}`;
    const spec = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (token.name === 'help') values['help'] = '';
    else if (spec === undefined) return `unknown option ${token.rawName}`;
    else if (spec.value === undefined) {
      if (token.value !== undefined) return `${token.rawName} takes no value`;
      values[token.name] = '';
    } else if (!token.value || (!token.inlineValue && token.value.startsWith('-')))
      return `${token.rawName} needs a value`;
    else values[token.name] = token.value;
  }
  const missing = Object.keys(options).find((name) => options[name]?.required && values[name] === undefined);
  return missing === undefined || 'help' in values ? values : `--${missing} is missing`;
}
