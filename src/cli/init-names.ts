/** Names of a surveyed system that no configuration can hold. */
import type { Survey } from '../../sources/contract.ts';
import { shieldReferences, unshield } from '../config/environment.ts';

/**
 * A survey without objects and columns whose names hold what a configuration reads as a reference: the variable's value, a
 * secret perhaps, would be sent to the system in the place of the name.
 * @returns with what was left out, in words.
 */
export function nameable({ objects, ...survey }: Survey): {
  readonly survey: Survey;
  readonly left: readonly string[];
} {
  const left: string[] = [];
  const isKept = (name: string, whole: string) => {
    const kept = shieldReferences(name) === name && unshield(name) === name;
    if (!kept)
      left.push(`${whole} is left out: what is in its name would be read as an environment variable`);
    return kept;
  };
  const kept = objects
    .filter(({ name }) => isKept(name, name))
    .map((object) => ({
      ...object,
      columns: object.columns.filter(({ name }) => isKept(name, `${object.name}.${name}`)),
    }));
  return { survey: { ...survey, objects: kept }, left };
}
