import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decisions } from '../../src/steward/decisions.ts';
import { isVerdict, type Log } from '../../src/steward/verdict.ts';
import { history, logOf, pair, refs, ruling, saying, seeing, suppressing, verdict } from './histories.ts';

/** All that can be asked of them, but for how far they were folded. */
function told(decisions: Decisions) {
  return {
    pairs: decisions.pairs(),
    rules: decisions.rules(),
    of: refs.map((ref) => decisions.of(ref)),
    partners: refs.map((ref) => decisions.partners(ref)),
    inForce: refs.flatMap((a) => refs.map((b) => decisions.inForce(a, b))),
  };
}

function next(log: Log): number {
  return (log.at(-1)?.id ?? 0) + 1;
}

describe('decisions', () => {
  it('are what was said last of a pair', () => {
    const decisions = Decisions.of(
      logOf(
        saying('crm:1', 'SAME', 'app:1'),
        saying('app:1', 'NOT_SAME', 'crm:1'),
        saying('crm:1', 'SAME', 'app:2'),
      ),
    );
    expect(decisions.inForce('crm:1', 'app:1')).toEqual(verdict(2, 'app:1', 'NOT_SAME', 'crm:1'));
    expect(decisions.inForce('app:1', 'crm:1')).toBe(decisions.inForce('crm:1', 'app:1'));
    expect(decisions.inForce('app:1', 'app:2')).toBeUndefined();
    expect(decisions.of('crm:1').map(({ id }) => id)).toEqual([2, 3]);
    expect(decisions.pairs().map(({ id }) => id)).toEqual([2, 3]);
    expect(decisions.version).toBe(3);
    expect(Decisions.none.version).toBe(0);
  });

  it('withdraw whatever was said of the pair before, by whomever, and of no other', () => {
    const decisions = Decisions.of(
      logOf(
        saying('app:1', 'SAME', 'crm:1'),
        saying('app:1', 'SAME', 'crm:2'),
        saying('app:1', 'NOT_SAME', 'crm:1', { actor: 'noor' }),
        saying('app:1', 'WITHDRAWN', 'crm:1'),
      ),
    );
    expect(decisions.inForce('app:1', 'crm:1')).toBeUndefined();
    expect(decisions.partners('app:1')).toEqual(['crm:2']);
    expect(decisions.of('crm:1')).toEqual([]);
  });

  it('tie records by answers, not by an open question', () => {
    const decisions = Decisions.of(
      logOf(
        saying('crm:1', 'UNSURE', 'app:1'),
        saying('crm:1', 'NOT_SAME', 'shop:7'),
        saying('crm:1', 'SAME', 'app:2'),
      ),
    );
    expect(decisions.partners('crm:1')).toEqual(['app:2', 'shop:7']);
    expect(decisions.of('crm:1').map(({ kind }) => kind)).toEqual(['UNSURE', 'SAME', 'NOT_SAME']);
  });

  it('hold rules of values by kind', () => {
    const decisions = Decisions.of(
      logOf(
        ruling('0a', 'BLOCKED'),
        ruling('0a', 'SHARED', 'phone'),
        ruling('0a', 'SHARED'),
        ruling('0b', 'BLOCKED'),
      ),
    );
    expect(decisions.ruleOf('email', '0a')?.id).toBe(3);
    expect(decisions.ruleOf('phone', '0a')?.rule).toBe('SHARED');
    expect(decisions.ruleOf('phone', '0b')).toBeUndefined();
    const after = decisions.with({ ...ruling('0a', 'WITHDRAWN'), id: 9 });
    expect(after.ruleOf('email', '0a')).toBeUndefined();
    expect(after.ruleOf('phone', '0a')?.id).toBe(2);
    expect(after.version).toBe(9);
  });
});

it("decisions are nobody else's business: what is suppressed or seen leaves them as they are", () => {
  const log = logOf(saying('crm:1', 'SAME', 'app:1'), suppressing('0a'), seeing('0c'));
  const decisions = Decisions.of(log);
  expect(decisions.version).toBe(1);
  expect(decisions.after(log)).toBe(decisions);
  expect(Decisions.of(log.slice(1))).toBe(Decisions.none);
});

