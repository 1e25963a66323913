/**
 * The layers as data, and every import held to them: a file may import from what its layer names, and from nothing
 * else. Change a line here only with the reason in the commit.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const longest = 350;
/** Longer than that: one table of a vendor's objects. */
const long = new Set(['sandbox/stripe/objects.ts']);

/** What each part may import besides itself; the longest prefix that fits a file is its part. */
const parts: Readonly<Record<string, readonly string[]>> = {
  'src/model/': [],
  'src/execution/': [],
  'src/identity/': ['src/model/'],
  'src/consent/': ['src/model/'],
  'src/access/': ['src/model/'],
  'src/steward/': ['src/model/'],
  'src/audit/': ['src/model/'],
  'src/evaluation/': [
    'src/model/',
    'src/identity/',
    'src/config/',
    'src/cli/table.ts',
    'sources/values.ts',
    'sources/contract.ts',
  ],
  'src/profile/': [
    'src/model/',
    'src/access/',
    'src/identity/',
    'src/consent/',
    'src/loading/',
    'sources/contract.ts',
  ],
  'src/setup/': ['src/model/', 'sources/contract.ts', 'sources/mapping.ts'],
  'src/loading/': ['src/model/', 'src/identity/', 'sources/contract.ts'],
  'src/config/': ['src/model/', 'src/identity/', 'src/consent/', 'src/access/', 'src/profile/', 'sources/'],
  'src/gateway/': [
    'src/model/',
    'src/access/',
    'src/identity/',
    'src/steward/',
    'src/audit/',
    'src/consent/',
    'src/profile/',
    'src/loading/',
    'src/config/',
    'src/execution/',
    'resolvers/index.ts',
    'sources/contract.ts',
    'sources/registry.ts',
  ],
  'src/cli/': ['src/', 'sources/', 'sandbox/'],
  'src/main.ts': ['src/', 'sources/', 'sandbox/'],
  'resolvers/': [
    'src/model/',
    'src/access/',
    'src/identity/',
    'src/steward/',
    'src/consent/',
    'src/profile/',
    'src/gateway/',
    'src/loading/',
    'src/setup/',
    'sources/contract.ts',
  ],
  'sources/': [
    'src/model/',
    'src/identity/normalise.ts',
    'src/identity/email.ts',
    'src/identity/phone.ts',
    'src/identity/country.ts',
    // What is looked up by likeness is seen in records by the same code that asks for it.
    'src/identity/candidate.ts',
    'src/identity/terms.ts',
    'src/identity/person.ts',
  ],
  'sandbox/': ['src/model/'],
  // A client like any other: it knows the schema, and nothing of what is behind it. `gql/` is made from the schema.
  'console/src/': [],
};

/** Source kinds: folders that know their shared files and no other kind. `sql` is what the SQL kinds share. */
const kinds = ['memory', 'mysql', 'postgres', 'salesforce', 'stripe'];

