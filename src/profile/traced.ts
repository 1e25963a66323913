/** What a trace keeps of a customer that was found. */
import type { Answer } from '../identity/answer.ts';
import type { Memory } from '../identity/recall.ts';
import type { TracedCustomer } from '../loading/trace.ts';

export function tracedCustomer(memory: Memory, answer: Answer): TracedCustomer {
  const { waves, complete, members, unasked } = answer;
  const remembered = answer.stale ? 'STALE' : answer.warm ? 'REMEMBERED' : 'CHANGED';
  const known = { room: remembered, nobody: 'NOBODY', unknown: 'UNKNOWN' } as const;
  return {
    memory: known[memory.kind],
    waves,
    records: members.length,
    complete,
    unasked: [...unasked].sort(),
  };
}
