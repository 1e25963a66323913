import type { LabelledSchema } from '../schema.ts';

/** A shop after Vendure's names; what the shop added is in columns of TypeORM's making, run together. */
export const vendure: LabelledSchema = {
  name: 'a Vendure-like shop',
  servers: ['postgres'],
  customers: 'customer',
  id: 'id',
  truth: {
    title: 'name.prefix',
    firstName: 'name.given',
    lastName: 'name.family',
    phoneNumber: 'phone',
    emailAddress: 'email',
    customFieldsLoyaltycardnumber: 'externalId',
    customFieldsStripecustomerid: 'reference stripe',
    customFieldsNewsletteroptin: 'consent EMAIL yes',
    customFieldsAcceptssms: 'consent SMS yes',
    customFieldsDonotcall: 'consent PHONE no',
  },
  collections: { orders: 'order' },
  ddl: `
create table "user" ("createdAt" timestamp not null default now(), "updatedAt" timestamp not null default now(), "deletedAt" timestamp, "identifier" varchar not null, "verified" boolean not null default false, "lastLogin" timestamp, "id" serial primary key);
create table "authentication_method" ("createdAt" timestamp not null default now(), "updatedAt" timestamp not null default now(), "identifier" varchar, "passwordHash" varchar, "verificationToken" varchar, "passwordResetToken" varchar, "strategy" varchar, "externalIdentifier" varchar, "id" serial primary key, "userId" integer references "user" ("id"));
create table "administrator" ("createdAt" timestamp not null default now(), "updatedAt" timestamp not null default now(), "deletedAt" timestamp, "firstName" varchar not null, "lastName" varchar not null, "emailAddress" varchar not null unique, "id" serial primary key, "userId" integer references "user" ("id"));
create table "customer" ("createdAt" timestamp not null default now(), "updatedAt" timestamp not null default now(), "deletedAt" timestamp, "title" varchar, "firstName" varchar not null, "lastName" varchar not null, "phoneNumber" varchar, "emailAddress" varchar not null, "id" serial primary key, "userId" integer references "user" ("id"), "customFieldsLoyaltycardnumber" varchar(255), "customFieldsStripecustomerid" varchar(255), "customFieldsNewsletteroptin" boolean default false, "customFieldsAcceptssms" boolean default false, "customFieldsDonotcall" boolean default false, "customFieldsLastsmssentat" timestamp, "customFieldsReferralcode" varchar(255));
create table "customer_group" ("createdAt" timestamp not null default now(), "updatedAt" timestamp not null default now(), "name" varchar not null, "id" serial primary key);
create table "customer_groups_customer_group" ("customerId" integer not null references "customer" ("id"), "customerGroupId" integer not null references "customer_group" ("id"), primary key ("customerId", "customerGroupId"));
create table "address" ("createdAt" timestamp not null default now(), "updatedAt" timestamp not null default now(), "fullName" varchar not null default '', "company" varchar not null default '', "streetLine1" varchar not null, "streetLine2" varchar not null default '', "city" varchar not null default '', "province" varchar not null default '', "postalCode" varchar not null default '', "phoneNumber" varchar not null default '', "defaultShippingAddress" boolean not null default false, "id" serial primary key, "customerId" integer references "customer" ("id"));
create table "order" ("createdAt" timestamp not null default now(), "updatedAt" timestamp not null default now(), "type" varchar not null default 'Regular', "code" varchar not null, "state" varchar not null, "active" boolean not null default true, "orderPlacedAt" timestamp, "currencyCode" varchar not null, "subTotal" integer not null, "subTotalWithTax" integer not null, "shipping" integer not null default 0, "id" serial primary key, "customerId" integer references "customer" ("id"));
create table "order_line" ("createdAt" timestamp not null default now(), "updatedAt" timestamp not null default now(), "quantity" integer not null, "listPrice" integer not null, "id" serial primary key, "orderId" integer references "order" ("id"));
create table "payment" ("createdAt" timestamp not null default now(), "updatedAt" timestamp not null default now(), "method" varchar not null, "amount" integer not null, "state" varchar not null, "transactionId" varchar, "id" serial primary key, "orderId" integer references "order" ("id"));
create table "history_entry" ("createdAt" timestamp not null default now(), "updatedAt" timestamp not null default now(), "type" varchar not null, "isPublic" boolean not null, "data" text not null, "id" serial primary key, "customerId" integer references "customer" ("id"));
create index on "customer" ("emailAddress");
`,
};
