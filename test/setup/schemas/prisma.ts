import type { LabelledSchema } from '../schema.ts';

/** An application after Prisma: quoted names in camel and Pascal case. */
export const prisma: LabelledSchema = {
  name: 'an application with Prisma',
  servers: ['postgres'],
  customers: 'User',
  id: 'id',
  truth: {
    email: 'email',
    phoneNumber: 'phone',
    name: 'name.full',
    stripeCustomerId: 'reference stripe',
    hubspotContactId: 'reference hubspot',
    marketingOptIn: 'consent EMAIL yes',
    marketingOptInAt: 'consent time of marketingOptIn',
    smsOptIn: 'consent SMS yes',
    pushNotificationsEnabled: 'consent PUSH yes',
    unsubscribedAt: 'consent ANY time',
  },
  collections: { orders: 'Order', subscriptions: 'Subscription', cases: 'SupportTicket' },
  ddl: `
create type "Role" as enum ('USER', 'ADMIN');
create type "TicketStatus" as enum ('OPEN', 'PENDING', 'CLOSED');
create table "User" (
  "id" text primary key, "email" text not null unique, "emailVerified" timestamp(3), "name" text, "image" text, "passwordHash" text,
  "phoneNumber" text, "phoneVerified" boolean not null default false, "role" "Role" not null default 'USER', "stripeCustomerId" text unique,
  "hubspotContactId" text, "marketingOptIn" boolean not null default false, "marketingOptInAt" timestamp(3), "smsOptIn" boolean,
  "pushNotificationsEnabled" boolean not null default true, "unsubscribedAt" timestamp(3), "lastLoginIp" inet, "lastLoginAt" timestamp(3),
  "tosAcceptedAt" timestamp(3), "referralCode" text, "locale" text, "timezone" text, "createdAt" timestamp(3) not null default now(), "updatedAt" timestamp(3) not null);
create table "Account" ("id" text primary key, "userId" text not null references "User" ("id"), "type" text not null, "provider" text not null, "providerAccountId" text not null, "refresh_token" text, "access_token" text);
create table "Session" ("id" text primary key, "sessionToken" text not null unique, "userId" text not null references "User" ("id"), "expires" timestamp(3) not null);
create table "Order" ("id" text primary key, "userId" text not null references "User" ("id"), "orderNumber" text not null, "status" text not null, "totalCents" integer not null, "currency" text not null, "placedAt" timestamp(3) not null);
create table "OrderItem" ("id" text primary key, "orderId" text not null references "Order" ("id"), "sku" text, "quantity" integer, "createdAt" timestamp(3));
create table "Subscription" ("id" text primary key, "userId" text not null references "User" ("id"), "plan" text, "status" text, "startedAt" timestamp(3) not null, "currentPeriodEnd" timestamp(3), "canceledAt" timestamp(3));
create table "SupportTicket" ("id" text primary key, "userId" text not null references "User" ("id"), "subject" text, "status" "TicketStatus", "priority" text, "createdAt" timestamp(3) not null, "closedAt" timestamp(3));
create index on "Order" ("userId");
`,
};
