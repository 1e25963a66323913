/**
 * Does every line of `src/consent` matter to some test? Makes each small mistake in a copy of the project, runs the tests of
 * consent there, and lists the mistakes that none notices. `docs/consent-mutations.md` names those that change nothing.
 *
 *     node test/consent/mutation.ts              # all files
 *     node test/consent/mutation.ts fold scope   # some
 *
 * Ends with exit code 1 where a mistake goes unnoticed that the document does not name, or the document names one that is
 * noticed or no longer there.
 */
import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { API } from 'typescript/unstable/sync';
import { decide } from '../../src/consent/decide.ts';
import { bruteForce, type Verdict } from './brute-force.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { type Case, caseOf, drawFrom } from './random-cases.ts';

const project = resolve(import.meta.dirname, '../..');
const document = join(project, 'docs/consent-mutations.md');
const folder = 'src/consent';
/** The tests that could notice, in rounds: what one lets pass is tried in the next. */
const testsOf = {
  lattice: [['fold', 'evidence', 'decide', 'examples'], ['laws']],
  scope: [['scope', 'policy', 'evidence', 'decide', 'examples'], ['laws']],
  fold: [['fold', 'evidence', 'decide', 'examples'], ['laws']],
  decide: [['policy', 'evidence', 'decide', 'examples'], ['laws']],
  evidence: [['evidence', 'examples'], ['laws']],
  policy: [['policy', 'examples']],
} as const satisfies Record<string, readonly (readonly string[])[]>;
type ConsentFile = keyof typeof testsOf;
const consentFiles = Object.keys(testsOf) as readonly ConsentFile[];
/** Processes at a time, one for each of two cores. */
const workers = 2;
/** Mistakes a process is started for. */
const batchSize = 20;
/** Milliseconds a batch may take: a mistake could also make a loop that does not end. */
const patience = 600_000;

type Fate = 'noticed' | 'noticed by the type checker' | 'unnoticed';

function mutants(files: readonly ConsentFile[]): readonly Mutant[] {
  const api = new API({ cwd: project });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [join(project, 'tsconfig.json')] });
    return files.flatMap((file) => {
      const path = `${folder}/${file}.ts`;
      const source = snapshot.getProjects()[0]?.program.getSourceFile(join(project, path));
      if (source === undefined) throw new Error(`${path} is not a file of tsconfig.json`);
      return mutantsOf(path, source);
    });
  } finally {
    api.close();
  }
}

/** @throws where the file is no longer what the mutant was made for: whoever edits it meanwhile would be misled. */
function mistaken(mutant: Mutant, text: string): string {
  if (text.slice(mutant.start, mutant.end) !== mutant.was)
    throw new Error(`${mutant.file} was changed during the run`);
  return text.slice(0, mutant.start) + mutant.becomes + text.slice(mutant.end);
}

/** Made-up cases and what they come to, for as long as the code is as it is. */
function settledCases(count: number): readonly { readonly one: Case; readonly verdict: Verdict }[] {
  const draw = drawFrom(1);
  const verdictOn = (one: Case) => bruteForce(one.evidence, one.request, one.thresholds);
  return Array.from({ length: count }, () => caseOf(draw))
    .map((one) => ({ one, verdict: verdictOn(one) }))
    .filter(({ one, verdict }) => isDeepStrictEqual(decided(decide, one), verdict));
}

function decided(decideBy: typeof decide, { evidence, request, thresholds }: Case): Verdict {
  const { decision, status, decidedBy } = decideBy(evidence, request, thresholds);
  return { decision, status, ...(decidedBy === undefined ? {} : { source: decidedBy.ref.source }) };
}

/** Most mistakes show in the first few hundred cases: no test runner is started for those. */
async function showsAtOnce(
  mutant: Mutant,
  cases: ReturnType<typeof settledCases>,
  place: string,
): Promise<boolean> {
  cpSync(join(project, folder), join(place, 'consent'), { recursive: true });
  symlinkSync(join(project, 'src/model'), join(place, 'model'));
  const path = join(place, mutant.file.replace(folder, 'consent'));
  writeFileSync(path, mistaken(mutant, readFileSync(path, 'utf8')));
  try {
    const module: { decide: typeof decide } = await import(
      pathToFileURL(join(place, 'consent/decide.ts')).href
    );
    return cases.some(({ one, verdict }) => !isDeepStrictEqual(decided(module.decide, one), verdict));
  } catch {
    return true;
  }
}

/** The code with one mistake and its tests, beside links to all that they use. */
function copyWith(mutant: Mutant, copy: string): void {
  for (const path of [folder, 'test/consent']) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(project, path), join(copy, path), { recursive: true });
  }
  for (const path of ['src/model', 'src/identity', 'test/identity', 'node_modules', 'package.json'])
    symlinkSync(join(project, path), join(copy, path));
  const path = join(copy, mutant.file);
  writeFileSync(path, mistaken(mutant, readFileSync(path, 'utf8')));
  const { compilerOptions } = JSON.parse(readFileSync(join(project, 'tsconfig.json'), 'utf8'));
  const types = { compilerOptions, files: consentFiles.map((file) => `${folder}/${file}.ts`) };
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(types));
}

/** What failed is not made smaller; that it failed is enough. */
const setup = `import fc from 'fast-check';\nfc.configureGlobal({ seed: 1, endOnFailure: true });\n`;

