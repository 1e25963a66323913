import { describe, expect, it } from 'vitest';
import vectors from '../consent/vectors.json' with { type: 'json' };
import { Folder } from './identity.ts';

const evaluate = ['consent', 'evaluate', '--vectors', 'vectors.json'];
const { defaults } = vectors;

/** What the command says of a file of these vectors, or of this text. */
function evaluated(file: readonly unknown[] | string) {
  const text = typeof file === 'string' ? file : JSON.stringify({ defaults, vectors: file }, null, 1);
  return new Folder({ 'vectors.json': text }).ran(evaluate);
}

const grant = { src: 'PG', status: 'GRANTED', t: '2024' };
const right = { id: 'V01', note: 'one grant', in: [grant], out: ['PERMIT', 'GRANTED', 'PG'] };

describe('onefold consent evaluate', () => {
  it('passes what is decided as it says', async () => {
    expect(await evaluated(JSON.stringify(vectors))).toEqual({
      code: 0,
      out: `${vectors.vectors.length} passed, 0 failed`,
      err: [],
    });
  });

  it('tells each that is not, with what was expected and what it is instead, and fails', async () => {
    const { code, out, err } = await evaluated([
      right,
      { ...right, id: 'V02', out: ['DENY', 'DENIED', 'CRM'] },
      { ...right, id: 'V03', note: undefined, in: [], out: ['PERMIT', 'NOT_APPLICABLE', '-'] },
    ]);
    expect({ code, err }).toEqual({ code: 1, err: [] });
    expect(out.split('\n')).toEqual([
      'V02 one grant',
      '  expected  DENY DENIED CRM',
      '  got       PERMIT GRANTED PG',
      'V03',
      '  expected  PERMIT NOT_APPLICABLE -',
      '  got       DENY NOT_APPLICABLE -',
      '1 passed, 2 failed',
    ]);
  });

  it.each([
    ['ch', { ch: 'SMS' }, {}],
    ['pu', { pu: 'analytics.reporting' }, {}],
    ['cp', { cp: 'ann@a.example' }, {}],
    ['from', { from: '2027' }, {}],
    ['to', { to: '2025-12-31' }, {}],
    ['t', { t: '2020' }, { maxAgeMonths: 24 }],
    ['doi', { doi: false }, { doi: true }],
    ['conf', { conf: 0.9 }, {}],
    ['mode', {}, { mode: 'PROHIBITED' }],
  ])('reads %s', async (name, said, req) => {
    const denied = { id: name, in: [{ ...grant, ...said }], req };
    const permitted = {
      id: 'other',
      in: [{ ...grant, t: '2025', doi: true }],
      req: { ...req, mode: 'OPT_IN', j: [] },
    };
    const { out } = await evaluated([
      { ...denied, out: ['PERMIT', 'GRANTED', 'PG'] },
      { ...permitted, out: ['PERMIT', 'GRANTED', 'PG'] },
    ]);
    expect(out).toMatch(/DENY [A-Z_]+ (PG|-)\n1 passed, 1 failed$/);
  });

  it('reads rec: a grant lifts the opt-out of its own record alone', async () => {
    const optOut = { src: 'PG', status: 'WITHDRAWN', t: '2023' };
    const permitted = { id: 'own', in: [optOut, grant], out: ['PERMIT', 'GRANTED', 'PG'] };
    const denied = { id: 'another', in: [{ ...optOut, rec: '2' }, grant], out: ['DENY', 'WITHDRAWN', 'PG'] };
    expect((await evaluated([permitted, denied])).out).toBe('2 passed, 0 failed');
  });

  it('reads kind: what is restricted is so for a contract too', async () => {
    const optOut = { src: 'PG', status: 'DENIED', t: '2023' };
    const req = { basis: 'CONTRACT' };
    const denied = { id: 'V1', req, in: [{ ...optOut, kind: 'RESTRICTION' }], out: ['DENY', 'DENIED', 'PG'] };
    const permitted = { id: 'V2', req, in: [optOut], out: ['PERMIT', 'NOT_CONSULTED', '-'] };
    expect((await evaluated([denied, permitted])).out).toBe('2 passed, 0 failed');
  });

  it('reads a time in any of the ways in which it may be written', async () => {
    for (const t of ['2024', '2024-02', '2024-02-29', '2024-02-29T12:30Z', '2024-02-29T12:30:01.5+02:00'])
      expect((await evaluated([{ ...right, in: [{ ...grant, t }] }])).code).toBe(0);
    for (const t of ['24', '2023-02-29', '2024-13', '29.02.2024', '2024-02-29T12:30', '']) {
      const { err } = await evaluated([{ ...right, in: [{ ...grant, t }] }]);
      expect(err[0]).toContain('V01 in[0].t: ');
    }
  });

  it('tells every fault of a file, with its line, the vector, the field, and what to do', async () => {
    const { code, out, err } = await evaluated([
      { ...right, in: [{ ...grant, status: 'GRANT' }], why: 'none' },
      { ...right, out: ['PERMIT'] },
      { note: 'nameless', in: [{ source: 'PG', status: 'DENIED', conf: 2 }], out: ['DENY', 'MAYBE', '-'] },
      { id: 'ann@a.example', in: [], out: right.out, req: { j: ['Germany'] }, quorum: [] },
    ]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    const faults = err[0]?.split('\n').map((line) => line.replace(/^vectors\.json:\d+:\d+ /, ''));
    expect(faults).toEqual([
      expect.stringMatching(/^V01 in\[0\]\.status: must be one of SUPPRESSED, .*NOT_ASKED$/),
      'V01 why: is not a key here; keys are id, note, req, quorum, in, out',
      'V01 id: is the id of another (give each its own)',
      'V01 out: must be [PERMIT or DENY, the status that decides, the source that decides or "-"]',
      'vectors[2].id: is required: what the vector is called, such as V01',
      'vectors[2].in[0].src: is required: the name of the source that says it',
      expect.stringMatching(/^vectors\[2\]\.in\[0\]\.source: is not a key here; keys are src, rec, .*/),
      'vectors[2].in[0].conf: must be at most 1',
      expect.stringMatching(/^vectors\[2\]\.out\[1\]: must be one of SUPPRESSED, .*NOT_CONSULTED$/),
      'vectors[3].req.j[0]: must be an ISO 3166 country (US) or subdivision (US-CA)',
      'vectors[3].quorum: must have at least 1 entries',
    ]);
    expect(err[0]).not.toMatch(/GRANT$|none|MAYBE|a\.example|Germany/m);
  });

  it('needs vectors', async () => {
    expect((await evaluated([])).err).toEqual([expect.stringContaining(' vectors: must have at least 1')]);
    expect((await evaluated('{')).err).toEqual([expect.stringContaining('vectors.json:1:2 is not YAML')]);
    expect(await new Folder().ran(evaluate)).toEqual({
      code: 1,
      out: '',
      err: ['vectors.json:1:1 cannot be read: ENOENT'],
    });
  });
});
