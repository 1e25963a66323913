/** What a map holds for a key, made when it is first asked for. */
export function kept<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Makes something of two things once, and keeps it while both are there. */
export function oncePerPair<One extends object, Other extends object, Value>(
  make: (one: One, other: Other) => Value,
): (one: One, other: Other) => Value {
  const made = new WeakMap<One, WeakMap<Other, Value>>();
  return (one, other) =>
    kept(
      kept(made, one, () => new WeakMap<Other, Value>()),
      other,
      () => make(one, other),
    );
}
