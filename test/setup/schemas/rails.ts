import type { LabelledSchema } from '../schema.ts';

/** A shop after Spree on Rails, with Devise's columns. */
export const rails: LabelledSchema = {
  name: 'a shop on Rails',
  servers: ['postgres'],
  customers: 'spree_users',
  id: 'id',
  truth: {
    email: 'email',
    first_name: 'name.given',
    last_name: 'name.family',
    unconfirmed_email: 'any',
    accepts_email_marketing: 'consent EMAIL yes',
    accepts_sms_marketing: 'consent SMS yes',
    marketing_consent_updated_at: 'any',
    salesforce_contact_id: 'reference salesforce',
    loyalty_card_number: 'externalId',
    phone: 'phone',
    do_not_sell: 'consent ANY no third_party_sharing',
  },
  collections: { orders: 'spree_orders' },
  ddl: `
create table spree_users (
  id bigserial primary key, encrypted_password varchar(128), password_salt varchar(128), email varchar not null, remember_token varchar, reset_password_token varchar,
  sign_in_count integer not null default 0, failed_attempts integer not null default 0, last_request_at timestamp, current_sign_in_at timestamp, last_sign_in_at timestamp,
  current_sign_in_ip varchar, last_sign_in_ip varchar, login varchar, ship_address_id bigint, bill_address_id bigint, spree_api_key varchar(48), unconfirmed_email varchar,
  confirmation_token varchar, confirmed_at timestamp, deleted_at timestamp, first_name varchar, last_name varchar, selected_locale varchar, phone varchar,
  accepts_email_marketing boolean not null default false, accepts_sms_marketing boolean not null default false, marketing_consent_updated_at timestamp,
  do_not_sell boolean, salesforce_contact_id varchar, loyalty_card_number varchar, public_metadata jsonb, created_at timestamp not null, updated_at timestamp not null);
create unique index on spree_users (email);
create table spree_addresses (id bigserial primary key, firstname varchar, lastname varchar, address1 varchar, address2 varchar, city varchar, zipcode varchar, phone varchar, state_name varchar, company varchar, user_id bigint references spree_users (id), created_at timestamp, updated_at timestamp);
create table spree_orders (id bigserial primary key, number varchar(32), item_total numeric(10,2), total numeric(10,2), state varchar, user_id bigint references spree_users (id), completed_at timestamp, email varchar, currency varchar, created_at timestamp not null, updated_at timestamp not null);
create table spree_line_items (id bigserial primary key, order_id bigint references spree_orders (id), quantity integer, price numeric(10,2), created_at timestamp);
create table spree_payments (id bigserial primary key, amount numeric(10,2), order_id bigint references spree_orders (id), state varchar, created_at timestamp);
create table spree_admin_users (id bigserial primary key, email varchar, first_name varchar, last_name varchar);
`,
};
