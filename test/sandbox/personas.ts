/** The sandbox's hand-made people by name, for end-to-end tests. */
import type { Population } from '../../sandbox/people/population.ts';
import type { Persona } from '../../sandbox/people/truth.ts';
import { parseRef, type RecordRef, type SourceName } from '../../src/model/record.ts';

/** @throws TypeError when nobody is called that. */
export function personaNamed({ truth }: Pick<Population, 'truth'>, name: string): Persona {
  const persona = truth.personas.find((one) => one.name === name);
  if (persona === undefined) throw new TypeError(`no persona is called ${name}`);
  return persona;
}

/**
 * The first of a persona's records in a source.
 *
 * @throws TypeError when the source does not know the persona.
 */
export function recordOf({ name, records }: Persona, source: SourceName): RecordRef {
  const ref = records.map(parseRef).find((one) => one?.source === source);
  if (ref === undefined) throw new TypeError(`${source} does not know ${name}`);
  return ref;
}
