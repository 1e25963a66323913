/** What there is to map in an org: the objects that describe customers and their child rows, with the org's own fields. */
import { failed, found } from '../../src/model/outcome.ts';
import { defineSurveyor, type SurveyedColumn, type SurveyedObject } from '../contract.ts';
import { salesforceConnection } from './config.ts';
import { standardCollections, standardObjects } from './defaults.ts';
import { failureIn } from './records.ts';
import { type Field, Schema } from './schema.ts';
import { Session } from './session.ts';

const objects = [
  ...Object.keys(standardObjects),
  ...Object.values(standardCollections).map(({ table }) => table),
];

export const salesforceSurvey = defineSurveyor({
  config: salesforceConnection,
  async survey(config, call) {
    const session = new Session(config, () => new Date());
    const schema = new Schema(session, config.timeout);
    try {
      const surveyed = await Promise.all(
        objects.map(async (name): Promise<readonly SurveyedObject[]> => {
          const fields = await schema.fields(name, call.signal);
          return fields === undefined ? [] : [{ name, rows: null, columns: fields.map(columnOf) }];
        }),
      );
      return found({ server: `Salesforce (API ${config.apiVersion})`, objects: surveyed.flat() });
    } catch (error) {
      return failed(failureIn(error));
    } finally {
      await session.close();
    }
  },
});

function columnOf({ name, type, nullable, unique, index, words, leadsTo }: Field): SurveyedColumn {
  const [object, ...others] = leadsTo;
  return {
    name,
    type,
    nullable,
    primaryKey: type === 'id',
    unique,
    indexed: index !== null,
    ...(words.length === 0 ? {} : { words }),
    ...(object === undefined || others.length > 0 ? {} : { references: { object, column: 'Id' } }),
  };
}
