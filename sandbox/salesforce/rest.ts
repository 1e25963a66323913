/** The resources below `/services/data/vXX.0`, without HTTP: a request in, a status and a body out. */

import { LRUCache } from 'lru-cache';
import { notFound, SalesforceError } from './errors.ts';
import { compileSoql, type Output, type Pager, type Soql } from './query.ts';
import { type Row, salesforceId } from './schema.ts';
import type { Table } from './table.ts';
import type { Tables } from './where.ts';

export interface RestRequest {
  readonly method: string;
  /** Of the form `66.0`. */
  readonly version: string;
  /** Below the version, decoded, without the query string: `['sobjects', 'Contact']`. */
  readonly path: readonly string[];
  readonly search: URLSearchParams;
  /** JSON text; empty where there is none. */
  readonly body: string;
  /** Records a page. */
  readonly pageSize: number;
}

export interface RestReply {
  readonly status: number;
  readonly body?: unknown;
}

const oldest = 31;
const newest = 66;

export function isVersion(version: string): boolean {
  return /^\d\d\.0$/.test(version) && Number(version) >= oldest && Number(version) <= newest;
}

export function versions() {
  return Array.from({ length: newest - oldest + 1 }, (_, at) => {
    const version = `${oldest + at}.0`;
    return { label: `Onefold sandbox ${version}`, url: `/services/data/v${version}`, version };
  });
}

/** The segments of a path below the version, decoded. */
export function pathSegments(path: string): readonly string[] {
  return path.split('/').filter(Boolean).map(decodeURIComponent);
}

/** The day's API requests. */
export interface Meter {
  used: number;
  readonly daily: number;
}

interface Cursor {
  readonly rows: readonly Readonly<Row>[];
  readonly write: (row: Readonly<Row>) => Output;
}

export class RestResources {
  readonly #tables: Tables;
  readonly #now: () => Date;
  readonly #meter: Meter;
  readonly #compiled = new LRUCache<string, Soql>({ max: 500 });
  readonly #cursors = new LRUCache<string, Cursor>({ max: 100 });
  #cursorCount = 0;

  constructor(tables: Tables, now: () => Date, meter: Meter) {
    this.#tables = tables;
    this.#now = now;
    this.#meter = meter;
  }

  /** The fields of an object have changed: no compiled query may outlive that. */
  recompile(): void {
    this.#compiled.clear();
  }

  /** Answers a request; a refusal is a reply, never an exception. */
  answer(request: RestRequest): RestReply {
    try {
      return this.#route(request);
    } catch (error) {
      if (error instanceof SalesforceError) return { status: error.status, body: error.body };
      throw error;
    }
  }

