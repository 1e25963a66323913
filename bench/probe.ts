/** Loaded before the module of each process of a benchmark: tells the runner what it has used, and ends with it. */
import type { Usage } from './child.ts';

const graceMs = 10_000;

process.on('message', (message) => {
  if (message !== 'usage') return;
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage: Usage = {
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    rssMiB: process.memoryUsage.rss() / 2 ** 20,
  };
  process.send?.(usage);
});
// Told to end rather than killed: the sandbox has databases of its own to drop.
process.once('disconnect', () => {
  setTimeout(() => process.exit(1), graceMs).unref();
  process.kill(process.pid, 'SIGTERM');
});
if (!process.connected) process.exit(1);
process.channel?.unref();
