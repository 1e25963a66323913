import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Environment } from '../../src/config/environment.ts';
import { ConfigurationError } from '../../src/config/fault.ts';
import { loadConfiguration } from '../../src/config/load.ts';

/** Files in a directory of their own, gone with the test; the path of the first. */
export function written(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'onefold-config-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return join(directory, Object.keys(files)[0] ?? '');
}

/** What is wrong with a configuration, without the directory it lies in. */
export function faultsOf(
  text: string,
  env: Environment = {},
  others: Readonly<Record<string, string>> = {},
): readonly string[] {
  const file = written({ 'onefold.yaml': text, ...others });
  try {
    loadConfiguration(file, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.replaceAll(file.replace('onefold.yaml', ''), '').split('\n');
  }
}

export const gatewayText = `gateway:
  secret: a secret of the tests, which is no secret
  authentication: open
  country: DE
`;

export const sourcesText = `sources:
  app:
    kind: memory
    rows:
      people: [{ id: 1, mail: someone }]
    customer:
      table: people
      id: id
      attributes: { email: mail }
      consent: none
`;
