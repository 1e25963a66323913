/** Failures worded as Salesforce words them, values of the query included: clients must cope with that. */

/** An answer of the REST API that is not a success: `[{ message, errorCode, fields? }]` with an HTTP status. */
export class SalesforceError extends Error {
  override readonly name = 'SalesforceError';
  readonly status: number;
  readonly errorCode: string;
  readonly fields: readonly string[] | undefined;

  constructor(status: number, errorCode: string, message: string, fields?: readonly string[]) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
    this.fields = fields;
  }

  get body() {
    return [
      { message: this.message, errorCode: this.errorCode, ...(this.fields && { fields: this.fields }) },
    ];
  }
}

const appendC = "be sure to append the '__c' after the";
const reference = 'Please reference your WSDL or the describe call for the appropriate names.';

/** A fault at a word of a SOQL text: an excerpt, a caret below the word, its position, the complaint. */
function at(soql: string, word: string, errorCode: string, complaint: string): SalesforceError {
  const pattern = new RegExp(`(?<![\\w.])${word.replace(/[^\w\s]/g, '\\$&')}(?!\\w)`, 'i');
  const found = pattern.exec(soql)?.index ?? Math.max(soql.toLowerCase().indexOf(word.toLowerCase()), 0);
  const from = Math.max(found - 40, 0);
  const excerpt = soql.slice(from, found + 40).replace(/\s/g, ' ');
  const caret = `${' '.repeat(found - from)}^`;
  const message = `\n${excerpt}\n${caret}\nERROR at Row:1:Column:${found + 1}\n${complaint}`;
  return new SalesforceError(400, errorCode, message);
}

export const noSuchColumn = (soql: string, path: string, field: string, entity: string): SalesforceError =>
  at(
    soql,
    path,
    'INVALID_FIELD',
    `No such column '${field}' on entity '${entity}'. If you are attempting to use a custom field, ${appendC} custom field name. ${reference}`,
  );

export const noSuchObject = (soql: string, name: string): SalesforceError =>
  at(
    soql,
    name,
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, ${appendC} entity name. ${reference}`,
  );

export const noSuchParent = (soql: string, path: string, relationship: string): SalesforceError =>
  at(
    soql,
    path,
    'INVALID_FIELD',
    `Didn't understand relationship '${relationship}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${reference}`,
  );

export const noSuchChild = (soql: string, relationship: string): SalesforceError =>
  at(
    soql,
    relationship,
    'INVALID_TYPE',
    `Didn't understand relationship '${relationship}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${reference}`,
  );

export const malformed = (soql: string, word: string, complaint: string): SalesforceError =>
  at(soql, word, 'MALFORMED_QUERY', complaint);

export const unexpected = (soql: string, token: string): SalesforceError =>
  malformed(soql, token, `unexpected token: '${token}'`);

export const wrongLiteral = (soql: string, path: string, field: string, type: string): SalesforceError =>
  at(
    soql,
    path,
    'INVALID_FIELD',
    `value of filter criterion for field '${field}' must be of type ${type} and should ${type === 'string' ? '' : 'not '}be enclosed in quotes`,
  );

export const unfilterable = (soql: string, path: string, field: string): SalesforceError =>
  at(soql, path, 'INVALID_FIELD', `field '${field}' can not be filtered in a query call`);

export const wrongOperator = (soql: string, path: string, complaint: string): SalesforceError =>
  at(soql, path, 'INVALID_QUERY_FILTER_OPERATOR', complaint);

export const notFound = (): SalesforceError =>
  new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
