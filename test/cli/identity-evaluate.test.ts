import { describe, expect, it } from 'vitest';
import { Folder } from './identity.ts';

const people = [
  'id,given,family,mail,born,person',
  ...Array.from({ length: 120 }, (_, at) => {
    const born = new Date(Date.UTC(1950, 0, 1 + at * 61)).toISOString().slice(0, 10);
    const family = `Canar${'abcdefghijkl'[at % 12]}`;
    return [
      `${at}a,Ann${at},${family},a.${at}@example.org,${born},${at}`,
      `${at}b,Ann${at},${family},${at % 4 === 0 ? '' : `a.${at}@example.org`},${born},${at}`,
    ].join('\n');
  }),
  '',
].join('\n');

const mapping = `id: id
country: DE
truth: person
attributes: { name.given: given, name.family: family, email: mail, birthDate: born }
`;

const evaluate = ['identity', 'evaluate', '--input', 'people.csv', '--mapping', 'mapping.yaml', '--json'];

describe('the model of onefold identity evaluate', () => {
  const folder = () => new Folder({ 'people.csv': people, 'mapping.yaml': mapping });

  it('is learned from the input, without the truth; or one that is given, whatever gateway it was trained for', async () => {
    const here = folder();
    const learned = await here.ran(evaluate);
    expect(learned.code).toBe(0);
    expect(JSON.parse(learned.out).accuracy.engine.pairwise.f1).toBeGreaterThan(0.95);
    await here.ran(['identity', 'train', '--config', 'onefold.yaml', '--output', 'model.json']);
    const given = await here.ran([...evaluate, '--model', 'model.json']);
    expect(given.code).toBe(0);
    expect(JSON.parse(given.out).accuracy).not.toEqual(JSON.parse(learned.out).accuracy);
  });

  it('must be there where it is given', async () => {
    expect((await folder().ran([...evaluate, '--model', 'nowhere.json'])).err).toEqual([
      'nowhere.json:1:1 cannot be read: ENOENT',
    ]);
  });

  it('is not learned where it is to be untrained', async () => {
    const { code, out } = await folder().ran([...evaluate, '--untrained']);
    expect(code).toBe(0);
    expect(JSON.parse(out).records).toBe(240);
  });

  it('cannot be given and untrained', async () => {
    expect(await folder().ran([...evaluate, '--untrained', '--model', 'model.json'])).toEqual({
      code: 2,
      out: '',
      err: ['onefold: identity evaluate: a model is untrained or given; leave out --untrained or --model'],
    });
  });
});
