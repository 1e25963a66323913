/** Environment variables: the only place that reads those of the process, and how a configuration refers to them. */

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process. */
export const environment: Environment = process.env;

// Braces end a plain scalar inside a YAML flow mapping, so references are shielded before the text is parsed: same
// length, so every line and column stays true.
const open = '\uE000';
const close = '\uE001';

/** Makes `${NAME}` a part of any YAML scalar. */
export function shieldReferences(text: string): string {
  return text.replaceAll(/\$\{([^{}\n]*)\}/g, `$$${open}$1${close}`);
}

/** Gives shielded text its braces back. */
export function unshield(text: string): string {
  return text.replaceAll(open, '{').replaceAll(close, '}');
}

const reference = new RegExp(`\\$${open}([^${close}]*)${close}`, 'g');

export interface Substitution {
  readonly text: string;
  /** What is wrong with each reference that could not be replaced. */
  readonly faults: readonly string[];
}

/**
 * Replaces `${NAME}` by the variable and `${NAME:-default}` by the default where the variable is unset or empty.
 * @param text - shielded.
 * @returns undefined for text without references.
 */
export function substitute(text: string, env: Environment): Substitution | undefined {
  if (!text.includes(open)) return undefined;
  const faults: string[] = [];
  const replaced = text.replaceAll(reference, (_, inner: string) => {
    const { name, fallback } = /^(?<name>[A-Za-z_]\w*)(:-(?<fallback>.*))?$/.exec(inner)?.groups ?? {};
    if (name === undefined) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the notation itself
      faults.push('holds a reference that is not ${NAME} or ${NAME:-default}');
      return '';
    }
    const value = env[name];
    if (fallback !== undefined) return value || fallback;
    if (value === undefined) faults.push(`needs the environment variable ${name}, which is not set`);
    return value ?? '';
  });
  return { text: replaced, faults };
}
