import type { LabelledSchema } from '../schema.ts';

/** The partners of an Odoo: customers, suppliers and companies in one table. */
export const odoo: LabelledSchema = {
  name: 'an Odoo',
  servers: ['postgres'],
  customers: 'res_partner',
  id: 'id',
  truth: {
    name: 'name.full',
    display_name: 'any',
    email: 'email',
    email_normalized: 'any',
    phone: 'phone',
    mobile: 'phone',
    phone_sanitized: 'any',
    ref: 'any',
    barcode: 'any',
    title: 'any',
    opt_out: 'consent ANY no',
  },
  collections: { orders: 'sale_order', opportunities: 'crm_lead' },
  ddl: `
create table res_company (id serial primary key, name varchar not null, email varchar, phone varchar);
create table res_partner (id serial primary key, company_id integer references res_company (id), create_date timestamp, name varchar, title integer, parent_id integer references res_partner (id), user_id integer, state_id integer, country_id integer, create_uid integer, write_uid integer, display_name varchar, ref varchar, lang varchar, tz varchar, vat varchar, website varchar, function varchar, type varchar, street varchar, street2 varchar, zip varchar, city varchar, email varchar, phone varchar, mobile varchar, commercial_company_name varchar, company_name varchar, comment text, is_company boolean, employee boolean, active boolean, write_date timestamp, email_normalized varchar, message_bounce integer, phone_sanitized varchar, barcode varchar, opt_out boolean, signup_token varchar);
create table res_users (id serial primary key, login varchar not null unique, password varchar, partner_id integer references res_partner (id), active boolean, create_date timestamp);
create table sale_order (id serial primary key, name varchar, partner_id integer not null references res_partner (id), partner_invoice_id integer references res_partner (id), state varchar, date_order timestamp not null, amount_untaxed numeric, amount_total numeric, currency_id integer, create_date timestamp);
create table sale_order_line (id serial primary key, order_id integer references sale_order (id), name text, price_unit numeric, product_uom_qty numeric);
create table crm_lead (id serial primary key, name varchar, partner_id integer references res_partner (id), email_from varchar, phone varchar, contact_name varchar, stage_id integer, expected_revenue numeric, create_date timestamp);
`,
};
