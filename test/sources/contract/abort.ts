import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Probe } from './probe.ts';
import { calling, promptly } from './words.ts';

export function testAbort(probe: Probe): void {
  describe('abort', () => {
    it('answers a call that was aborted before it began with a time-out, and asks nothing', async () => {
      await probe.expectAnswers(probe.source);
      const call = { ...calling(), signal: AbortSignal.abort() };
      const calls = await probe.callsFor(() =>
        probe.expectVerdicts(probe.askEverything(probe.source, call), 'SOURCE_TIMEOUT'),
      );
      expect(calls).toBe(0);
    });

    it.each(['warm', 'cold'])('answers promptly when aborted while the system hangs (%s)', async (state) => {
      const source = probe.reopen();
      if (state === 'warm') await probe.expectAnswers(source);
      await probe.harness.system.setFault({ mode: 'hang' });
      // More rounds than there are connections, so that a leaked one would be missed.
      for (let round = 0; round <= Math.min(probe.harness.pool, 10); round++) {
        const controller = new AbortController();
        const asked = probe.askEverything(source, { ...calling(), signal: controller.signal });
        await pause(30);
        const aborted = performance.now();
        controller.abort();
        await probe.expectVerdicts(asked, 'SOURCE_TIMEOUT');
        expect(performance.now() - aborted).toBeLessThan(promptly);
      }
      await probe.harness.system.setFault({ mode: 'ok' });
      await probe.expectRecovery(source);
      await Promise.all(Array.from({ length: 20 }, () => probe.expectAnswers(source)));
    });

    it('keeps the deadline of a slow system', async () => {
      const source = probe.reopen();
      await probe.expectAnswers(source);
      await probe.harness.system.setFault({ mode: 'slow', delayMs: 5000 });
      const started = performance.now();
      await probe.expectVerdicts(probe.askEverything(source, calling(200)), 'SOURCE_TIMEOUT');
      expect(performance.now() - started).toBeLessThan(200 + promptly);
      await probe.harness.system.setFault({ mode: 'ok' });
      await probe.expectRecovery(source);
    });

    it('harms no other call', async () => {
      const source = probe.reopen();
      await probe.expectAnswers(source);
      await probe.harness.system.setFault({ mode: 'slow', delayMs: 150 });
      const controller = new AbortController();
      const aborted = probe.askEverything(source, { ...calling(), signal: controller.signal });
      const patient = probe.askEverything(source, calling());
      await pause(30);
      controller.abort();
      await probe.expectVerdicts(aborted, 'SOURCE_TIMEOUT');
      await probe.expectVerdicts(patient, 'found');
    });
  });
}
