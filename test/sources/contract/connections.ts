import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Probe } from './probe.ts';
import { calling, promptly } from './words.ts';

export function testConnections(probe: Probe): void {
  describe('connections', () => {
    it('opens no more than it may when many first calls come at once', async () => {
      const before = probe.harness.system.connections;
      const source = probe.reopen();
      await Promise.all(Array.from({ length: 40 }, () => probe.expectAnswers(source)));
      expect(probe.harness.system.connections - before).toBeLessThanOrEqual(probe.harness.pool);
    });

    it('is created while the system is down, and answers when that is up', async () => {
      await probe.harness.system.setFault({ mode: 'down' });
      const source = probe.reopen();
      await probe.expectVerdicts(probe.askEverything(source, calling(4000)), 'SOURCE_UNAVAILABLE');
      await probe.harness.system.setFault({ mode: 'ok' });
      await probe.expectRecovery(source);
    });

    it.each(['warm', 'cold'])('closes twice, and fails what is asked later (%s)', async (state) => {
      const source = probe.reopen();
      if (state === 'warm') await probe.expectAnswers(source);
      await source.close();
      await source.close();
      for (const { kind } of await probe.askEverything(source, calling())) expect(kind).toBe('failed');
    });

    it('closes while the system hangs', async () => {
      const source = probe.reopen();
      await probe.expectAnswers(source);
      await probe.harness.system.setFault({ mode: 'hang' });
      const asked = probe.askEverything(source, calling(1000));
      await pause(30);
      const started = performance.now();
      await source.close();
      for (const { kind } of await asked) expect(kind).toBe('failed');
      expect(performance.now() - started).toBeLessThan(1000 + promptly);
    });
  });
}
