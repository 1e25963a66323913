/** Zod's issues in words that help: what is expected, never what was given. */
import { z } from 'zod';
import { nearest } from './nearest.ts';

export type Path = readonly PropertyKey[];

export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly fix?: string;
}

/** An error map for `safeParse`: speaks where a schema has no message of its own. */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined || issue.input === null) return missing(issue);
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${nouns[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${choice(issue.values.map(String))}`;
    case 'unrecognized_keys':
      return `is not a key here; keys are ${keysOf(issue.inst).join(', ')}`;
    case 'too_small':
      return `must ${measure(issue.origin, 'least', issue.minimum)}`;
    case 'too_big':
      return `must ${measure(issue.origin, 'most', issue.maximum)}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'must be a URL' : 'has the wrong form';
    case 'invalid_union':
      return Array.isArray(issue['options'])
        ? `must be ${choice(issue['options'].map(String))}`
        : 'is not valid';
    default:
      return 'is not valid';
  }
}

const nouns: Readonly<Record<string, string>> = {
  string: 'text (in quotes if it looks like a number or a word such as true)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
  array: 'a list',
};

function missing(issue: z.core.$ZodRawIssue): string {
  const about = issue.inst instanceof z.ZodType ? issue.inst.description : undefined;
  const state = issue.input === null ? 'is empty' : 'is required';
  return about === undefined ? state : `${state}: ${about}`;
}

function choice(values: readonly string[]): string {
  return values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`;
}

function measure(origin: string, bound: 'least' | 'most', limit: number | bigint): string {
  const size = `at ${bound} ${limit}`;
  if (origin === 'string') return limit === 1 ? 'not be empty' : `have ${size} characters`;
  return origin === 'array' ? `have ${size} entries` : `be ${size}`;
}

function keysOf(inst: unknown): readonly string[] {
  return inst instanceof z.ZodObject ? Object.keys(inst.shape) : [];
}

/** Flattens an issue into what to say at which path: of a union, the branch that was meant. */
export function findings(issue: z.core.$ZodIssue, above: Path = []): readonly Finding[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => aboutKey([...path, key], issue.message));
    case 'invalid_key':
      return [aboutKey(path, issue.issues[0]?.message ?? issue.message)];
    case 'invalid_union':
      return ofUnion(issue, path);
    case 'custom':
      return [aboutKey(path, issue.message)];
    default:
      return [{ path, message: issue.message }];
  }
}

/** The branch that was meant: the only one not of another kind, else the one nearest to what is written. */
function ofUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path): readonly Finding[] {
  const branches = issue.errors.filter((branch) => !branch.some(isOfOtherKind));
  const [nearestBranch, next] = branches
    .map((branch) => branch.flatMap((one) => findings(one, path)))
    .sort((a, b) => distance(a) - distance(b));
  if (nearestBranch !== undefined && (next === undefined || distance(nearestBranch) < distance(next)))
    return nearestBranch;
  return [{ path, message: eitherOf(issue) }];
}

function isOfOtherKind(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

/** A mistyped key explains the one that is missing. */
function distance(branch: readonly Finding[]): number {
  return branch.filter(({ fix }) => fix === undefined).length;
}

function eitherOf({ errors, message }: z.core.$ZodIssueInvalidUnion): string {
  if (errors.length === 0 || message !== 'is not valid') return message;
  const choices = errors.flatMap((branch) =>
    branch.slice(0, 1).map((one) => [...one.path.map(String), one.message].join(' ')),
  );
  return [...new Set(choices)].join(', or ').replaceAll(', or must be', ', or');
}

/** Messages about a key list the keys there are; the nearest of them is probably the one meant. */
function aboutKey(path: Path, message: string): Finding {
  const listed = message.match(/[\w.-]+(?=,)|(?<=, |keys are )[\w.-]+/g) ?? [];
  const near = nearest(String(path.at(-1)), listed);
  return { path, message, ...(near === undefined ? {} : { fix: `did you mean ${near}?` }) };
}
