/** The hand-made people of the sandbox, as it tells of them. */
export interface Persona {
  readonly name: string;
  readonly story: string;
  /** As `source:id`, the one to begin with first. */
  readonly records: readonly string[];
}

/** @throws where the sandbox does not answer. */
export async function readPersonas(signal: AbortSignal): Promise<readonly Persona[]> {
  const response = await fetch('/demo/personas', { signal });
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}.`);
  return (await response.json()) as readonly Persona[];
}
