/** The files of trained models: their shape, and how they are read and written. */
import { z } from 'zod';
import { fields, levels } from '../identity/comparison.ts';
import { countedFields } from '../identity/frequencies.ts';
import type { MatchModel } from '../identity/model.ts';
import {
  isCells,
  isModelFault,
  type ModelFile,
  modelFileOf,
  modelOf,
  type TrainedModel,
} from '../identity/model-file.ts';
import { ConfigurationError } from './fault.ts';
import { writeWhole } from './whole-file.ts';
import { YamlFile } from './yaml-file.ts';

// A certainty would outweigh everything else there is to say.
const share = z.number().refine((value) => value > 0 && value <= 1, 'must be above 0, and 1 at most');
const odds = z.strictObject({ m: share, u: share });
const count = z.number().int().min(0);

const fieldsSchema = z
  .strictObject(
    Object.fromEntries(
      fields.map((field) => [
        field,
        z.strictObject(Object.fromEntries(levels[field].map((level) => [level, odds]))),
      ]),
    ),
  )
  .transform((read) => read as MatchModel['fields']);

const counts = z.strictObject({
  total: count,
  cells: z.string().refine(isCells, 'does not hold the counts of one field'),
});

const calibration = z
  .array(z.tuple([z.number(), share]))
  .min(1)
  .refine(isCurve, 'must have ascending weights, and probabilities below 1 that never fall');

const modelSchema: z.ZodType<ModelFile> = z.strictObject({
  format: z.literal(1),
  version: z.string().regex(/^[0-9a-f]{12}$/, 'must be 12 hexadecimal digits'),
  lambda: z.number().refine((value) => value > 0 && value < 1, 'must be above 0 and below 1'),
  records: count,
  fields: fieldsSchema,
  key: z.string().optional(),
  frequencies: z
    .strictObject(Object.fromEntries(countedFields.map((field) => [field, counts.optional()])))
    .optional(),
  calibration: calibration.optional(),
});

function isCurve(knots: readonly (readonly [number, number])[]): boolean {
  return knots.every(([weight, probability], at) => {
    const [before, lower] = knots[at - 1] ?? [Number.NEGATIVE_INFINITY, 0];
    return before < weight && lower <= probability && probability < 1;
  });
}

export interface ModelRead {
  readonly file: YamlFile;
  /** Absent where the file has a fault. */
  readonly model: TrainedModel | undefined;
}

/**
 * Reads a model. Whatever is wrong with it is among the file's faults.
 * @param key - of the gateway's frequencies; without it the model is read without how common names are.
 */
export function modelIn(path: string, key: string | undefined): ModelRead {
  const file = YamlFile.read(path);
  const contents = file.check(modelSchema);
  const model = contents && modelOf(contents, key);
  if (model === undefined || !isModelFault(model)) return { file, model };
  file.fault(model.path, model.message, model.fix);
  return { file, model: undefined };
}

/**
 * @param key - as `modelIn` takes it.
 * @throws {ConfigurationError} holding everything that is wrong with the file.
 */
export function readModel(path: string, key: string | undefined): TrainedModel {
  const { file, model } = modelIn(path, key);
  if (model === undefined) throw new ConfigurationError(file.faults);
  return model;
}

/** @throws {ConfigurationError} where it cannot be written. */
export async function writeModel(path: string, model: TrainedModel): Promise<void> {
  await writeWhole(path, `${JSON.stringify(modelFileOf(model), null, 2)}\n`);
}