describe('decisions of any history', () => {
  it('obey the steward who speaks last', () =>
    fc.assert(
      fc.property(history, pair, fc.constantFrom('SAME', 'NOT_SAME', 'UNSURE'), (log, [a, b], kind) => {
        const said = verdict(next(log), a, kind, b);
        const decisions = Decisions.of(log).with(said);
        expect(decisions.inForce(b, a)).toBe(said);
        expect(decisions.partners(a).includes(b)).toBe(kind !== 'UNSURE');
        expect(decisions.partners(b).includes(a)).toBe(kind !== 'UNSURE');
      }),
    ));

  it('are after a withdrawal as if nothing had ever been said of the pair', () =>
    fc.assert(
      fc.property(history, pair, (log, [a, b]) => {
        const without = log.filter((entry) => !isVerdict(entry) || entry.a !== a || entry.b !== b);
        const withdrawn = Decisions.of(log).with(verdict(next(log), a, 'WITHDRAWN', b));
        expect(told(withdrawn)).toEqual(told(Decisions.of(without)));
      }),
    ));

  it('can always go back: what is said of a fresh pair and withdrawn leaves the state before', () =>
    fc.assert(
      fc.property(history, pair, fc.constantFrom('SAME', 'NOT_SAME', 'UNSURE'), (log, [a, b], kind) => {
        const before = Decisions.of(log);
        fc.pre(before.inForce(a, b) === undefined);
        const after = before
          .with(verdict(next(log), a, kind, b))
          .with(verdict(next(log) + 1, a, 'WITHDRAWN', b));
        expect(told(after)).toEqual(told(before));
      }),
    ));

  it('depend on the order of the log only: not on how it was cut, nor on hearing of it twice', () =>
    fc.assert(
      fc.property(history, fc.nat(40), fc.nat(40), (log, cut, back) => {
        const whole = Decisions.of(log);
        const first = Decisions.of(log.slice(0, cut));
        const before = told(first);
        const parts = first.after(log.slice(Math.max(0, cut - back)));
        expect(told(parts)).toEqual(told(whole));
        expect(parts.version).toBe(whole.version);
        const single = log.reduce((decisions, entry) => decisions.with(entry), Decisions.none);
        expect(told(single)).toEqual(told(whole));
        expect(told(first)).toEqual(before);
        expect(told(whole.after(log.slice(0, cut)))).toEqual(told(whole));
      }),
    ));

  it('do not depend on what order things were said in of different pairs', () =>
    fc.assert(
      fc.property(history, (log) => {
        const subject = (at: number) => {
          const entry = log[at];
          if (entry === undefined) return '';
          if (isVerdict(entry)) return `${entry.a} ${entry.b}`;
          return 'hash' in entry ? `${entry.kind} ${entry.hash}` : entry.veto;
        };
        const sorted = log
          .map((entry, at) => ({ entry, subject: subject(at) }))
          .sort((x, y) => (x.subject < y.subject ? -1 : x.subject > y.subject ? 1 : 0))
          .map(({ entry }, at) => ({ ...entry, id: at + 1 }));
        const kinds = (decisions: Decisions) => [
          decisions.pairs().map(({ a, b, kind, actor }) => [a, b, kind, actor]),
          decisions.rules().map(({ kind, hash, rule }) => [kind, hash, rule]),
        ];
        expect(kinds(Decisions.of(sorted))).toEqual(kinds(Decisions.of(log)));
      }),
    ));

  it('say the same of a record by each of their questions', () =>
    fc.assert(
      fc.property(history, (log) => {
        const decisions = Decisions.of(log);
        for (const ref of refs) {
          const touching = decisions.pairs().filter(({ a, b }) => a === ref || b === ref);
          expect(new Set(decisions.of(ref))).toEqual(new Set(touching));
          for (const { a, b } of touching) expect(decisions.inForce(a, b)).toBeDefined();
        }
        expect(decisions.pairs().every(({ a, b, kind }) => a < b && kind !== 'WITHDRAWN')).toBe(true);
      }),
    ));
});
