/** Two sources that know the same made-up people, with slips, for the tests of the commands of identity. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../../src/cli/run.ts';
import { gatewayText, written } from '../config/files.ts';

export const size = 150;
const givens = ['Ann', 'Berta', 'Clara', 'Dora', 'Emil', 'Fritz', 'Gustav', 'Hanna', 'Ida', 'Jonas', 'Klaus'];
const families = ['Canarius', 'Becker', 'Chlodwig', 'Dietrich', 'Ebert', 'Falk', 'Gruber'];

function personOf(at: number) {
  const day = new Date(Date.UTC(1950, 0, 1 + at * 97)).toISOString().slice(0, 10);
  return {
    id: `canary-${at}`,
    given: givens[at % givens.length],
    family: families[at % families.length],
    mail: `canary.${at}@example.org`,
    born: day,
    town: at % 4 === 0 ? 'Canaryville' : 'Elsewhere',
  };
}

/** As somebody else wrote them down. */
function otherwise(at: number) {
  const { given, family, mail, born, ...same } = personOf(at);
  return {
    ...same,
    given: at % 9 === 0 ? `${given}e` : given,
    family: at % 7 === 0 ? family?.replace(/r$/, 'rt') : family,
    mail: at % 5 === 0 ? `other.${mail}` : mail,
    born: at % 8 === 0 ? born.replace(/-0/, '-1') : born,
  };
}

const rows = (of: (at: number) => object) => JSON.stringify(Array.from({ length: size }, (_, at) => of(at)));
const customer = `{ table: people, id: id, consent: none, attributes:
      { email: mail, name.given: given, name.family: family, birthDate: born, address.city: town } }`;

export const configuration = `${gatewayText}sources:
  app:
    kind: memory
    rows: { people: ${rows(personOf)} }
    customer: ${customer}
  crm:
    kind: memory
    rows: { people: ${rows(otherwise)} }
    customer: ${customer}
`;

/** A folder with a configuration, in which commands are run. */
export class Folder {
  readonly path: string;

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.path = dirname(written({ 'onefold.yaml': configuration, ...files }));
  }

  place(name: string): string {
    return join(this.path, name);
  }

  read(name: string): string {
    return readFileSync(this.place(name), 'utf8');
  }

  write(name: string, text: string): void {
    writeFileSync(this.place(name), text);
  }

  /**
   * @param args - names of files with a dot are those of the folder.
   * @param stopAt - the command is asked to end when a line on standard error looks like this.
   */
  async ran(args: readonly string[], stopAt?: RegExp) {
    const out: string[] = [];
    const err: string[] = [];
    const stop = new AbortController();
    const code = await run(
      args.map((arg) => (/^[\w-]+\.(yaml|json|jsonl|csv)$/.test(arg) ? this.place(arg) : arg)),
      {
        env: { LOG_LEVEL: 'silent' },
        out: (line) => out.push(line),
        err: (line) => {
          err.push(line.replaceAll(`${this.path}/`, ''));
          if (stopAt?.test(line)) stop.abort();
        },
        stop: stop.signal,
      },
    );
    return { code, out: out.join('\n'), err };
  }
}
