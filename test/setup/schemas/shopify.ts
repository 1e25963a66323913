import type { LabelledSchema } from '../schema.ts';

/** What a shop on Shopify exports, loaded into tables as it is: texts, and no declared keys between them. */
export const shopify: LabelledSchema = {
  name: 'an export of Shopify',
  servers: ['postgres', 'mysql'],
  customers: 'customers_export',
  id: 'customer_id',
  truth: {
    first_name: 'name.given',
    last_name: 'name.family',
    email: 'email',
    phone: 'phone',
    default_address_phone: 'phone',
    accepts_email_marketing: 'consent EMAIL yes',
    email_consent_updated_at: 'consent time of accepts_email_marketing',
    accepts_sms_marketing: 'consent SMS yes',
    marketing_opt_in_level: 'any',
    multipass_identifier: 'any',
  },
  collections: { orders: 'orders_export' },
  ddl: `
create table customers_export (
  customer_id bigint primary key, first_name varchar(255), last_name varchar(255), email varchar(255), accepts_email_marketing varchar(5), email_consent_updated_at timestamp null, default_address_company varchar(255), default_address_address1 varchar(255),
  default_address_address2 varchar(255), default_address_city varchar(255), default_address_province_code varchar(10), default_address_country_code varchar(5), default_address_zip varchar(20), default_address_phone varchar(30), phone varchar(30),
  accepts_sms_marketing varchar(5), marketing_opt_in_level varchar(20), multipass_identifier varchar(60), total_spent decimal(12,2), total_orders integer, note varchar(2000), tax_exempt varchar(5), tags varchar(2000), verified_email boolean, created_at timestamp null, updated_at timestamp null);
create table orders_export (order_id bigint primary key, customer_id bigint, name varchar(20), email varchar(255), financial_status varchar(20), fulfillment_status varchar(20), currency varchar(3), subtotal decimal(12,2), total decimal(12,2), created_at timestamp null, billing_name varchar(255), billing_city varchar(255), shipping_name varchar(255));
create table discount_codes_export (code varchar(40) primary key, order_id bigint, amount decimal(12,2));
`,
};
