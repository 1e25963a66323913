/** Keys and decisions that mean nothing. */
import { createSecretKey } from 'node:crypto';

export const key = createSecretKey(Buffer.alloc(32, 'the key of the tests'));
export const otherKey = createSecretKey(Buffer.alloc(32, 'another key'));

export const decision = (count: number) => ({
  kind: 'answer',
  request: `request-${count}`,
  denied: ['email'],
});
