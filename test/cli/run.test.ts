import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { commands } from '../../src/cli/commands.ts';
import { run } from '../../src/cli/run.ts';
import { gatewayText, sourcesText, written } from '../config/files.ts';

async function ran(args: readonly string[], env = {}) {
  const lines = { out: [] as string[], err: [] as string[] };
  const code = await run(args, {
    env,
    out: (line) => lines.out.push(line),
    err: (line) => lines.err.push(line),
    stop: AbortSignal.abort(),
  });
  return { code, ...lines };
}

describe('help', () => {
  it('lists every command', async () => {
    for (const flag of ['--help', '-h', 'help']) {
      const { code, out, err } = await ran([flag]);
      expect([code, err]).toEqual([0, []]);
      for (const [name, { summary }] of Object.entries(commands))
        expect(out[0]).toMatch(new RegExp(`^  ${name} +${summary.replaceAll('"', '.')}`, 'm'));
    }
  });

  it.each(Object.entries(commands))(
    'of %s lists its options, without running it',
    async (name, { options }) => {
      const { code, out } = await ran([name, '--help']);
      expect(code).toBe(0);
      expect(out[0]).toContain(`Usage: onefold ${name}`);
      for (const option of Object.keys(options)) expect(out[0]).toContain(`--${option} `);
    },
  );

  it('tells the version', async () => {
    expect(await ran(['--version'])).toEqual({ code: 0, out: [manifest.version], err: [] });
  });
});

describe('what is not understood is one line and exit code 2', () => {
  it.each([
    [[], 'onefold: a command is missing; onefold --help lists them'],
    [['strat'], 'onefold: unknown command strat; did you mean start?'],
    [['frobnicate'], 'onefold: unknown command frobnicate; onefold --help lists them'],
    [['toString'], 'onefold: unknown command toString; onefold --help lists them'],
    [['--config', 'x'], 'onefold: unknown option --config; onefold --help tells the usage'],
    [
      ['start', '--confg', 'x'],
      'onefold: start: unknown option --confg; onefold start --help lists the options',
    ],
    [['start', '-c', 'x'], 'onefold: start: unknown option -c; onefold start --help lists the options'],
    [['start', 'x'], 'onefold: start: unexpected argument x; onefold start --help lists the options'],
    [['start', '--config'], 'onefold: start: --config needs a value; onefold start --help lists the options'],
    [
      ['start', '--config='],
      'onefold: start: --config needs a value; onefold start --help lists the options',
    ],
    [
      ['validate', '--size', '3'],
      'onefold: validate: unknown option --size; onefold validate --help lists the options',
    ],
    [['demo', '--size', 'many'], 'onefold: demo: --size must be a whole number below a million'],
  ])('%j', async (args, line) => {
    expect(await ran(args)).toEqual({ code: 2, out: [], err: [line] });
  });
});

describe('validate', () => {
  it('says valid', async () => {
    const config = written({ 'onefold.yaml': gatewayText + sourcesText });
    expect(await ran(['validate', '--config', config])).toEqual({ code: 0, out: ['valid'], err: [] });
    expect(await ran(['validate', `--config=${config}`])).toEqual({ code: 0, out: ['valid'], err: [] });
  });

  it('prints every fault and fails', async () => {
    const config = written({ 'onefold.yaml': gatewayText.replace('DE', 'Germany') });
    expect(await ran(['validate', '--config', config])).toEqual({
      code: 1,
      out: [],
      err: [
        [
          `${config}:1:1 sources: is required: The systems that know customers, by the name you give each.`,
          `${config}:4:3 gateway.country: must be an ISO 3166 code such as DE`,
        ].join('\n'),
      ],
    });
  });
});
