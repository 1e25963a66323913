/** What is wrong with a configuration, and where. No fault carries a configured value: any of them may be a secret. */

export interface Fault {
  /** The file as it was named to us. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** Keys from the root, joined by dots; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  /** What to do about it, where that is known. */
  readonly fix?: string;
}

/** Everything that is wrong, in the order of the files' lines. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError' as const;
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(formatFault).join('\n'));
    this.faults = faults;
  }
}

/** `onefold.yaml:12:5 sources.app.region: must be text (fix)`, as editors and terminals make links of. */
export function formatFault({ file, line, column, path, message, fix }: Fault): string {
  const subject = path === '' ? '' : `${path}: `;
  return `${file}:${line}:${column} ${subject}${message}${fix === undefined ? '' : ` (${fix})`}`;
}
