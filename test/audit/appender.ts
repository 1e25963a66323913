/** A process that writes decisions until it is killed, and says how many it was told are written. Run by the tests. */
import { openDecisionLog } from '../../src/audit/log.ts';
import { decision, key } from './made-up.ts';

const log = await openDecisionLog({
  folder: process.argv[2] ?? '',
  key,
  now: () => new Date(),
  segmentBytes: 50_000,
});
for (let written = 1; ; written += 1) {
  await log.append(decision(written));
  process.stdout.write(`${written}\n`);
}
