/** The sandbox in a process of its own, for the benchmark, containers and whoever wants to try a gateway on it. */
import { parseArgs } from 'node:util';
import { type Sandbox, type SandboxOptions, startSandbox } from './index.ts';

const usage = `Usage: node sandbox/main.ts [--size PEOPLE] [--seed NUMBER] [--postgres URL] [--mysql URL]
                            [--daily-requests NUMBER] [--json]

  --size            generated people, who come to the hand-made ones; 2000 by default
  --seed            another number makes other people; 1 by default
  --postgres        a real PostgreSQL server in place of the embedded one
  --mysql           a real MySQL or MariaDB server in place of the embedded one
  --daily-requests  the day's allowance that Salesforce names in each answer; 15000 by default
  --json            when ready, write { "env": {…}, "controlUrl": "…" } in one line
`;

interface Arguments {
  readonly options: SandboxOptions;
  readonly json: boolean;
}

/** @throws TypeError for what the usage does not list. */
function parse(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: 'string' },
      seed: { type: 'string' },
      postgres: { type: 'string' },
      mysql: { type: 'string' },
      'daily-requests': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { size, seed, postgres, mysql, 'daily-requests': dailyRequests, json } = values;
  return {
    options: {
      ...(size === undefined ? {} : { size: wholeNumber('size', size) }),
      ...(seed === undefined ? {} : { seed: wholeNumber('seed', seed) }),
      ...(postgres === undefined ? {} : { postgresUrl: postgres }),
      ...(mysql === undefined ? {} : { mysqlUrl: mysql }),
      ...(dailyRequests === undefined ? {} : { dailyRequests: wholeNumber('daily-requests', dailyRequests) }),
    },
    json,
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new TypeError(`--${name} must be a whole number`);
  return Number(text);
}

function parseOrExit(args: readonly string[]): Arguments {
  try {
    return parse(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}

function announcement({ env, controlUrl }: Sandbox, json: boolean): string {
  if (json) return `${JSON.stringify({ env, controlUrl })}\n`;
  const exports = Object.entries(env).map(([name, value]) => `export ${name}='${value}'\n`);
  return `${exports.join('')}# control: ${controlUrl}\n`;
}

const { options, json } = parseOrExit(process.argv.slice(2));
const starting = startSandbox(options);
// Listened to from the start: a database made on a real server would outlive a process that is just ended.
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, async () => {
    await (await starting).close();
    process.exit();
  });
process.stdout.write(announcement(await starting, json));
