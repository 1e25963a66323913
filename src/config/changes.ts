/** What differs between two configurations: which settings, never what they are. */
import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from './configuration.ts';

export interface Change {
  /** As the file has it, two keys deep at most: `sources.crm`, `gateway.deadline`, `audit`. */
  readonly setting: string;
  readonly kind: 'added' | 'changed' | 'removed';
}

/** In the order of the settings; empty where both come to the same, however they are written. */
export function changesBetween(before: Configuration, after: Configuration): readonly Change[] {
  const old = settingsOf(before);
  const fresh = settingsOf(after);
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((setting): readonly Change[] => {
    if (!old.has(setting)) return [{ setting, kind: 'added' }];
    if (!fresh.has(setting)) return [{ setting, kind: 'removed' }];
    // Of a model the version is compared: it changes with any number in it.
    const same = isDeepStrictEqual(old.get(setting), fresh.get(setting));
    return same ? [] : [{ setting, kind: 'changed' }];
  });
}

/** By the names that the file has for them; what the file does not give a value is left out. */
function settingsOf({ gateway, sources, identity, profile, consent, access, ...whole }: Configuration) {
  const { policy, ...terms } = consent;
  const sections = {
    gateway,
    sources: Object.fromEntries(sources.map(({ name, options }) => [name, options])),
    identity,
    profile,
    consent: { ...terms, ...policy },
    access,
  };
  const inSections = Object.entries(sections).flatMap(([section, settings]) =>
    Object.entries(settings).map(([name, value]): [string, unknown] => [`${section}.${name}`, value]),
  );
  return new Map([...inSections, ...Object.entries(whole)].filter(([, value]) => value !== undefined));
}
