/** A proposal as YAML: every guess with its reason beside it, and what has to be looked at marked REVIEW. */
import { Document, isCollection, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { SourceConnection } from './connection.ts';
import type { ColumnGuess, ConsentEntry, SetupGuess } from './guess.ts';
import { ownMappings } from './standard.ts';

export interface SetupOptions {
  readonly name: string;
  readonly connection: SourceConnection;
  /** ISO 3166, and whether it was only assumed. */
  readonly country: string;
  readonly countryAssumed: boolean;
  /** Sources that are configured already, by name: columns that name their records are references. */
  readonly sources: Readonly<Record<string, string>>;
}

/** A whole configuration of one source. */
export function configurationOf(guess: SetupGuess, options: SetupOptions): string {
  const document = new Document({
    gateway: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the notation of a configuration
      secret: '${ONEFOLD_SECRET}',
      authentication: 'open',
      country: options.country,
      defaultPurpose: 'essential.service.operations.support',
    },
    sources: {},
  });
  document.commentBefore = ` Written by onefold init from the catalogue of ${guess.survey.server}: names and types, no data.\n Every guess has its reason; look at all of them, and at REVIEW first.`;
  remark(document, ['gateway', 'secret'], 'at least 32 characters, the same on every node and for good');
  remark(
    document,
    ['gateway', 'authentication'],
    'lets everyone in who reaches the port; production refuses it: docs/access.md',
  );
  remark(
    document,
    ['gateway', 'country'],
    `${options.countryAssumed ? 'REVIEW: assumed; ' : ''}where telephone numbers without a country code are read`,
  );
  place(document, guess, options);
  return document.toString({ lineWidth: 0 });
}

/**
 * A configuration with one source more; everything else stays as it is, comments included.
 * @param text - with its variables shielded, as it must be for the parser.
 * @returns undefined where the text is no configuration, or has a source of that name.
 */
export function withSource(text: string, guess: SetupGuess, options: SetupOptions): string | undefined {
  const document = parseDocument(text);
  const taken = document.getIn(['sources', options.name]);
  if (document.errors.length > 0 || !isMap(document.get('sources')) || taken !== undefined) return undefined;
  place(document as Document, guess, options);
  return document.toString({ lineWidth: 0 });
}

function place(document: Document, guess: SetupGuess, options: SetupOptions): void {
  const at = ['sources', options.name];
  document.setIn(at, document.createNode({ ...options.connection }));
  const { kind } = options.connection;
  if (kind === 'salesforce' || kind === 'stripe') {
    for (const own of ownMappings(kind, guess.survey))
      writeColumns(document, [...at, ...own.path], own.columns, options, true);
    return;
  }
  const { customer, collections, consents } = guess;
  if (customer === undefined) return;
  const path = [...at, 'customer'];
  document.setIn(path, document.createNode({ table: customer.object.name }));
  const others = customer.others.length === 0 ? '' : `; it might be ${customer.others.join(' or ')} as well`;
  remark(document, [...path, 'table'], `${customer.sureness}: ${customer.reason}${others}`);
  writeColumns(document, path, customer.columns, options, false);
  for (const { collection, mapping, sureness, reason, remarks } of collections) {
    const place = [...at, 'collections', collection];
    document.setIn(place, document.createNode(mapping));
    remark(document, [...place, 'customer'], `${sureness}: ${reason}`);
    if (remarks.length > 0)
      comment(
        document,
        place,
        remarks.map((one) => `REVIEW: ${one}`),
      );
  }
  if (consents !== undefined) {
    const place = [...at, 'collections', 'consents'];
    document.setIn(place, document.createNode(consents.mapping));
    remark(document, [...place, 'customer'], `${consents.sureness}: ${consents.reason}`);
  }
  if (guess.remarks.length > 0)
    comment(
      document,
      at,
      guess.remarks.map((one) => `REVIEW: ${one}`),
    );
}

type Path = readonly string[];

