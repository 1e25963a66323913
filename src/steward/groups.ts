/** Records joined into groups, except where two must stay apart: a disjoint-set forest that knows vetoes. */
import type { RefKey } from '../model/record.ts';

export class Groups {
  readonly #parents = new Map<RefKey, RefKey>();
  /** By the root of a group: records that none of the group may be joined with. */
  readonly #foes = new Map<RefKey, readonly RefKey[]>();

  /** Some record that stands for the group: the same for all of its members, until it grows. */
  of(ref: RefKey): RefKey {
    let root = ref;
    for (let up = this.#parents.get(root); up !== undefined; up = this.#parents.get(root)) root = up;
    // The way is made short for whoever asks next.
    for (let at = ref; at !== root; ) {
      const up = this.#parents.get(at) ?? root;
      this.#parents.set(at, root);
      at = up;
    }
    return root;
  }

  /** Concerns later merges; to be said before any. */
  keepApart(a: RefKey, b: RefKey): void {
    for (const [ref, foe] of [
      [a, b],
      [b, a],
    ] as const)
      this.#foes.set(this.of(ref), [...this.#foesOf(this.of(ref)), foe]);
  }

  /** @returns whether the two now stand in one group; false, with nothing changed, when members must stay apart. */
  merge(a: RefKey, b: RefKey): boolean {
    const [left, right] = [this.of(a), this.of(b)];
    if (left === right) return true;
    const [few, many] =
      this.#foesOf(left).length < this.#foesOf(right).length ? [left, right] : [right, left];
    if (this.#foesOf(few).some((foe) => this.of(foe) === many)) return false;
    this.#parents.set(few, many);
    if (this.#foesOf(few).length > 0) this.#foes.set(many, [...this.#foesOf(many), ...this.#foesOf(few)]);
    this.#foes.delete(few);
    return true;
  }

  #foesOf(root: RefKey): readonly RefKey[] {
    return this.#foes.get(root) ?? [];
  }
}
