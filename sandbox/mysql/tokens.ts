/** MySQL's SQL cut into words, so that statements are rewritten by meaning and a value is never taken for syntax. */

export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'parameter' | 'variable' | 'symbol';
  /** As written. */
  readonly source: string;
  /** A word in upper case, the bare name, the decoded text; otherwise as written. */
  readonly value: string;
  /** Where it starts in the statement. */
  readonly at: number;
}

const pattern =
  /(?<space>\s+|--(?=\s|$)[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*")|(?<name>`(?:[^`]|``)*`)|(?<variable>@@?[\w.$]*)|(?<word>[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<parameter>\?)|(?<symbol><=>|<=|>=|<>|!=|:=|&&|\|\||[\s\S])/y;

/** `\\%` and `\\_` stay as they are: LIKE reads them. */
const escapes: Record<string, string> = {
  '%': '\\%',
  _: '\\_',
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  '0': '\0',
  Z: '\x1a',
};

/** Comments, hints among them, are left out. */
export function tokens(sql: string): Token[] {
  const found: Token[] = [];
  for (const match of sql.matchAll(new RegExp(pattern, 'gy'))) {
    const groups = match.groups ?? {};
    const source = match[0];
    const at = match.index;
    if (groups['space'] !== undefined) continue;
    if (groups['text'] !== undefined) found.push({ kind: 'text', source, value: decoded(source), at });
    else if (groups['name'] !== undefined) {
      found.push({ kind: 'name', source, value: source.slice(1, -1).replaceAll('``', '`'), at });
    } else if (groups['word'] !== undefined) {
      found.push({ kind: 'word', source, value: source.toUpperCase(), at });
    } else if (groups['variable'] !== undefined) found.push({ kind: 'variable', source, value: source, at });
    else if (groups['number'] !== undefined) found.push({ kind: 'number', source, value: source, at });
    else if (groups['parameter'] !== undefined) found.push({ kind: 'parameter', source, value: source, at });
    else found.push({ kind: 'symbol', source, value: source, at });
  }
  return found;
}

export function countParameters(sql: string): number {
  return tokens(sql).filter((token) => token.kind === 'parameter').length;
}

function decoded(literal: string): string {
  const quote = literal.charAt(0);
  return literal
    .slice(1, -1)
    .replace(/\\([\s\S])|(''|"")/g, (pair: string, escaped: string | undefined) =>
      escaped === undefined ? (pair.charAt(0) === quote ? quote : pair) : (escapes[escaped] ?? escaped),
    );
}