/** @param additional - what is written adds to a default mapping, which must not be replaced. */
function writeColumns(
  document: Document,
  path: Path,
  columns: readonly ColumnGuess[],
  options: SetupOptions,
  additional: boolean,
): void {
  const notes: string[] = [];
  const write = (at: Path, value: unknown, guess: ColumnGuess) => {
    document.setIn([...path, ...at], document.createNode(value));
    remark(document, [...path, ...at], `${guess.sureness}: ${guess.reason}`);
  };
  for (const guess of columns)
    if (guess.meaning.role === 'id' || guess.meaning.role === 'updatedAt')
      write([guess.meaning.role], guess.column, guess);
  if (!additional) document.setIn([...path, 'attributes'], document.createNode({}));
  const attributes = columns.filter(({ meaning }) => meaning.role === 'attribute');
  const named = Map.groupBy(attributes, ({ meaning }) =>
    meaning.role === 'attribute' ? meaning.attribute : '',
  );
  for (const [attribute, all] of named) {
    const [first] = all;
    if (first === undefined) continue;
    const value = all.length === 1 ? first.column : all.map(({ column }) => column);
    document.setIn([...path, 'attributes', attribute], document.createNode(value, { flow: true }));
    remark(
      document,
      [...path, 'attributes', attribute],
      all.map(({ sureness, reason }) => `${sureness}: ${reason}`).join('; '),
    );
  }
  for (const guess of columns) {
    const { meaning, column } = guess;
    if (meaning.role === 'reference') {
      const source = sourceOf(meaning.system, options.sources);
      if (source === undefined)
        notes.push(
          `REVIEW ${column} ${guess.reason}. Once that is a source: references: { ${meaning.system}: ${column} }`,
        );
      else write(['references', source], column, guess);
    }
    if (meaning.role === 'review')
      notes.push(
        `REVIEW ${column} is not mapped: ${guess.reason}.${meaning.looksLike === 'consent' ? ' UNTIL IT IS, WHAT IT SAYS OF CONSENT DOES NOT COUNT.' : ''}`,
      );
  }
  writeConsent(document, path, columns, notes, additional);
  if (notes.length > 0) comment(document, path, notes);
}

function writeConsent(
  document: Document,
  path: Path,
  columns: readonly ColumnGuess[],
  notes: string[],
  additional: boolean,
): void {
  const entries = columns.flatMap((guess) =>
    guess.meaning.role === 'consent'
      ? guess.meaning.entries.map((entry, at) => ({
          entry: withTimes(entry, columns),
          guess,
          first: at === 0,
        }))
      : [],
  );
  if (entries.length === 0) {
    if (additional) return;
    document.setIn([...path, 'consent'], document.createNode('none'));
    remark(document, [...path, 'consent'], 'REVIEW: no column was understood to speak of consent');
    return;
  }
  if (additional && path.includes('objects')) {
    // A list would take the place of the standard fields of the object.
    for (const { entry, guess } of entries)
      notes.push(
        `REVIEW ${guess.column} speaks of consent: add it to a consent list of its own, with the standard fields (${JSON.stringify(entry)}).`,
      );
    return;
  }
  document.setIn([...path, 'consent'], document.createNode([]));
  for (const [at, { entry, guess, first }] of entries.entries()) {
    const node = document.createNode(entry);
    for (const list of ['granted', 'denied', 'silent', 'statuses', 'channel']) {
      const value = node.get(list, true);
      if (isCollection(value)) value.flow = true;
    }
    if (first) node.commentBefore = ` ${guess.sureness}: ${guess.reason}`;
    document.setIn([...path, 'consent', at], node);
  }
}

function withTimes(entry: ConsentEntry, columns: readonly ColumnGuess[]): ConsentEntry {
  const times = columns.flatMap(({ column, meaning }) =>
    meaning.role === 'consentTime' && meaning.of === entry.column ? [[meaning.as, column] as const] : [],
  );
  return { ...entry, ...Object.fromEntries(times) };
}

/** The configured source whose records a column names: by its name, or the only one of its kind. */
function sourceOf(system: string, sources: Readonly<Record<string, string>>): string | undefined {
  const kind = system === 'crm' ? 'salesforce' : system;
  return Object.hasOwn(sources, system)
    ? system
    : Object.keys(sources).find((name) => sources[name] === kind);
}

/** Puts words behind a value. */
function remark(document: Document, path: Path, words: string): void {
  const node = document.getIn(path, true);
  if (isScalar(node) || isSeq(node)) node.comment = ` ${words}`;
}

/** Puts lines at the end of a mapping. */
function comment(document: Document, path: Path, lines: readonly string[]): void {
  const node = document.getIn(path, true);
  if (!isMap(node)) return;
  node.comment = [...(node.comment ? [node.comment] : []), ...lines.map((line) => ` ${line}`)].join('\n');
}
