/** What the gateway says of itself before anybody is known to it. */
export interface Facts {
  /** Everyone is let in; otherwise a token or key is asked for. */
  readonly open: boolean;
  /** Answers may explain themselves. */
  readonly explain: boolean;
  /** There are sandbox systems to be disturbed. */
  readonly demo: boolean;
}

export async function readFacts(): Promise<Facts> {
  const response = await fetch('/console.json');
  if (!response.ok) throw new Error(`The gateway answered ${response.status}.`);
  return (await response.json()) as Facts;
}
