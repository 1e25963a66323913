import type { LabelledSchema } from '../schema.ts';

/** A shop after PrestaShop's names. */
export const prestashop: LabelledSchema = {
  name: 'a PrestaShop-like shop',
  servers: ['mysql'],
  customers: 'ps_customer',
  id: 'id_customer',
  truth: {
    email: 'email',
    firstname: 'name.given',
    lastname: 'name.family',
    newsletter: 'consent EMAIL yes',
    newsletter_date_add: 'consent time of newsletter',
    optin: 'consent EMAIL yes',
  },
  collections: { orders: 'ps_orders' },
  ddl: `
create table ps_customer (
  id_customer int unsigned primary key auto_increment, id_shop_group int unsigned not null default 1, id_shop int unsigned not null default 1, id_gender int unsigned,
  id_default_group int unsigned not null default 1, id_lang int unsigned, id_risk int unsigned not null default 1, company varchar(255), siret varchar(14), ape varchar(6),
  firstname varchar(255) not null, lastname varchar(255) not null, email varchar(255) not null, passwd varchar(255) not null, last_passwd_gen timestamp not null default current_timestamp,
  birthday date, newsletter tinyint(1) unsigned not null default 0, ip_registration_newsletter varchar(15), newsletter_date_add datetime, optin tinyint(1) unsigned not null default 0,
  website varchar(128), outstanding_allow_amount decimal(20,6) not null default 0, show_public_prices tinyint(1) unsigned not null default 0, max_payment_days int unsigned not null default 60,
  secure_key varchar(32) not null, note text, active tinyint(1) unsigned not null default 0, is_guest tinyint(1) not null default 0, deleted tinyint(1) not null default 0,
  date_add datetime not null, date_upd datetime not null, reset_password_token varchar(40), reset_password_validity datetime, key (email));
create table ps_address (id_address int unsigned primary key auto_increment, id_country int unsigned, id_customer int unsigned, alias varchar(32), company varchar(255), lastname varchar(255), firstname varchar(255), address1 varchar(128), postcode varchar(12), city varchar(64), phone varchar(32), phone_mobile varchar(32), date_add datetime);
create table ps_orders (id_order int unsigned primary key auto_increment, reference varchar(9), id_shop int unsigned, id_customer int unsigned not null, id_cart int unsigned, id_currency int unsigned, current_state int unsigned, payment varchar(255), total_paid decimal(20,6), total_products decimal(20,6), invoice_date datetime, date_add datetime not null, date_upd datetime not null, key (id_customer));
create table ps_customer_group (id_customer int unsigned not null, id_group int unsigned not null, primary key (id_customer, id_group));
create table ps_employee (id_employee int unsigned primary key auto_increment, lastname varchar(255), firstname varchar(255), email varchar(255), passwd varchar(255));
create table ps_customer_thread (id_customer_thread int unsigned primary key auto_increment, id_customer int unsigned, email varchar(255), status varchar(20), date_add datetime);
`,
};
