/** Records by id: the object is told by the first three characters, so each id is asked of one object only. */
import { GatewayError } from '../../src/model/errors.ts';
import { absent, failed, type Outcome } from '../../src/model/outcome.ts';
import type { RecordId, SourceRecord } from '../../src/model/record.ts';
import type { Call, Want } from '../contract.ts';
import { chunks, recordsById } from '../matching.ts';
import type { CustomerObject } from './config.ts';
import { salesforceId } from './ids.ts';
import { failureIn, isReadable, type Org, onlyCustomers } from './records.ts';
import { isIn, statement } from './soql.ts';

/** Ids in one statement: as many as a URL holds with a long field list. */
export const getBatch = 200;

export async function get(
  org: Org,
  ids: readonly RecordId[],
  want: Want,
  call: Call,
): Promise<readonly Outcome<SourceRecord>[]> {
  const wanted = ids.map(salesforceId);
  const outcomes = new Map<RecordId, Outcome<SourceRecord>>();
  await Promise.all(
    chunksOf(org, wanted).map(async ({ object, chunk }) => {
      const answers = await readChunk(org, object, chunk, want, call);
      for (const [at, id] of chunk.entries()) outcomes.set(id, answers[at] ?? absent);
    }),
  );
  return wanted.map((id) => (id === undefined ? absent : (outcomes.get(id) ?? absent)));
}

/** Statements these ids take. */
export function getPrice(org: Org, ids: readonly RecordId[]): number {
  return chunksOf(org, ids.map(salesforceId)).length;
}

interface Chunk {
  readonly object: CustomerObject;
  readonly chunk: readonly RecordId[];
}

/** @param wanted - undefined for what is no id. */
function chunksOf(org: Org, wanted: readonly (RecordId | undefined)[]): readonly Chunk[] {
  return org.objects.flatMap((object) => {
    const own = new Set(wanted.filter((id) => id?.startsWith(object.keyPrefix)));
    const asked = [...own].filter((id) => id !== undefined);
    return chunks(asked, getBatch).map((chunk) => ({ object, chunk }));
  });
}

async function readChunk(
  org: Org,
  object: CustomerObject,
  ids: readonly RecordId[],
  want: Want,
  call: Call,
): Promise<readonly Outcome<SourceRecord>[]> {
  const { id, table } = object.mapping;
  try {
    return await org.drift.read(object.target, call.signal, async (missing) => {
      if (!isReadable(object, missing)) return ids.map(() => failed(new GatewayError('SOURCE_DRIFTED')));
      const { fields, records } = org.selections(object, missing).of(want);
      const soql = statement({
        columns: fields,
        object: table,
        where: [
          isIn(
            id,
            ids.map((one) => `'${one}'`),
          ),
          ...onlyCustomers(object),
        ],
      });
      return recordsById(ids, records(await org.session.query(soql, call.signal)));
    });
  } catch (error) {
    const failure = failed(failureIn(error));
    return ids.map(() => failure);
  }
}
