import { describe, expect, it } from 'vitest';
import { readModel } from '../../src/config/model-files.ts';
import { probabilityOf } from '../../src/identity/calibration.ts';
import { Folder, size } from './identity.ts';

const calibrate = [
  ...['identity', 'calibrate', '--config', 'onefold.yaml'],
  ...['--model', 'model.json', '--verdicts', 'verdicts.jsonl'],
];
const line = (a: string, b: string, kind: string) => `${JSON.stringify({ a, b, kind, actor: 'canary' })}\n`;
const pairs = Array.from({ length: size }, (_, at) => [
  line(`app:canary-${at}`, `crm:canary-${at}`, 'SAME'),
  line(`crm:canary-${(at + 1) % size}`, `app:canary-${at}`, 'NOT_SAME'),
]).flat();

async function trained(verdicts: string): Promise<Folder> {
  const folder = new Folder({ 'verdicts.jsonl': verdicts });
  await folder.ran(['identity', 'train', '--config', 'onefold.yaml', '--output', 'model.json']);
  return folder;
}

const modelOf = (folder: Folder) => readModel(folder.place('model.json'), undefined);

describe('onefold identity calibrate', () => {
  it('learns from verdicts how sure the weights should be, and writes it into the model', async () => {
    const folder = await trained(pairs.join(''));
    const before = modelOf(folder);
    const { code, out, err } = await folder.ran(calibrate);
    expect([code, err]).toEqual([0, []]);
    expect(out).toMatch(/^Model [0-9a-f]{12}, calibrated on 300 verdicts, 150 of them SAME\.$/m);
    expect(out).toMatch(/^ +0\.0 +0\.500 +0\.\d{3}$/m);
    const after = modelOf(folder);
    expect(after.version).not.toBe(before.version);
    expect(after.fields).toEqual(before.fields);
    expect(probabilityOf(after, -10)).toBeLessThan(0.1);
    expect(probabilityOf(after, 25)).toBeGreaterThan(0.9);
  });

  it('says and keeps nothing of anybody', async () => {
    const folder = await trained(pairs.join(''));
    const { out, err } = await folder.ran(calibrate);
    expect(`${out}${err}${folder.read('model.json')}`).not.toMatch(/canary|@|berta/i);
  });

  it('needs two hundred verdicts that can be used', async () => {
    const folder = await trained(pairs.slice(0, 199).join('') + line('app:gone', 'crm:canary-1', 'SAME'));
    const before = folder.read('model.json');
    const { code, err } = await folder.ran(calibrate);
    expect(code).toBe(1);
    expect(err).toEqual([
      'Verdicts left out, because a record of theirs was not found: 1',
      'onefold: identity calibrate: 200 verdicts of SAME or NOT_SAME are needed, and there are 199: the model is as it was',
    ]);
    expect(folder.read('model.json')).toBe(before);
  });

  it('takes what holds: NOT_SAME beats SAME, WITHDRAWN takes back, UNSURE says nothing', async () => {
    const first = ['app:canary-0', 'crm:canary-0'] as const;
    const more = [
      line(...first, 'NOT_SAME'),
      line(...first, 'SAME'),
      line('crm:canary-1', 'app:canary-1', 'WITHDRAWN'),
      line('app:canary-2', 'crm:canary-2', 'UNSURE'),
      '\n',
    ];
    const folder = await trained(pairs.join('') + more.join(''));
    expect((await folder.ran(calibrate)).out).toContain('calibrated on 299 verdicts, 148 of them SAME.');
  });

  it('tells every line that is no verdict, and not what stands there', async () => {
    const wrong = [
      'no JSON: canary\n',
      line('app:1', 'crm:2', 'MAYBE'),
      line('shop:1', 'crm:2', 'SAME'),
      line('app:1', 'app:1', 'SAME'),
    ];
    const { code, err } = await (await trained(wrong.join(''))).ran(calibrate);
    expect(code).toBe(1);
    expect(err.join('\n').split('\n')).toEqual([
      expect.stringMatching(/^verdicts\.jsonl:1:1 is no verdict \(write /),
      expect.stringMatching(/^verdicts\.jsonl:2:1 is no verdict \(write /),
      'verdicts.jsonl:3:1 has no record of a configured source in a (write source:id)',
      'verdicts.jsonl:4:1 names one record twice',
    ]);
    expect(err.join('\n')).not.toContain('canary');
  });

  it('tells of files that are not there', async () => {
    const folder = await trained('');
    expect((await folder.ran([...calibrate, '--verdicts', 'nowhere.jsonl'])).err).toEqual([
      'nowhere.jsonl:1:1 cannot be read: ENOENT',
    ]);
    expect((await folder.ran([...calibrate, '--model', 'nowhere.json'])).err).toEqual([
      'nowhere.json:1:1 cannot be read: ENOENT',
    ]);
  });
});
