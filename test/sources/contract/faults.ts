import { describe, expect, it } from 'vitest';
import type { Probe } from './probe.ts';
import { calling, verdict } from './words.ts';

const retryAfterSeconds = 7;

/** What each fault must be called; broken bytes may end a connection before they can be called unreadable. */
const faults = [
  { mode: 'down', codes: ['SOURCE_UNAVAILABLE'] },
  { mode: 'fail', codes: ['SOURCE_UNAVAILABLE'] },
  { mode: 'throttle', codes: ['SOURCE_THROTTLED'] },
  { mode: 'garbage', codes: ['SOURCE_PROTOCOL', 'SOURCE_UNAVAILABLE'] },
] as const;

export function testFaults(probe: Probe): void {
  describe('faults', () => {
    it.each(faults.flatMap((fault) => ['warm', 'cold'].map((state) => ({ ...fault, state }))))(
      'says what is wrong with a system told to be $mode, and recovers ($state)',
      async ({ mode, state, codes }) => {
        const source = probe.reopen();
        if (state === 'warm') await probe.expectAnswers(source);
        await probe.harness.system.setFault({ mode, retryAfterSeconds });
        for (let round = 0; round < 2; round++)
          for (const outcome of await probe.askEverything(source, calling(4000))) {
            expect(codes).toContain(verdict(outcome));
            const told = outcome.kind === 'failed' ? outcome.error.retryAfter : undefined;
            expect(mode === 'throttle' ? [undefined, retryAfterSeconds] : [undefined]).toContain(told);
          }
        await probe.harness.system.setFault({ mode: 'ok' });
        await probe.expectRecovery(source);
      },
    );

    it('waits for a slow system', async () => {
      await probe.harness.system.setFault({ mode: 'slow', delayMs: 100 });
      const started = performance.now();
      await probe.expectAnswers(probe.source);
      expect(performance.now() - started).toBeGreaterThanOrEqual(95);
    });
  });
}
