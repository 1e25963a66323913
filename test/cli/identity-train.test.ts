import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readModel } from '../../src/config/model-files.ts';
import { frequencyKey } from '../../src/identity/frequencies.ts';
import { coldStartModel } from '../../src/identity/model.ts';
import { configuration, Folder, size } from './identity.ts';

const train = ['identity', 'train', '--config', 'onefold.yaml', '--output', 'model.json'];
const key = frequencyKey('a secret of the tests, which is no secret');

describe('onefold identity train', () => {
  it('learns from all sources, writes the model, and tells what changed', async () => {
    const folder = new Folder();
    const { code, out, err } = await folder.ran(train);
    expect(code).toBe(0);
    expect(err.slice(0, 2)).toEqual(['app: 150 records', 'crm: 150 records']);
    expect(out).toMatch(/^Model [0-9a-f]{12}, learned from 300 records\.$/m);
    expect(out).toMatch(/^One person are 1 in \d+ pairs before, 1 in \d+ after: -\d+\.\d → -8\.\d bits\.$/m);
    expect(out).toMatch(/^birthDate +EXACT +0\.800 → 0\.\d{3} +13\.0 → +\d+\.\d$/m);
    const model = readModel(folder.place('model.json'), key);
    // 150 pairs of one person among 44 850.
    expect(model.lambda * 44_850).toBeGreaterThan(120);
    expect(model.lambda * 44_850).toBeLessThan(180);
    expect(model.fields.family.EXACT.m).toBeGreaterThan(coldStartModel(300).fields.family.EXACT.m);
    expect(model.records).toBe(2 * size);
    expect(model.frequencies?.of('address', 'canaryville')).toBeCloseTo(0.25, 1);
  });

  it('writes a model that the configuration can name, be it there yet or not', async () => {
    const folder = new Folder({ 'onefold.yaml': `${configuration}identity: { model: model.json }\n` });
    expect((await folder.ran(['validate', '--config', 'onefold.yaml'])).code).toBe(1);
    expect((await folder.ran(train)).code).toBe(0);
    expect(await folder.ran(['validate', '--config', 'onefold.yaml'])).toEqual({
      code: 0,
      out: 'valid',
      err: [],
    });
  });

  it('says and keeps nothing of anybody', async () => {
    const folder = new Folder();
    const { out, err } = await folder.ran([...train, '--resume', 'state.json'], /pairs compared/);
    expect(`${out}${err}${folder.read('state.json')}`).not.toMatch(/canary|@|berta/i);
    const ended = await folder.ran(train);
    expect(`${ended.out}${ended.err}${folder.read('model.json')}`).not.toMatch(/canary|@|berta/i);
  });

  it('reads no more of a source than it is told to', async () => {
    const { err } = await new Folder().ran([...train, '--sample', '120']);
    expect(err.slice(0, 2)).toEqual(['app: 120 records', 'crm: 120 records']);
  });

  it('goes on where it was stopped: the same model, without comparing a pair again', async () => {
    const folder = new Folder();
    const resumed = [...train, '--resume', 'state.json'];
    const stopped = await folder.ran(resumed, /pairs compared/);
    expect(stopped.code).toBe(1);
    expect(stopped.err.at(-1)).toBe(
      'Stopped. With the same --resume, records are read again, and pairs compared so far are not.',
    );
    expect(existsSync(folder.place('model.json'))).toBe(false);
    expect(JSON.parse(folder.read('state.json')).counted.done).toBe(20_000);
    const ended = await folder.ran(resumed);
    expect(ended.code).toBe(0);
    expect(ended.err).toContain('20000 pairs were compared before');
    const model = folder.read('model.json');
    expect(existsSync(folder.place('state.json'))).toBe(false);
    await folder.ran(train);
    expect(folder.read('model.json')).toBe(model);
  });

  it('begins again where the records are others', async () => {
    const folder = new Folder();
    await folder.ran([...train, '--resume', 'state.json'], /pairs compared/);
    const { code, err } = await folder.ran([...train, '--resume', 'state.json', '--sample', '140']);
    expect(code).toBe(0);
    expect(err).toContain(
      'There are other records than when it was stopped: pairs are counted from the beginning.',
    );
  });

  it('leaves nothing where it was not told where to', async () => {
    const folder = new Folder();
    expect(await folder.ran(train, /pairs compared/)).toMatchObject({ code: 1, out: '' });
    expect(existsSync(folder.place('model.json'))).toBe(false);
  });

  it('does not take another file for what it left', async () => {
    const folder = new Folder({ 'other.json': '{ "format": 2 }' });
    const { code, err } = await folder.ran([...train, '--resume', 'other.json']);
    expect(code).toBe(1);
    expect(err[0]).toContain('other.json:1:3 format: must be 1');
    expect(folder.read('other.json')).toBe('{ "format": 2 }');
  });

  it('names the sources that do not list their records, and learns from the others', async () => {
    const shop = `  shop:
    kind: postgres
    url: postgres://nobody@127.0.0.1:1/shop
    customer: { table: people, id: id, attributes: { email: mail }, consent: none }
`;
    const { code, err } = await new Folder({ 'onefold.yaml': configuration + shop }).ran(train);
    expect(code).toBe(0);
    expect(err).toContain('shop is left out: A source could not be reached.');
    expect(err).toContain('crm: 150 records');
  });

  it('has nothing to learn from one record', async () => {
    const { code, err } = await new Folder({
      'onefold.yaml': configuration.replace(/ {2}crm:.*/s, ''),
    }).ran([...train, '--sample', '1']);
    expect(code).toBe(1);
    expect(err.at(-1)).toBe('onefold: identity train: there are no two records to learn from');
  });

  it('says where it learned nothing of how records of one person differ', async () => {
    const { code, err } = await new Folder().ran([...train, '--sample', '20']);
    expect(code).toBe(0);
    expect(err.at(-1)).toContain('Too few pairs share a key');
  });

  it.each([
    [['--sample', '0'], 2, 'onefold: identity train: --sample must be a whole number from 1 to 9999999'],
    [['--sample', 'all'], 2, 'onefold: identity train: --sample must be a whole number from 1 to 9999999'],
    [
      ['--output', '/no/such/folder/model'],
      1,
      'onefold: identity train: --output cannot be written: its folder is not there, or not yours',
    ],
  ])('refuses %j', async (args, code, line) => {
    expect(await new Folder().ran([...train, ...args])).toEqual({ code, out: '', err: [line] });
  });
});
