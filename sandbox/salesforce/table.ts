/** The rows of one object, with a hash index on each field that Salesforce indexes. */

import { notFound, SalesforceError } from './errors.ts';
import { id18, type ObjectShape, type Row, type SalesforceField, salesforceId } from './schema.ts';

export type Value = Row[string];

const audit = ['CreatedDate', 'LastModifiedDate', 'SystemModstamp'];
const nameParts = ['FirstName', 'MiddleName', 'LastName', 'Suffix'];

/** A date and time as the REST API writes it, so that text order is time order. */
export function salesforceInstant(at: Date): string {
  return at.toISOString().replace('Z', '+0000');
}

/** What two values of a field are compared by: text without case, ids in their 18 character form. */
export function comparable(field: SalesforceField, value: Value): Value {
  if (typeof value !== 'string') return value;
  switch (field.type) {
    case 'id':
    case 'reference':
      return value.length === 15 ? id18(value) : value;
    case 'date':
    case 'datetime':
      return value;
    default:
      return value.toLowerCase();
  }
}

/** What a field holds: text unless it is a checkbox or a number. */
export function scalarOf({ type }: SalesforceField): 'string' | 'number' | 'boolean' {
  if (type === 'boolean') return 'boolean';
  return type === 'currency' || type === 'double' || type === 'int' ? 'number' : 'string';
}

export function isIndexed({ name, type }: SalesforceField): boolean {
  return ['id', 'reference', 'email', 'phone'].includes(type) || (name.endsWith('__c') && type === 'string');
}

export class Table {
  readonly shape: ObjectShape;
  /** Look-ups of other objects that point here, by lower-case child relationship name. */
  readonly children = new Map<string, { readonly table: Table; readonly field: SalesforceField }>();
  readonly #now: () => Date;
  readonly #rows: Row[];
  readonly #fields: ReadonlyMap<string, SalesforceField>;
  readonly #indexes = new Map<string, Map<Value, Row[]>>();
  #dropped: ReadonlySet<string> = new Set();

  constructor(shape: ObjectShape, records: readonly Row[], now: () => Date) {
    this.shape = shape;
    this.#now = now;
    this.#fields = new Map(shape.fields.map((field) => [field.name.toLowerCase(), field]));
    this.#rows = records.map((record) => this.#complete(record));
  }

  /** Fields a client can see now. */
  get fields(): readonly SalesforceField[] {
    return this.shape.fields.filter(({ name }) => !this.#dropped.has(name));
  }

  get rows(): readonly Readonly<Row>[] {
    return this.#rows;
  }

  /** The field of that name in any case, unless it was dropped. */
  field(name: string): SalesforceField | undefined {
    const field = this.#fields.get(name.toLowerCase());
    return field && this.#dropped.has(field.name) ? undefined : field;
  }

  drop(names: readonly string[]): void {
    this.#dropped = new Set(names);
  }

  /** Rows, deleted ones included, whose indexed field has the value, in `comparable` form. */
  having(field: SalesforceField, value: Value): readonly Readonly<Row>[] {
    return this.#having(field, value);
  }

  /** @throws SalesforceError NOT_FOUND, or ENTITY_IS_DELETED. */
  get(id: string): Readonly<Row> {
    return this.#writable(id);
  }

  /** Adds a record and returns its id. @throws SalesforceError for an unknown, read-only or missing field. */
  insert(record: Row): string {
    this.#check(record);
    const missing = this.shape.fields.filter(
      ({ name, type, nillable }) =>
        !(nillable || type === 'boolean' || this.#isReadOnly(name)) && (record[name] ?? '') === '',
    );
    if (missing.length > 0) {
      const names = missing.map(({ name }) => name);
      const message = `Required fields are missing: [${names.join(', ')}]`;
      throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', message, names);
    }
    const id = salesforceId(this.shape.keyPrefix, 900_000_000 + this.#rows.length);
    this.#rows.push(this.#complete({ ...record, Id: id }));
    this.#indexes.clear();
    return id;
  }

  /** Changes the named fields and the audit dates. @throws SalesforceError as `insert` and `get`. */
  update(id: string, changes: Row): void {
    const row = this.#writable(id);
    this.#check(changes);
    this.#change(row, changes);
  }

  /** Marks a record deleted: it leaves `query` and stays in `queryAll`. @throws SalesforceError as `get`. */
  remove(id: string): void {
    this.#change(this.#writable(id), { IsDeleted: true });
  }

  #change(row: Row, changes: Row): void {
    const stamp = salesforceInstant(this.#now());
    const renamed = nameParts.some((part) => part in changes) && { Name: null };
    const stamped = { LastModifiedDate: stamp, SystemModstamp: stamp };
    Object.assign(row, this.#complete({ ...row, ...changes, ...renamed, ...stamped }));
    this.#indexes.clear();
  }

  #writable(id: string): Row {
    const idField = this.#fields.get('id');
    const [row] = idField ? this.#having(idField, comparable(idField, id)) : [];
    if (!row) throw notFound();
    if (row['IsDeleted'] === true) throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted');
    return row;
  }

  #having(field: SalesforceField, value: Value): readonly Row[] {
    let index = this.#indexes.get(field.name);
    if (!index) {
      index = Map.groupBy(this.#rows, (row) => comparable(field, row[field.name] ?? null));
      this.#indexes.set(field.name, index);
    }
    return index.get(value) ?? [];
  }

  #check(record: Row): void {
    for (const [name, value] of Object.entries(record)) {
      const field = this.field(name);
      if (field?.name !== name) {
        const message = `No such column '${name}' on sobject of type ${this.shape.name}`;
        throw new SalesforceError(400, 'INVALID_FIELD', message);
      }
      if (this.#isReadOnly(name)) {
        const message = `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
        throw new SalesforceError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, [name]);
      }
      if (value !== null && typeof value !== scalarOf(field)) {
        const message = `Cannot deserialize instance of ${field.type} from ${JSON.stringify(value)}`;
        throw new SalesforceError(400, 'JSON_PARSER_ERROR', message);
      }
    }
  }

  #isReadOnly(name: string): boolean {
    const composed = this.#fields.get('lastname')?.nillable === false;
    return ['Id', 'IsDeleted', ...audit].includes(name) || (composed && name === 'Name');
  }

  /** Every field of the object, as the platform would store it. */
  #complete(record: Row): Row {
    const row: Row = {};
    for (const { name, type } of this.shape.fields) {
      const given = record[name] ?? null;
      if (type === 'boolean') row[name] = given ?? false;
      else if (given === '') row[name] = null;
      else if (type === 'datetime' && typeof given === 'string')
        row[name] = salesforceInstant(new Date(given));
      else row[name] = given;
    }
    for (const name of audit) row[name] ??= salesforceInstant(this.#now());
    if ('LastName' in row && 'Name' in row && row['Name'] === null) {
      row['Name'] = nameParts.flatMap((part) => row[part] ?? []).join(' ') || null;
    }
    return row;
  }
}
