/**
 * A model as a file: numbers only. How common names and towns are is in it as the cells of a sketch under a key of the
 * gateway; no value of a person can be read out of them.
 */
import { hash } from 'node:crypto';
import type { Calibration } from './calibration.ts';
import { fields, levels } from './comparison.ts';
import {
  type CountedField,
  type Counts,
  cellsOfField,
  countedFields,
  FrequencySketch,
} from './frequencies.ts';
import { type MatchModel, oddsOf } from './model.ts';

/** A model that was learned from records. */
export interface TrainedModel extends MatchModel {
  /** How many it was learned from. */
  readonly records: number;
  readonly frequencies?: FrequencySketch;
  readonly calibration?: Calibration;
}

/** What the file holds, as JSON. */
export interface ModelFile {
  readonly format: 1;
  /** Of everything below: 12 hexadecimal digits. */
  readonly version: string;
  readonly lambda: number;
  readonly records: number;
  readonly fields: MatchModel['fields'];
  /** The mark of the key that the frequencies are counted under. */
  readonly key?: string | undefined;
  readonly frequencies?: { readonly [F in CountedField]?: CountsFile | undefined } | undefined;
  readonly calibration?: Calibration | undefined;
}

interface CountsFile {
  readonly total: number;
  /** Base64 of 32-bit numbers, the low byte first. */
  readonly cells: string;
}

/** The model with the version that its numbers have. */
export function versioned(model: Omit<TrainedModel, 'version'>): TrainedModel {
  return { ...model, version: versionOf(contentsOf(model)), trained: true };
}

/** @param model - versioned. */
export function modelFileOf(model: TrainedModel): ModelFile {
  return { format: 1, version: model.version, ...contentsOf(model) };
}

/** What is wrong with a file of the right shape, and where. */
export interface ModelFault {
  readonly path: readonly string[];
  readonly message: string;
  readonly fix: string;
}

/**
 * @param key - of the gateway's frequencies; without it the model has none.
 * @returns what is wrong, where the file was changed after it was written, or its frequencies have another key.
 */
export function modelOf(file: ModelFile, key: string | undefined): TrainedModel | ModelFault {
  const { version, lambda, records, calibration } = file;
  if (versionOf(file) !== version)
    return {
      path: ['version'],
      message: 'is not that of the numbers below: the file was changed after it was written',
      fix: 'train again',
    };
  const frequencies = key === undefined ? undefined : sketchOf(file, key);
  if (frequencies !== undefined && frequencies.keyMark !== file.key)
    return {
      path: ['key'],
      message: 'is not that of this gateway: names were counted under another lookupSecret',
      fix: 'train again',
    };
  return {
    version,
    lambda,
    records,
    fields: file.fields,
    trained: true,
    ...(frequencies === undefined ? {} : { frequencies }),
    ...(calibration === undefined ? {} : { calibration }),
  };
}

export function isModelFault(model: TrainedModel | ModelFault): model is ModelFault {
  return 'message' in model;
}

type Contents = Omit<ModelFile, 'format' | 'version'>;

function contentsOf({
  lambda,
  records,
  fields,
  frequencies,
  calibration,
}: Omit<TrainedModel, 'version'>): Contents {
  const counted = frequencies && {
    key: frequencies.keyMark,
    frequencies: Object.fromEntries(
      [...frequencies.counts].map(([field, { total, cells }]) => [field, { total, cells: textOf(cells) }]),
    ),
  };
  return { lambda, records, fields, ...counted, ...(calibration === undefined ? {} : { calibration }) };
}

/** Of every number in one order, whatever order they were written in. */
function versionOf({ lambda, records, fields: known, key, frequencies, calibration }: Contents): string {
  const model = { version: '', lambda, fields: known };
  const odds = fields.map((field) =>
    levels[field].map((level) => oddsOf(model, field, level)).map(({ m, u }) => [m, u]),
  );
  const counts = countedFields
    .map((field) => frequencies?.[field])
    .map((counted) => [counted?.total, counted?.cells]);
  return hash('sha256', JSON.stringify([lambda, records, odds, key, counts, calibration])).slice(0, 12);
}

function sketchOf({ frequencies }: ModelFile, key: string): FrequencySketch | undefined {
  if (frequencies === undefined) return undefined;
  const counts = new Map<CountedField, Counts>();
  for (const field of countedFields) {
    const kept = frequencies[field];
    if (kept !== undefined) counts.set(field, { total: kept.total, cells: cellsOf(kept.cells) });
  }
  return new FrequencySketch(key, counts);
}

/** Whether a text holds the numbers of one field. */
export function isCells(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 4 * cellsOfField && bytes.toString('base64') === text;
}

function textOf(cells: Uint32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * cells.length));
  for (const [at, cell] of cells.entries()) bytes.setUint32(4 * at, cell, true);
  return Buffer.from(bytes.buffer).toString('base64');
}

function cellsOf(text: string): Uint32Array {
  const bytes = Buffer.from(text, 'base64');
  return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readUInt32LE(4 * at));
}
