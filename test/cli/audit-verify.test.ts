import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyUse } from '../../src/audit/entry.ts';
import { formatHead } from '../../src/audit/head.ts';
import { openDecisionLog } from '../../src/audit/log.ts';
import { run } from '../../src/cli/run.ts';
import { deriveKey } from '../../src/identity/seal.ts';
import { filesIn, filled } from '../audit/logs.ts';
import { gatewayText, sourcesText, written } from '../config/files.ts';

const secret = 'a secret of the tests, which is no secret';

/** A configuration and, beside it, a log of as many entries; what the command says of it. */
function installed() {
  const audit = 'audit: { folder: audit }\n';
  const config = written({ 'onefold.yaml': gatewayText + sourcesText + audit });
  const folder = join(dirname(config), 'audit');
  return {
    folder,
    async log(entries: number, closed = true) {
      let at = Date.UTC(2026, 0, 1);
      const now = () => new Date(at++);
      const log = await openDecisionLog({ folder, key: deriveKey(secret, keyUse), now });
      for (let count = 0; count < entries; count += 1)
        await log.append({ kind: 'answer', request: 'canary' });
      const { head } = log;
      if (closed) await log.close();
      return closed ? log.head : head;
    },
    async verified(...args: readonly string[]) {
      const lines = { out: [] as string[], err: [] as string[] };
      const code = await run(['audit', 'verify', '--config', config, ...args], {
        env: {},
        out: (line) => lines.out.push(line),
        err: (line) => lines.err.push(line.replaceAll(folder, 'audit')),
        stop: new AbortController().signal,
      });
      return { code, ...lines };
    },
  };
}

describe('onefold audit verify', () => {
  it('tells of each chain that it holds, and its head', async () => {
    const { log, verified } = installed();
    const head = await log(3);
    expect(await verified()).toEqual({
      code: 0,
      out: [
        `${head.node}: 5 entries, 2026-01-01T00:00:00.001Z to 2026-01-01T00:00:00.005Z, intact, head ${formatHead(head)}`,
        'Nodes: 1, entries: 5, anchors asked for: 0; intact: 1, not closed: 0, broken: 0, strange files: 0.',
      ],
      err: [],
    });
  });

  it('does not fail for a chain that is not closed: its process may be running', async () => {
    const { log, verified } = installed();
    const head = await log(1, false);
    const { code, out } = await verified('--anchor', formatHead(head));
    expect(code).toBe(0);
    expect(out).toEqual([
      expect.stringMatching(/ 2 entries, .*, not closed, head /),
      'Nodes: 1, entries: 2, anchors asked for: 1; intact: 0, not closed: 1, broken: 0, strange files: 0.',
    ]);
  });

  it('fails where it is broken, with the place, and repeats nothing of it', async () => {
    const { folder, log, verified } = installed();
    const { node } = await log(3);
    const name = `${node}.000001.jsonl`;
    const changed = `${filesIn(folder).get(name)}`.replace('canary', 'canari');
    filled(
      folder,
      new Map([
        [name, Buffer.from(changed)],
        ['mine.jsonl', Buffer.from('canary')],
      ]),
    );
    const { code, out } = await verified();
    expect(code).toBe(1);
    expect(out).toEqual([
      `${node}: 1 entries, 2026-01-01T00:00:00.001Z to 2026-01-01T00:00:00.001Z, broken at ${name}:2: the entry was changed, or written under another secret: its mac does not fit`,
      'broken at mine.jsonl:1: no segment has such a name: the file was renamed or put in',
      'Nodes: 1, entries: 1, anchors asked for: 0; intact: 0, not closed: 0, broken: 1, strange files: 1.',
    ]);
  });

  it('holds every anchor against the log', async () => {
    const { folder, log, verified } = installed();
    const [one, other] = [formatHead(await log(1)), formatHead(await log(2))];
    expect((await verified('--anchor', `${one},${other}`)).code).toBe(0);
    rmSync(join(folder, `${other.split(':')[0]}.000001.jsonl`));
    expect((await verified()).code).toBe(0);
    expect((await verified('--anchor', one)).code).toBe(0);
    const { code, out } = await verified('--anchor', `${one}, ${other}`);
    expect(code).toBe(1);
    expect(out.join('\n')).toContain('.000001.jsonl:1: the segment is missing');
  });

  it('looks where it is told to', async () => {
    const { folder, log, verified } = installed();
    await log(1);
    const elsewhere = `${folder}-copy`;
    filled(elsewhere, filesIn(folder));
    rmSync(folder, { recursive: true });
    expect((await verified('--folder', elsewhere)).code).toBe(0);
    expect((await verified()).code).toBe(1);
  });

  it('says what it cannot do', async () => {
    const { folder, verified } = installed();
    expect(await verified('--anchor', 'canary')).toEqual({
      code: 2,
      out: [],
      err: [
        'onefold: audit verify: --anchor takes node:seq:hash, as audit verify prints it, or several with commas between',
      ],
    });
    expect(await verified()).toEqual({
      code: 1,
      out: [],
      err: ['onefold: audit verify: audit cannot be read: ENOENT'],
    });
    filled(folder, new Map());
    expect(await verified()).toEqual({
      code: 1,
      out: [],
      err: ['onefold: audit verify: there is no decision log in audit'],
    });
  });
});
