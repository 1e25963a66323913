/** What a source says of one decision, without saying the same twice. */
import type { Cell, Evidence } from './decision.ts';
import { byChannel } from './why.ts';
import { wholePurposeInWords } from './words.ts';

export interface Piece {
  readonly evidence: Evidence;
  /** Every purpose and channel of which the very same is said, in words. */
  readonly about: readonly string[];
}

/** What is recorded, strongest first; a place in which there is nothing is no piece. */
export function piecesOf({ evidence }: Cell): readonly Piece[] {
  const groups = Map.groupBy(
    evidence.filter((one) => !isEmptyPlace(one)),
    ({ purpose: _, channel: __, ...said }) => JSON.stringify(said),
  );
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map((one): Piece => ({ evidence: one, about: [...new Set(group.map(aboutOf))] })),
  );
}

/** Places for an answer in which there is none: fields, or scopes of the source as a whole, each once. */
export function placesOf({ evidence }: Cell): readonly string[] {
  const empty = evidence.filter(isEmptyPlace);
  return [...new Set(empty.map((one) => one.field ?? `for ${aboutOf(one)}`))];
}

function isEmptyPlace({ status }: Evidence): boolean {
  return status === 'NOT_ASKED';
}

function aboutOf({ purpose, channel }: Evidence): string {
  return [wholePurposeInWords(purpose), byChannel(channel)].filter((part) => part !== '').join(' ');
}
