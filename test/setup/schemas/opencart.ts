import type { LabelledSchema } from '../schema.ts';

/** A shop after OpenCart's names, which declares no keys between its tables. */
export const opencart: LabelledSchema = {
  name: 'an OpenCart-like shop',
  servers: ['mysql'],
  customers: 'oc_customer',
  id: 'customer_id',
  truth: {
    firstname: 'name.given',
    lastname: 'name.family',
    email: 'email',
    telephone: 'phone',
    newsletter: 'consent EMAIL yes',
  },
  collections: { orders: 'oc_order' },
  ddl: `
create table oc_customer (customer_id int primary key auto_increment, customer_group_id int not null, store_id int not null default 0, language_id int not null, firstname varchar(32) not null, lastname varchar(32) not null, email varchar(96) not null, telephone varchar(32) not null, password varchar(255) not null, custom_field text not null, newsletter tinyint(1) not null default 0, ip varchar(40) not null, status tinyint(1) not null, safe tinyint(1) not null, commenter tinyint(1) not null, token text not null, code varchar(40) not null, date_added datetime not null, key (email));
create table oc_customer_affiliate (customer_id int primary key, company varchar(60), website varchar(255), tracking varchar(64), commission decimal(4,2), tax varchar(64), date_added datetime);
create table oc_address (address_id int primary key auto_increment, customer_id int not null, firstname varchar(32), lastname varchar(32), company varchar(60), address_1 varchar(128), city varchar(128), postcode varchar(10), country_id int, zone_id int);
create table oc_order (order_id int primary key auto_increment, invoice_no int not null default 0, store_id int, customer_id int not null default 0, firstname varchar(32), lastname varchar(32), email varchar(96), telephone varchar(32), total decimal(15,4) not null default 0, order_status_id int, currency_code varchar(3), ip varchar(40), date_added datetime not null, date_modified datetime not null);
create table oc_order_product (order_product_id int primary key auto_increment, order_id int, name varchar(255), price decimal(15,4));
create table oc_user (user_id int primary key auto_increment, username varchar(20), password varchar(255), firstname varchar(32), lastname varchar(32), email varchar(96));
`,
};
