import type { LabelledSchema } from '../schema.ts';

/** A shop after Saleor's names. */
export const saleor: LabelledSchema = {
  name: 'a Saleor-like shop',
  servers: ['postgres'],
  customers: 'account_user',
  id: 'id',
  truth: {
    email: 'email',
    first_name: 'name.given',
    last_name: 'name.family',
    external_reference: 'externalId',
    uuid: 'any',
  },
  collections: { orders: 'order_order' },
  ddl: `
create table account_user (id serial primary key, is_superuser boolean not null, email varchar(254) not null unique, is_staff boolean not null, is_active boolean not null, password varchar(128), date_joined timestamptz not null, last_login timestamptz, default_billing_address_id integer, default_shipping_address_id integer, note text, first_name varchar(256), last_name varchar(256), avatar varchar(100), private_metadata jsonb, metadata jsonb, jwt_token_key varchar(12), language_code varchar(35), search_document text, updated_at timestamptz, uuid uuid unique, external_reference varchar(250) unique, is_confirmed boolean, last_confirm_email_request timestamptz, last_password_reset_request timestamptz, number_of_orders integer);
create table account_address (id serial primary key, first_name varchar(256), last_name varchar(256), company_name varchar(256), street_address_1 varchar(256), city varchar(256), postal_code varchar(20), country varchar(2), phone varchar(128));
create table order_order (id uuid primary key, created_at timestamptz not null, user_id integer references account_user (id), user_email varchar(254), status varchar(32), currency varchar(3), total_gross_amount numeric(20,3), total_net_amount numeric(20,3), number integer);
create table order_orderline (id uuid primary key, order_id uuid references order_order (id), product_name varchar(386), quantity integer, created_at timestamptz);
create table invoice_invoice (id serial primary key, order_id uuid references order_order (id), number varchar(255), created timestamptz, status varchar(50));
create table account_staffnotificationrecipient (id serial primary key, staff_email varchar(254), active boolean, user_id integer unique references account_user (id));
`,
};
