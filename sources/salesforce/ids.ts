const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The three characters that make a 15 character id safe to compare without case: five capitals' bits in each. */
function suffix(id: string): string {
  let text = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let at = 0; at < 5; at += 1) if (isCapital(id.charCodeAt(block + at))) bits |= 1 << at;
    text += alphabet.charAt(bits);
  }
  return text;
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}

/**
 * The 18 character form of a Salesforce id, which is how the REST API writes it.
 * @returns undefined for what Salesforce would refuse as an id: one such value fails the whole statement.
 */
export function salesforceId(text: string): string | undefined {
  if (!/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(text)) return undefined;
  const id = text.slice(0, 15) + suffix(text);
  return text.length === 15 || text === id ? id : undefined;
}
