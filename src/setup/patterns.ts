/** Which meanings of words make a column an attribute, as data; `attributes.ts` applies them. */
import type { Attribute } from '../model/attribute.ts';
import type { PublicCollection } from '../model/collection.ts';
import type { Family } from './family.ts';

export interface Pattern<Name extends string> {
  readonly name: Name;
  /** Every meaning that has to be there; `a|b` is either. */
  readonly needs: readonly string[];
  /** Those that may be there as well, besides the words that change nothing. Any other spoils it. */
  readonly may?: readonly string[];
  readonly types: readonly Family[];
  /** Types that are taken with a doubt. */
  readonly doubtful?: readonly Family[];
}

const text: readonly Family[] = ['text'];
const time: readonly Family[] = ['instant', 'date'];
const code: readonly Family[] = ['text', 'integer', 'uuid'];

/** Whose a column is: in a table of customers this changes nothing. */
export const entities: readonly string[] = ['customer', 'person', 'contact', 'user', 'member', 'account'];

/** Which of several a value is; one without is preferred, and then in this order. */
export const qualifiers: readonly string[] = [
  'home',
  'mail',
  'billing',
  'invoice',
  'shipping',
  'work',
  'business',
  'second',
];

export const attributePatterns: readonly Pattern<Attribute>[] = [
  { name: 'email', needs: ['email|mail'], may: ['address', 'number', 'login', 'mail', 'id'], types: text },
  {
    name: 'phone',
    needs: ['phone|mobile'],
    may: ['phone', 'number', 'home', 'work', 'address', 'date'],
    types: text,
    doubtful: ['integer', 'decimal'],
  },
  { name: 'phone', needs: ['contact', 'number'], types: text },
  { name: 'phone', needs: ['sms', 'number'], may: ['phone'], types: text },
  { name: 'name.given', needs: ['given'], may: ['name'], types: text },
  { name: 'name.family', needs: ['family'], may: ['name', 'second'], types: text },
  { name: 'name.family', needs: ['last', 'name'], types: text },
  { name: 'name.family', needs: ['last'], types: text },
  { name: 'name.middle', needs: ['middle'], may: ['name'], types: text },
  { name: 'name.prefix', needs: ['prefix'], may: ['name', 'title', 'number'], types: text },
  { name: 'name.suffix', needs: ['suffix'], may: ['name'], types: text },
  { name: 'name.full', needs: ['full'], may: ['name'], types: text },
  { name: 'name.full', needs: ['name'], types: text },
  { name: 'address.street', needs: ['street'], may: ['address', 'line', 'name', 'number'], types: text },
  { name: 'address.street', needs: ['address'], may: ['line'], types: text },
  { name: 'address.city', needs: ['city'], may: ['address', 'name'], types: text },
  { name: 'address.region', needs: ['region|state'], may: ['address', 'name', 'number'], types: text },
  {
    name: 'address.postalCode',
    needs: ['postcode'],
    may: ['address', 'number'],
    types: text,
    doubtful: ['integer'],
  },
  { name: 'address.country', needs: ['country'], may: ['address', 'number', 'name'], types: text },
  { name: 'birthDate', needs: ['birth'], may: ['date'], types: time, doubtful: ['text'] },
  { name: 'company', needs: ['company'], may: ['name'], types: text },
  { name: 'company', needs: ['business', 'name'], types: text },
  { name: 'jobTitle', needs: ['job'], may: ['title', 'name'], types: text },
  { name: 'locale', needs: ['locale'], may: ['number', 'status', 'mail'], types: text },
  { name: 'createdAt', needs: ['created'], may: ['date'], types: time },
  { name: 'lastActivityAt', needs: ['last', 'activity'], may: ['date'], types: time },
  { name: 'lastActivityAt', needs: ['last', 'date', 'activity'], types: time },
  {
    name: 'externalId.loyalty',
    needs: ['loyalty'],
    may: ['number', 'id', 'card', 'account', 'member'],
    types: code,
  },
];

export const updatedPattern: Pattern<'updatedAt'> = {
  name: 'updatedAt',
  needs: ['updated'],
  may: ['date', 'last'],
  types: ['instant', 'date'],
};

/** Ids by which the business itself knows a customer, by the issuer they get. Each wants `number` or `id` beside it. */
export const ownIds: readonly (readonly [concept: string, issuer: string])[] = [
  ['loyalty', 'loyalty'],
  ['policy', 'policy'],
  ['member', 'member'],
  ['customer', 'customer'],
  ['account', 'account'],
  ['subscriptions', 'contract'],
  ['subscribed', 'member'],
];

/** Meanings that make an object the table of customers, and how much each says. */
export const customerNouns: Readonly<Record<string, number>> = {
  customer: 12,
  member: 9,
  contact: 8,
  person: 8,
  user: 8,
  account: 6,
};