/** Decides from data alone: no clock, chance, process or I/O. What does have effects is listed beside it. */
const pure = [
  'src/model/',
  'src/identity/',
  'src/consent/',
  'src/profile/',
  'src/steward/',
  'src/audit/',
  'src/setup/',
];
const shell = new Set([
  'src/identity/resolve.ts',
  'src/identity/explore.ts',
  'src/identity/scout.ts',
  'src/identity/questions.ts',
  'src/identity/revisit.ts',
  'src/identity/xref.ts',
  'src/profile/assemble.ts',
  'src/profile/refresher.ts',
  'src/steward/postgres-store.ts',
  'src/steward/tidings.ts',
  'src/steward/folder.ts',
  'src/audit/log.ts',
  'src/audit/segment-file.ts',
  'src/audit/lines.ts',
  'src/audit/verify.ts',
  // A model is a file.
  'src/identity/model-file.ts',
]);
/** Computations that Node offers as modules. */
const pureModules = new Set(['node:crypto', 'node:url']);
const effects =
  /\b(Date\.now|new Date\(\)|Math\.random|process\.|setTimeout|setInterval|setImmediate|queueMicrotask|fetch\(|performance\.|randomUUID|randomBytes|console\.)/;

interface File {
  readonly path: string;
  readonly text: string;
  /** Paths from the root for files of ours, bare names for packages. */
  readonly imports: readonly string[];
  /** Those of them that are there at run time: types are erased. */
  readonly loads: readonly string[];
}

function filesBelow(folder: string): readonly File[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('gql/'))
    .map((name) => {
      const path = join(folder, name);
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text), loads: importsOf(path, withoutTypes(text)) };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function importsOf(path: string, text: string): readonly string[] {
  const statements = text.matchAll(
    /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map(([, still, dynamic]) => {
    const target = still ?? dynamic ?? '';
    return target.startsWith('.') ? normalize(join(dirname(path), target)) : target;
  });
}

function withoutTypes(text: string): string {
  return text.replace(/^(import|export) type [^;]*;$/gm, '');
}

/** Comments may speak of what code may not do. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

const files = ['src', 'resolvers', 'sources', 'sandbox', 'console/src'].flatMap(filesBelow);
const ours = new Map(files.map((file) => [file.path, file]));
const edges = files.flatMap((file) =>
  file.imports.filter((target) => ours.has(target)).map((target) => ({ file, target })),
);

function partOf(path: string): string | undefined {
  return Object.keys(parts)
    .filter((prefix) => path.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0];
}

function kindOf(path: string): string | undefined {
  return kinds.find((kind) => path.startsWith(`sources/${kind}/`));
}

describe('architecture', () => {
  it('reads imports', () => {
    const text =
      "import a from './a.ts';\nimport type {\n  B,\n} from '../b.ts';\nexport * from 'c';\nimport 'd';\nawait import('./e.ts');";
    expect(importsOf('src/x/y.ts', text)).toEqual(['src/x/a.ts', 'src/b.ts', 'c', 'd', 'src/x/e.ts']);
    expect(importsOf('src/x/y.ts', withoutTypes(text))).toEqual(['src/x/a.ts', 'c', 'd', 'src/x/e.ts']);
    expect(files.length).toBeGreaterThan(100);
    expect(edges.length).toBeGreaterThan(300);
  });

  it('imports only from the layers below', () => {
    const faults = edges
      .filter(({ file, target }) => {
        const part = partOf(file.path);
        return (
          part === undefined || ![part, ...(parts[part] ?? [])].some((prefix) => target.startsWith(prefix))
        );
      })
      .map(({ file, target }) => `${file.path} imports ${target}`);
    expect(faults).toEqual([]);
  });

  it('knows a kind of source in its own folder and the registry only', () => {
    const faults = edges
      .filter(({ file, target }) => kindOf(target) !== undefined && kindOf(target) !== kindOf(file.path))
      .filter(({ file }) => file.path !== 'sources/registry.ts')
      .map(({ file, target }) => `${file.path} imports ${target}`);
    expect(faults).toEqual([]);
  });

  it('has no file that imports itself by a detour', () => {
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]) => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      if (done.has(path) || trail.includes(path)) return;
      for (const target of ours.get(path)?.loads ?? []) if (ours.has(target)) visit(target, [...trail, path]);
      done.add(path);
    };
    for (const { path } of files) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it('decides without clock, chance or I/O', () => {
    const core = files.filter(
      ({ path }) => pure.some((prefix) => path.startsWith(prefix)) && !shell.has(path),
    );
    const faults = core.flatMap(({ path, text, imports, loads }) =>
      [
        ...imports.filter((target) => target.startsWith('node:') && !pureModules.has(target)),
        ...loads.filter((target) => shell.has(target)),
        ...(effects.exec(codeOf(text))?.slice(0, 1) ?? []),
      ].map((what) => `${path} has ${what}`),
    );
    expect(faults).toEqual([]);
  });

  it('reads the environment in src/config only', () => {
    const faults = files
      .filter(({ path, text }) => !path.startsWith('src/config/') && /\bprocess\.env\b/.test(codeOf(text)))
      .map(({ path }) => path);
    expect(faults).toEqual([]);
  });

  it('makes no exception for what is not there', () => {
    expect([...shell, ...long].filter((path) => !ours.has(path))).toEqual([]);
    expect(Object.keys(parts).filter((prefix) => !files.some(({ path }) => path.startsWith(prefix)))).toEqual(
      [],
    );
  });

  it(`has no file of more than ${longest} lines`, () => {
    const faults = files
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > longest && !long.has(path))
      .map(({ path, lines }) => `${path}: ${lines}`);
    expect(faults).toEqual([]);
  });
});
