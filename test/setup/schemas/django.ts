import type { LabelledSchema } from '../schema.ts';

/** A service with Django's users. */
export const django: LabelledSchema = {
  name: 'a service on Django',
  servers: ['postgres'],
  customers: 'accounts_user',
  id: 'id',
  truth: {
    first_name: 'name.given',
    last_name: 'name.family',
    email: 'email',
    phone_number: 'phone',
    stripe_customer_id: 'reference stripe',
    intercom_user_id: 'reference intercom',
    external_id: 'externalId',
    newsletter_opt_in: 'consent EMAIL yes',
    newsletter_opt_in_at: 'consent time of newsletter_opt_in',
    marketing_emails: 'consent EMAIL yes',
    sms_opted_out: 'consent SMS no',
    do_not_contact: 'consent ANY no',
    allow_analytics_tracking: 'consent NONE yes analytics',
    email_notifications: 'any',
  },
  collections: {
    payments: 'billing_payment',
    subscriptions: 'billing_subscription',
    cases: 'support_ticket',
  },
  ddl: `
create table accounts_user (id bigserial primary key, password varchar(128) not null, last_login timestamptz, is_superuser boolean not null, username varchar(150) not null unique, first_name varchar(150) not null, last_name varchar(150) not null, email varchar(254) not null unique, is_staff boolean not null, is_active boolean not null, date_joined timestamptz not null, phone_number varchar(32), company_name varchar(200), job_title varchar(100), timezone varchar(50), preferred_language varchar(10), stripe_customer_id varchar(64), intercom_user_id varchar(64), external_id varchar(64), newsletter_opt_in boolean not null default false, newsletter_opt_in_at timestamptz, marketing_emails boolean not null default false, email_notifications boolean not null default true, sms_opted_out boolean not null default false, do_not_contact boolean not null default false, allow_analytics_tracking boolean, two_factor_enabled boolean, tos_accepted_at timestamptz, referred_by_email varchar(254), updated_at timestamptz not null);
create table auth_group (id serial primary key, name varchar(150));
create table accounts_user_groups (id bigserial primary key, user_id bigint references accounts_user (id), group_id integer references auth_group (id));
create table billing_subscription (id bigserial primary key, user_id bigint not null references accounts_user (id), plan varchar(50), status varchar(20), started_at timestamptz not null, canceled_at timestamptz);
create table billing_payment (id bigserial primary key, user_id bigint not null references accounts_user (id), amount_cents integer, currency varchar(3), status varchar(20), method varchar(20), created_at timestamptz not null);
create table support_ticket (id bigserial primary key, user_id bigint not null references accounts_user (id), subject varchar(200), status varchar(20), priority varchar(20), created_at timestamptz not null, closed_at timestamptz);
create table support_ticket_message (id bigserial primary key, ticket_id bigint, user_id bigint references accounts_user (id), body text, created_at timestamptz);
`,
};