/** Words of an object that describes something about customers, or other people: these are not the customers. */
export const notCustomers: ReadonlySet<string> = new Set(
  'address addresses adresse adressen adresses direcciones group groups gruppe gruppen log logs history historie session sessions role roles rolle note notes type types typ visitor visitors attribute attributes meta usermeta token tokens eav password passwords permission permissions preference preferences setting settings tag tags segment segments device devices event events identity identities employee employees staff mitarbeiter admin admins supplier suppliers vendor vendors lieferant lieferanten fournisseur online cart wishlist review reviews message messages list lists queue import staging tmp temp backup bak archive audit thread threads comment comments relation relations link links int varchar text datetime decimal flag grid consent consents einwilligung stats statistics score summary cards card points'.split(
    ' ',
  ),
);

/** Last words of names of tables whose rows are parts of something, or happened to it. */
export const partNouns: ReadonlySet<string> = new Set(
  'item items line lines position positions positionen pos detail details history log logs event events tax taxes note notes attribute attributes meta status statuses state type types method methods address addresses tag tags comment comments role roles session token tokens file files attachment attachments message messages reply replies template templates product products category categories ligne lignes linea lineas regel regels rad rader zeile zeilen code codes coupon coupons refund refunds discount discounts adjustment adjustments int varchar text datetime decimal grid summary stats group groups source sources'.split(
    ' ',
  ),
);

/** Words of a table's name whose rows count something other than money, though it be called a transaction. */
export const notMoney: ReadonlySet<string> = new Set(
  'point points punkt punkte puntos punti poang poeng miles loyalty bonus'.split(' '),
);

/** The meaning that makes an object one of a collection's rows. */
export const collectionNouns: readonly (readonly [concept: string, collection: PublicCollection])[] = [
  ['order', 'orders'],
  ['invoice', 'invoices'],
  ['subscriptions', 'subscriptions'],
  ['payment', 'payments'],
  ['case', 'cases'],
  ['opportunity', 'opportunities'],
];

/** What the rows of collections are made of, money apart; the first pattern of an attribute that fits a column counts. */
export const rowPatterns: Readonly<Record<PublicCollection, readonly Pattern<string>[]>> = {
  orders: [
    { name: 'number', needs: ['number'], types: code },
    { name: 'status', needs: ['status|state'], types: [...text, 'integer'] },
    { name: 'placedAt', needs: ['placed'], may: ['date'], types: time },
    { name: 'placedAt', needs: ['date'], types: time },
    { name: 'placedAt', needs: ['created'], may: ['date'], types: time },
  ],
  invoices: [
    { name: 'number', needs: ['number'], types: code },
    { name: 'status', needs: ['status|state'], types: [...text, 'integer'] },
    { name: 'issuedAt', needs: ['issued'], may: ['date'], types: time },
    { name: 'issuedAt', needs: ['date'], types: time },
    { name: 'issuedAt', needs: ['created'], may: ['date'], types: time },
    { name: 'dueAt', needs: ['due'], may: ['date'], types: time },
  ],
  subscriptions: [
    { name: 'plan', needs: ['plan'], may: ['name', 'number'], types: text },
    { name: 'status', needs: ['status|state'], types: [...text, 'integer'] },
    { name: 'startedAt', needs: ['started'], may: ['date'], types: time },
    { name: 'startedAt', needs: ['created'], may: ['date'], types: time },
    { name: 'currentPeriodEnd', needs: ['interval', 'ended'], may: ['date', 'status'], types: time },
    { name: 'canceledAt', needs: ['ended'], may: ['date'], types: time },
    { name: 'interval', needs: ['interval'], types: text },
  ],
  payments: [
    { name: 'status', needs: ['status|state'], types: [...text, 'integer'] },
    { name: 'createdAt', needs: ['paid'], may: ['date'], types: time },
    { name: 'createdAt', needs: ['date'], types: time },
    { name: 'createdAt', needs: ['created'], may: ['date'], types: time },
  ],
  cases: [
    { name: 'number', needs: ['number'], types: code },
    { name: 'subject', needs: ['subject|title'], types: text },
    { name: 'status', needs: ['status|state'], types: [...text, 'integer'] },
    { name: 'priority', needs: ['priority'], types: [...text, 'integer'] },
    { name: 'openedAt', needs: ['created'], may: ['date'], types: time },
    { name: 'openedAt', needs: ['date'], types: time },
    { name: 'closedAt', needs: ['closed'], may: ['date'], types: time },
  ],
  opportunities: [
    { name: 'name', needs: ['name|title|subject'], types: text },
    { name: 'stage', needs: ['status|state'], types: [...text, 'integer'] },
    { name: 'createdAt', needs: ['created'], may: ['date'], types: time },
    { name: 'createdAt', needs: ['date'], types: time },
    { name: 'closeDate', needs: ['closed'], may: ['date'], types: time },
  ],
};

/** The attribute of each collection that is its money. */
export const moneyOf: Readonly<Partial<Record<PublicCollection, string>>> = {
  orders: 'total',
  invoices: 'total',
  subscriptions: 'price',
  payments: 'amount',
  opportunities: 'amount',
};
