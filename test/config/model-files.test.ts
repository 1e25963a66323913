import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/config/fault.ts';
import { loadConfiguration } from '../../src/config/load.ts';
import { readModel, writeModel } from '../../src/config/model-files.ts';
import { FrequencySketch, frequencyKey } from '../../src/identity/frequencies.ts';
import { coldStartModel } from '../../src/identity/model.ts';
import { versioned } from '../../src/identity/model-file.ts';
import { faultsOf, gatewayText, sourcesText, written } from './files.ts';

const secret = 'a secret of the tests, which is no secret';
const key = frequencyKey(secret);
const frequencies = new FrequencySketch(key);
frequencies.add('given', 'canary');
const { lambda, fields } = coldStartModel(1000);
const model = versioned({ lambda, fields, records: 1000, frequencies, calibration: [[0, 0.25]] });

/** Where a model is, beside nothing else. */
async function place(): Promise<string> {
  const file = join(dirname(written({ 'model.json': '' })), 'model.json');
  await writeModel(file, model);
  return file;
}

/** What is wrong with a model in which a text was replaced. */
async function faultsWith(from: string | RegExp, to: string): Promise<string> {
  const file = await place();
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
  try {
    readModel(file, key);
    return '';
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.replaceAll(dirname(file), '');
  }
}

describe('a model', () => {
  it('is read as it was written, and nothing is left beside it', async () => {
    const file = await place();
    expect(readModel(file, key)).toEqual(model);
    expect(readdirSync(dirname(file))).toEqual(['model.json']);
  });

  it('is the same file for the same model', async () => {
    expect(readFileSync(await place(), 'utf8')).toBe(readFileSync(await place(), 'utf8'));
  });

  it('that cannot be written leaves the one that was there', async () => {
    const nowhere = join(dirname(await place()), 'no', 'such', 'model.json');
    await expect(writeModel(nowhere, model)).rejects.toThrow('cannot be written: ENOENT');
  });

  it.each([
    ['another format', '"format": 1', '"format": 2', '/model.json:2:3 format: must be 1'],
    ['a certainty', '"m": 0.65', '"m": 0', 'fields.given.EXACT.m: must be above 0, and 1 at most'],
    ['a share above 1', '"m": 0.65', '"m": 1.5', 'fields.given.EXACT.m: must be above 0, and 1 at most'],
    ['a level that is missing', '"NICKNAME"', '"NICK"', 'fields.given.NICKNAME: is required'],
    ['counts that are not whole', '"cells": "', '"cells": "AAAA', 'frequencies.given.cells: does not hold'],
    ['a curve that ends in certainty', '0.25', '1', 'calibration: must have ascending weights'],
    ['a number that was changed', '"m": 0.65', '"m": 0.64', 'version: is not that of the numbers below'],
    ['text that ends early', /"records".*/s, '', 'is not YAML that can be read here'],
  ])('with %s is refused, with the place', async (_, from, to, fault) => {
    expect(await faultsWith(from, to)).toContain(fault);
  });

  it('of another gateway is refused', async () => {
    const file = await place();
    expect(() => readModel(file, frequencyKey('another secret'))).toThrow('key: is not that of this gateway');
  });
});

describe('the model of a configuration', () => {
  const text = (identity: string) => `${gatewayText}${sourcesText}identity: ${identity}\n`;

  it('is the file it names, relative to itself', async () => {
    const file = await place();
    const config = join(dirname(file), 'onefold.yaml');
    writeFileSync(config, text('{ model: model.json }'));
    expect(loadConfiguration(config, {}).identity.model).toEqual(model);
  });

  it('is that of as many records as it says, where it names none', () => {
    const config = written({ 'onefold.yaml': text('{ universe: 5000 }') });
    expect(loadConfiguration(config, {}).identity.model).toEqual(coldStartModel(5000));
  });

  it('is not looked at by whoever is to write it', () => {
    const config = written({ 'onefold.yaml': text('{ model: nowhere.json }') });
    expect(loadConfiguration(config, {}, { withoutModel: true }).identity.universe).toBe(1_000_000);
  });

  it('must be there', () => {
    expect(faultsOf(text('{ model: nowhere.json }'))).toEqual([
      'onefold.yaml:15:13 identity.model: names a file that cannot be read: ENOENT (onefold identity train writes it)',
    ]);
  });

  it('must be one', () => {
    expect(faultsOf(text('{ model: model.json }'), {}, { 'model.json': '{ "format": 1 }' })).toContain(
      'model.json:1:1 lambda: is required',
    );
  });

  it('must be of this gateway’s secret', async () => {
    const file = await place();
    const config = join(dirname(file), 'onefold.yaml');
    writeFileSync(
      config,
      text('{ model: model.json }').replace(secret, 'another secret of the tests, no secret'),
    );
    expect(() => loadConfiguration(config, {})).toThrow('key: is not that of this gateway');
  });
});
