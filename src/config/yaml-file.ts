/** A YAML file with its variables replaced, which knows the line of everything in it. */
import { readFileSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import type { z } from 'zod';
import { type Environment, shieldReferences, substitute, unshield } from './environment.ts';
import type { Fault } from './fault.ts';
import { describeIssue, findings, type Path } from './issues.ts';

export class YamlFile {
  readonly name: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed | undefined;
  readonly #env: Environment | undefined;
  #refusal: string | undefined;
  readonly #faults = new Map<string, Fault>();
  /** Scalars that came out of the environment as text, by path: a schema may take them for a number. */
  readonly #substituted = new Map<string, Scalar>();

  private constructor(name: string, env: Environment | undefined) {
    this.name = name;
    this.#env = env;
    const text = this.#read();
    if (text === undefined) return;
    const document = parseDocument(env === undefined ? text : shieldReferences(text), {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: false,
      merge: true,
    });
    for (const { code, pos } of [...document.errors, ...document.warnings])
      this.#add(
        pos[0],
        '',
        `is not YAML that can be read here: ${syntax[code] ?? 'see the syntax of this line'}`,
      );
    visit(document, {
      Alias: (_, alias) => {
        if (alias.resolve(document) === undefined)
          this.#add(alias.range?.[0] ?? 0, '', 'is an alias of no anchor above it');
      },
    });
    if (this.#faults.size > 0) return;
    this.#document = document;
    if (document.contents !== null) this.#enter(document.contents, []);
  }

  /**
   * Reads a file. Whatever is wrong with it is among its faults.
   * @param env - replaces the file's variables; without it, text is taken as it is written.
   */
  static read(name: string, env?: Environment): YamlFile {
    return new YamlFile(name, env);
  }

  /** The system's code for why there is no such file to read; undefined for a file that could be read. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** In the order of the lines. */
  get faults(): readonly Fault[] {
    return [...this.#faults.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  /** What the file says; undefined when it cannot be read at all. */
  get data(): unknown {
    return this.#document?.toJS({ maxAliasCount: -1 });
  }

  /** Adds a fault at the line of a path, or of what is nearest above it. The first fault of a path stands. */
  fault(path: Path, message: string, fix?: string): void {
    this.#add(this.#offsetOf(path), textOf(path), message, fix);
  }

  /**
   * The file as a schema reads it; whatever the schema finds becomes a fault.
   * @returns undefined when it finds something, or the file cannot be read.
   */
  check<Schema extends z.ZodType>(schema: Schema): z.output<Schema> | undefined {
    if (this.#document === undefined) return undefined;
    let result = schema.safeParse(this.data, { error: describeIssue });
    if (!result.success && this.#retype(result.error.issues))
      result = schema.safeParse(this.data, { error: describeIssue });
    if (result.success) return result.data;
    for (const { path, message, fix } of result.error.issues.flatMap((issue) => findings(issue)))
      this.fault(path, message, fix);
    return undefined;
  }

  #read(): string | undefined {
    try {
      return readFileSync(this.name, 'utf8');
    } catch (error) {
      this.#refusal = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
      this.#add(0, '', `cannot be read: ${this.#refusal}`);
      return undefined;
    }
  }

  #add(offset: number, path: string, message: string, fix?: string): void {
    const { line, col } = this.#lines.linePos(offset);
    const at = path === '' ? `${offset}` : path;
    if (!this.#faults.has(at))
      this.#faults.set(at, {
        file: this.name,
        line: Math.max(line, 1),
        column: Math.max(col, 1),
        path,
        message,
        ...(fix === undefined ? {} : { fix }),
      });
  }

  /** Replaces the variables below a node and finds keys that are written twice. */
  #enter(node: Node, path: Path): void {
    if (isMap<Scalar, Node>(node)) {
      const seen = new Set<string>();
      for (const { key, value } of node.items) {
        if (typeof key.value === 'string') key.value = unshield(key.value);
        const name = String(key.value);
        if (seen.has(name))
          this.#add(key.range?.[0] ?? 0, textOf([...path, name]), 'is written twice', 'keep one of them');
        seen.add(name);
        if (value !== null) this.#enter(value, [...path, name]);
      }
    } else if (isSeq<Node>(node)) {
      for (const [index, item] of node.items.entries()) this.#enter(item, [...path, index]);
    } else if (isScalar(node) && typeof node.value === 'string') this.#replace(node, node.value, path);
  }

  #replace(node: Scalar, text: string, path: Path): void {
    const replaced = this.#env && substitute(text, this.#env);
    if (replaced === undefined) return;
    node.value = replaced.text;
    this.#substituted.set(textOf(path), node);
    if (replaced.faults.length > 0) this.fault(path, replaced.faults.join('; '));
  }

  /** Variables are text: turns those into numbers and booleans where the schema wants such. */
  #retype(issues: readonly z.core.$ZodIssue[]): boolean {
    let changed = false;
    for (const issue of issues) {
      const scalar = issue.code === 'invalid_type' ? this.#substituted.get(textOf(issue.path)) : undefined;
      if (scalar === undefined || issue.code !== 'invalid_type') continue;
      const pattern = scalarForms[issue.expected];
      if (pattern === undefined || typeof scalar.value !== 'string' || !pattern.test(scalar.value)) continue;
      scalar.value = JSON.parse(scalar.value);
      changed = true;
    }
    return changed;
  }

  #offsetOf(path: Path): number {
    let node: unknown = this.#document?.contents;
    let offset = 0;
    for (const step of path) {
      if (isAlias(node) && this.#document !== undefined) node = node.resolve(this.#document);
      if (isMap<Scalar, Node>(node)) {
        const pair = node.items.find(({ key }) => String(key.value) === String(step));
        if (pair === undefined) break;
        offset = pair.key.range?.[0] ?? offset;
        node = pair.value;
      } else if (isSeq<Node>(node)) {
        const item: Node | undefined = node.items[Number(step)];
        offset = item?.range?.[0] ?? offset;
        node = item;
      } else break;
    }
    return offset;
  }
}

const scalarForms: Readonly<Record<string, RegExp>> = {
  number: /^-?(0|[1-9]\d*)(\.\d+)?$/,
  boolean: /^(true|false)$/,
};

/** The parser's own messages may quote the file, and with it a secret; these cannot. */
const syntax: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation does not fit the lines above',
  BLOCK_AS_IMPLICIT_KEY:
    'a mapping starts where a value is already given; check the colons and the indentation',
  MISSING_CHAR: 'a quote, bracket or comma is missing',
  MULTILINE_IMPLICIT_KEY: 'a key must be on one line; check the colon and the indentation',
  MULTIPLE_DOCS: 'only one document is read; remove the ---',
  NON_STRING_KEY: 'a key must be text',
  TAB_AS_INDENT: 'indentation must be spaces, not tabs',
  TAG_RESOLVE_FAILED: 'unknown tag; quote the value if it starts with an exclamation mark',
  UNEXPECTED_TOKEN: 'something stands where nothing may; check quotes and brackets',
};

function textOf(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}${text && '.'}${nameOf(step)}`),
    '',
  );
}

/** A missing colon makes a value part of its key: what does not look like a name is not shown. */
function nameOf(key: PropertyKey): string {
  const name = String(key);
  return /^[\w.*-]{1,64}$/.test(name) ? name : '<key>';
}