/** @returns the mutants of which some test says that they are wrong. */
async function noticed(batch: readonly Mutant[], round: number, place: string): Promise<readonly Mutant[]> {
  mkdirSync(place);
  symlinkSync(join(project, 'node_modules'), join(place, 'node_modules'));
  const tests = batch.map((mutant, index) => {
    copyWith(mutant, join(place, `${index}`));
    return (testsOf[fileOf(mutant)][round] ?? []).map((name) => `${index}/test/consent/${name}.test.ts`);
  });
  writeFileSync(join(place, 'setup.ts'), setup);
  // In one process and without isolation: what is tested are functions of plain data.
  const config = {
    include: tests.flat(),
    setupFiles: ['setup.ts'],
    pool: 'threads',
    maxWorkers: 1,
    isolate: false,
    testTimeout: 120_000,
    reporters: ['json'],
    outputFile: 'report.json',
  };
  writeFileSync(join(place, 'vitest.config.mjs'), `export default ${JSON.stringify({ test: config })};\n`);
  await run('vitest', ['run'], place);
  const report: { testResults: readonly { name: string; status: string }[] } = JSON.parse(
    readFileSync(join(place, 'report.json'), 'utf8'),
  );
  const passed = new Set(
    report.testResults.filter(({ status }) => status === 'passed').map(({ name }) => name),
  );
  rmSync(place, { recursive: true });
  return batch.filter((_, index) => !(tests[index] ?? []).every((path) => passed.has(join(place, path))));
}

/** @returns the exit code. */
async function run(program: string, args: readonly string[], cwd: string): Promise<number | null> {
  const { promise, resolve: settle, reject } = Promise.withResolvers<number | null>();
  const options = { cwd, stdio: 'ignore', timeout: patience } as const;
  const child = spawn(join(project, 'node_modules/.bin', program), args, options);
  child.on('error', reject);
  child.on('exit', settle);
  return await promise;
}

async function passesTypeChecker(mutant: Mutant, place: string): Promise<boolean> {
  copyWith(mutant, place);
  const code = await run('tsc', ['--noEmit', '-p', '.'], place);
  rmSync(place, { recursive: true });
  return code === 0;
}

function fileOf({ file }: Mutant): ConsentFile {
  const name = consentFiles.find((one) => file === `${folder}/${one}.ts`);
  if (name === undefined) throw new Error(`${file} is none of ${consentFiles.join(', ')}`);
  return name;
}

/** How a mistake is named, here and in the document; doubled backquotes let the code have single ones. */
function nameOf(mutant: Mutant): string {
  const short = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  const { code, was, becomes } = mutant;
  return `${fileOf(mutant)}: \`\` ${short(code)} \`\`, \`\` ${short(was)} \`\` → \`\` ${short(becomes)} \`\``;
}

async function main(named: readonly string[]): Promise<number> {
  const files = consentFiles.filter((file) => named.length === 0 || named.includes(file));
  const known = new Set(
    readFileSync(document, 'utf8')
      .split('\n')
      .flatMap((line) => /^- (\w+: ``.*`` → ``.*``)$/.exec(line)?.[1] ?? [])
      .filter((name) => files.some((file) => name.startsWith(`${file}:`))),
  );
  const all = mutants(files);
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'consent-mutation-')));
  const place = () => join(temporary, `${places++}`);
  let places = 0;
  const started = performance.now();
  const fates = new Map<Mutant, Fate>();
  const left = () => all.filter((mutant) => !fates.has(mutant));
  try {
    await mustBeSound(all, place);
    const cases = settledCases(20_000);
    for (const mutant of all)
      if (fileOf(mutant) !== 'evidence' && fileOf(mutant) !== 'policy')
        if (await showsAtOnce(mutant, cases, place())) fates.set(mutant, 'noticed');
    console.log(`${left().length} of ${all.length} do not show at once, after ${seconds(started)} s`);

    for (const round of [0, 1]) {
      const queue = left().filter((mutant) => testsOf[fileOf(mutant)][round] !== undefined);
      await inParallel(async () => {
        while (queue.length > 0)
          for (const mutant of await noticed(queue.splice(0, batchSize), round, place()))
            fates.set(mutant, 'noticed');
      });
      console.log(`${left().length} are left after round ${round + 1}, after ${seconds(started)} s`);
    }
    const queue = left();
    await inParallel(async () => {
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift())
        fates.set(
          mutant,
          (await passesTypeChecker(mutant, place())) ? 'unnoticed' : 'noticed by the type checker',
        );
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  const of = (fate: Fate) => all.filter((mutant) => fates.get(mutant) === fate);
  const unnoticed = new Set(of('unnoticed').map(nameOf));
  const surprising = [...unnoticed].filter((name) => !known.has(name));
  const outdated = [...known].filter((name) => !unnoticed.has(name));
  for (const name of surprising) console.log(`- ${name}`);
  for (const name of outdated) console.log(`in the document, and noticed or gone: ${name}`);
  console.log(
    `${all.length} mistakes in ${seconds(started)} s: ${of('noticed').length} noticed, ` +
      `${of('noticed by the type checker').length} by the type checker alone, ${of('unnoticed').length} unnoticed; ` +
      `${surprising.length} of those are not in the document`,
  );
  return surprising.length + outdated.length === 0 ? 0 : 1;
}

/** A test that fails of itself would take every mistake for noticed. */
async function mustBeSound(all: readonly Mutant[], place: () => string): Promise<void> {
  const none = consentFiles.flatMap((file) => all.find((mutant) => fileOf(mutant) === file) ?? []);
  const harmless = none.map((mutant) => ({ ...mutant, becomes: mutant.was }));
  for (const round of [0, 1])
    if ((await noticed(harmless, round, place())).length > 0)
      throw new Error('the tests of consent must pass before mistakes are made');
  const [one] = harmless;
  if (one !== undefined && !(await passesTypeChecker(one, place())))
    throw new Error('the types must be right before mistakes are made');
}

async function inParallel(work: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: workers }, work));
}

function seconds(started: number): number {
  return Math.round((performance.now() - started) / 1000);
}

process.exitCode = await main(process.argv.slice(2));
