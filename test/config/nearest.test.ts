import { expect, it } from 'vitest';
import { nearest } from '../../src/config/nearest.ts';

it.each([
  ['emial', 'email'],
  ['EMAIL', 'email'],
  ['emai', 'email'],
  ['phon', 'phone'],
  ['adress.city', 'address.city'],
  ['card', undefined],
  ['x', undefined],
  ['', undefined],
])('of what there is, %s most likely meant %s', (word, meant) => {
  expect(nearest(word, ['phone', 'email', 'address.city', 'id'])).toBe(meant);
});