  #route(request: RestRequest): RestReply {
    const { method, path, version, search } = request;
    const base = `/services/data/v${version}`;
    const [resource = '', first, second, ...deeper] = path;
    if (deeper.length > 0) throw notFound();
    if (resource === 'sobjects' && first !== undefined) return this.#object(request, first, second, base);
    if (resource === 'composite' && first === 'batch' && second === undefined) return this.#batch(request);
    if (second !== undefined) throw notFound();
    if (method !== 'GET') throw notAllowed(method, 'GET');
    switch (resource) {
      case '':
        return ok({ query: `${base}/query`, queryAll: `${base}/queryAll`, sobjects: `${base}/sobjects` });
      case 'limits':
        return ok({
          DailyApiRequests: {
            Max: this.#meter.daily,
            Remaining: Math.max(this.#meter.daily - this.#meter.used, 0),
          },
        });
      case 'query':
      case 'queryAll':
        if (first !== undefined) return ok(this.#more(first, request, base));
        return ok(this.#query(search.get('q') ?? '', resource === 'queryAll', request, base));
      case 'sobjects':
        return ok({
          encoding: 'UTF-8',
          maxBatchSize: 200,
          sobjects: [...this.#tables.values()].map((table) => summary(table, base)),
        });
      default:
        throw notFound();
    }
  }

  #query(soql: string, all: boolean, request: RestRequest, base: string): Output {
    let compiled = this.#compiled.get(soql);
    if (!compiled) {
      compiled = compileSoql(soql, this.#tables);
      this.#compiled.set(soql, compiled);
    }
    const run = { now: this.#now(), all, sets: new Map() };
    const page: Pager = (rows, write) => this.#page(undefined, { rows, write }, 0, request, base);
    return compiled({ run, base, page });
  }

  #more(locator: string, request: RestRequest, base: string): Output {
    const [id = '', from = ''] = locator.split('-');
    const cursor = this.#cursors.get(id);
    if (!cursor || !/^\d+$/.test(from)) {
      throw new SalesforceError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    }
    return this.#page(id, cursor, Number(from), request, base);
  }

  /** The records from an offset on; a cursor is kept as soon as there is a next page. */
  #page(
    id: string | undefined,
    cursor: Cursor,
    from: number,
    { pageSize }: RestRequest,
    base: string,
  ): Output {
    const { rows, write } = cursor;
    const totalSize = rows.length;
    const end = from + pageSize;
    if (end >= totalSize) return { totalSize, done: true, records: rows.slice(from).map(write) };
    const key = id ?? salesforceId('01g', ++this.#cursorCount);
    this.#cursors.set(key, cursor);
    const nextRecordsUrl = `${base}/query/${key}-${end}`;
    return { totalSize, done: false, nextRecordsUrl, records: rows.slice(from, end).map(write) };
  }

  #object(request: RestRequest, name: string, id: string | undefined, base: string): RestReply {
    const { method, search, body } = request;
    const table = this.#tables.get(name.toLowerCase());
    if (!table) throw notFound();
    if (id === undefined) {
      if (method === 'GET') return ok({ objectDescribe: summary(table, base), recentItems: [] });
      if (method !== 'POST') throw notAllowed(method, 'GET,POST');
      return { status: 201, body: { id: table.insert(parseRecord(body)), success: true, errors: [] } };
    }
    if (id === 'describe' && method === 'GET') return ok(this.#describe(table, base));
    switch (method) {
      case 'GET':
        return ok(single(table, table.get(id), search.get('fields'), base));
      case 'PATCH':
        table.update(id, parseRecord(body));
        return { status: 204 };
      case 'DELETE':
        table.remove(id);
        return { status: 204 };
      default:
        throw notAllowed(method, 'GET,PATCH,DELETE');
    }
  }

  #describe(table: Table, base: string) {
    const childRelationships = [...table.children.values()].map(({ table: child, field }) => ({
      childSObject: child.shape.name,
      field: field.name,
      relationshipName: field.childRelationshipName ?? null,
      cascadeDelete: false,
    }));
    const fields = table.fields.map(
      ({ name, type, nillable, referenceTo, relationshipName, filterable }) => ({
        name,
        label: name,
        type,
        nillable,
        custom: name.endsWith('__c'),
        referenceTo: referenceTo === undefined ? [] : [referenceTo],
        relationshipName: relationshipName ?? null,
        filterable: filterable ?? true,
        sortable: true,
      }),
    );
    return { ...summary(table, base), fields, childRelationships };
  }

  /** Up to 25 requests in one call, each answered on its own and each counted against the allowance. */
  #batch(request: RestRequest): RestReply {
    if (request.method !== 'POST') throw notAllowed(request.method, 'POST');
    const parsed = parseObject(request.body)['batchRequests'];
    if (!Array.isArray(parsed) || parsed.length < 1 || parsed.length > 25) {
      throw new SalesforceError(400, 'LIMIT_EXCEEDED', 'A batch holds from 1 to 25 requests.');
    }
    this.#meter.used += parsed.length - 1;
    const results = parsed.map((part: unknown) => {
      const { method, url, richInput } = Object(part) as Readonly<Record<string, unknown>>;
      const target = new URL(String(url), 'http://batch/');
      const [, version = '', path = ''] = /^\/v(\d\d\.0)(?:\/(.*))?$/.exec(target.pathname) ?? [];
      const { status, body } =
        isVersion(version) && !path.startsWith('composite')
          ? this.answer({
              ...request,
              method: String(method),
              version,
              path: pathSegments(path),
              search: target.searchParams,
              body: JSON.stringify(richInput ?? {}),
            })
          : { status: 404, body: notFound().body };
      return { statusCode: status, result: body ?? null };
    });
    return ok({ hasErrors: results.some(({ statusCode }) => statusCode >= 400), results });
  }
}

const ok = (body: unknown): RestReply => ({ status: 200, body });

function notAllowed(method: string, allowed: string): SalesforceError {
  const message = `HTTP Method '${method}' not allowed. Allowed are ${allowed}`;
  return new SalesforceError(405, 'METHOD_NOT_ALLOWED', message);
}

function summary({ shape: { name, label, keyPrefix } }: Table, base: string) {
  const urls = { sobject: `${base}/sobjects/${name}`, describe: `${base}/sobjects/${name}/describe` };
  return { name, label, keyPrefix, custom: false, queryable: true, urls };
}

function single(table: Table, row: Readonly<Row>, names: string | null, base: string): Output {
  const { name } = table.shape;
  const fields = names === null ? table.fields : names.split(',').map((each) => table.field(each.trim()));
  const record: Output = { attributes: { type: name, url: `${base}/sobjects/${name}/${row['Id']}` } };
  for (const field of fields) {
    if (!field) throw new SalesforceError(400, 'INVALID_FIELD', `No such column on sobject of type ${name}`);
    record[field.name] = row[field.name] ?? null;
  }
  return record;
}

function parseObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {
    // Answered below, like any other body that is no object.
  }
  throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'The HTTP entity body is not a JSON object');
}

function parseRecord(body: string): Row {
  const record: Row = {};
  for (const [name, value] of Object.entries(parseObject(body))) {
    if (typeof value === 'object' && value !== null) {
      throw new SalesforceError(400, 'JSON_PARSER_ERROR', `Cannot deserialize instance of ${name}`);
    }
    if (name !== 'attributes') record[name] = value as Row[string];
  }
  return record;
}
