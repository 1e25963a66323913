import type { LabelledSchema } from '../schema.ts';

/** A shop after Magento's names: attributes in tables of their own are out of reach, the entity's columns are not. */
export const magento: LabelledSchema = {
  name: 'a Magento-like shop',
  servers: ['mysql'],
  customers: 'customer_entity',
  id: 'entity_id',
  truth: {
    email: 'email',
    prefix: 'name.prefix',
    firstname: 'name.given',
    middlename: 'name.middle',
    lastname: 'name.family',
    suffix: 'name.suffix',
    increment_id: 'externalId',
    newsletter_subscribed: 'consent EMAIL yes',
    sms_opt_out: 'consent SMS no',
  },
  collections: { orders: 'sales_order', invoices: 'sales_invoice' },
  ddl: `
create table customer_group (customer_group_id int unsigned primary key auto_increment, customer_group_code varchar(32) not null, tax_class_id int unsigned);
create table customer_entity (
  entity_id int unsigned primary key auto_increment,
  website_id smallint unsigned,
  email varchar(255),
  group_id smallint unsigned not null default 0,
  increment_id varchar(50),
  store_id smallint unsigned default 0,
  created_at timestamp not null default current_timestamp,
  updated_at timestamp not null default current_timestamp,
  is_active smallint unsigned not null default 1,
  disable_auto_group_change smallint unsigned not null default 0,
  created_in varchar(255),
  prefix varchar(40),
  firstname varchar(255),
  middlename varchar(255),
  lastname varchar(255),
  suffix varchar(40),
  dob date,
  password_hash varchar(128),
  rp_token varchar(128),
  rp_token_created_at datetime,
  default_billing int unsigned,
  default_shipping int unsigned,
  taxvat varchar(50),
  confirmation varchar(64),
  gender smallint unsigned,
  newsletter_subscribed tinyint(1) not null default 0,
  sms_opt_out tinyint(1),
  failures_num smallint default 0,
  lock_expires timestamp null,
  unique key email_website (email, website_id),
  key lastname (lastname));
create table customer_address_entity (
  entity_id int unsigned primary key auto_increment, parent_id int unsigned, city varchar(255) not null, company varchar(255),
  country_id varchar(255) not null, firstname varchar(255) not null, lastname varchar(255) not null, postcode varchar(255),
  street text not null, telephone varchar(255) not null, foreign key (parent_id) references customer_entity (entity_id));
create table customer_visitor (visitor_id bigint unsigned primary key auto_increment, customer_id int, session_id varchar(64), last_visit_at timestamp null);
create table sales_order (
  entity_id int unsigned primary key auto_increment, state varchar(32), status varchar(32), store_id smallint unsigned,
  customer_id int unsigned, grand_total decimal(20,4), base_grand_total decimal(20,4), customer_email varchar(128),
  customer_firstname varchar(128), customer_lastname varchar(128), increment_id varchar(50), order_currency_code varchar(3),
  remote_ip varchar(45), created_at timestamp not null default current_timestamp, updated_at timestamp not null default current_timestamp,
  key (customer_id), foreign key (customer_id) references customer_entity (entity_id));
create table sales_order_item (item_id int unsigned primary key auto_increment, order_id int unsigned not null, sku varchar(255), name varchar(255), price decimal(12,4), created_at timestamp not null default current_timestamp);
create table sales_invoice (
  entity_id int unsigned primary key auto_increment, order_id int unsigned, customer_id int unsigned, increment_id varchar(50), state int,
  grand_total decimal(20,4), currency_code varchar(3), created_at timestamp not null default current_timestamp,
  foreign key (customer_id) references customer_entity (entity_id));
`,
};
