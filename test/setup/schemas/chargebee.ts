import type { LabelledSchema } from '../schema.ts';

/** What a connector copies of a Chargebee into a warehouse, with the fields that its owner added (cf_). */
export const chargebee: LabelledSchema = {
  name: 'a warehouse copy of Chargebee',
  servers: ['postgres'],
  customers: 'chargebee.customer',
  id: 'id',
  truth: {
    first_name: 'name.given',
    last_name: 'name.family',
    email: 'email',
    phone: 'phone',
    billing_address_first_name: 'any',
    billing_address_last_name: 'any',
    billing_address_email: 'any',
    billing_address_phone: 'any',
    payment_method_reference_id: 'any',
    cf_marketing_opt_in: 'consent EMAIL yes',
    cf_marketing_opt_in_date: 'consent time of cf_marketing_opt_in',
    cf_sms_consent: 'consent SMS yes',
    cf_gdpr_consent: 'consent ANY veto',
    cf_communication_opt_out: 'consent ANY no',
    cf_salesforce_contact_id: 'reference salesforce',
    cf_hubspot_vid: 'reference hubspot',
  },
  collections: { subscriptions: 'chargebee.subscription', invoices: 'chargebee.invoice' },
  ddl: `
create schema chargebee;
create table chargebee.customer (id varchar(50) primary key, first_name varchar(150), last_name varchar(150), email varchar(70), phone varchar(50), company varchar(250), vat_number varchar(20), auto_collection varchar(10), net_term_days integer, allow_direct_debit boolean, taxability varchar(10), entity_code varchar(10), locale varchar(50), preferred_currency_code varchar(3), resource_version bigint, object varchar(20), channel varchar(20), pii_cleared varchar(20), deleted boolean, promotional_credits bigint, refundable_credits bigint, excess_payments bigint, unbilled_charges bigint, mrr bigint, card_status varchar(20), primary_payment_source_id varchar(40), payment_method_type varchar(30), payment_method_reference_id varchar(200), payment_method_gateway varchar(30),
  billing_address_first_name varchar(150), billing_address_last_name varchar(150), billing_address_email varchar(70), billing_address_phone varchar(50), billing_address_company varchar(250), billing_address_line_1 varchar(180), billing_address_line_2 varchar(180), billing_address_city varchar(50), billing_address_state varchar(50), billing_address_country varchar(50), billing_address_zip varchar(20), billing_address_validation_status varchar(20),
  cf_marketing_opt_in boolean, cf_marketing_opt_in_date timestamptz, cf_sms_consent varchar(5), cf_gdpr_consent boolean, cf_communication_opt_out boolean, cf_salesforce_contact_id varchar(18), cf_hubspot_vid varchar(20), cf_csm_email varchar(70), cf_csm_name varchar(150), cf_nps_score integer, cf_trial_email_sent boolean, created_at timestamptz, updated_at timestamptz, _fivetran_deleted boolean, _fivetran_synced timestamptz);
create table chargebee.subscription (id varchar(50) primary key, customer_id varchar(50), plan_id varchar(100), plan_quantity integer, plan_unit_price bigint, currency_code varchar(3), status varchar(20), billing_period integer, billing_period_unit varchar(10), trial_start timestamptz, trial_end timestamptz, started_at timestamptz, activated_at timestamptz, current_term_start timestamptz, current_term_end timestamptz, next_billing_at timestamptz, cancelled_at timestamptz, cancel_reason varchar(40), mrr bigint, deleted boolean, created_at timestamptz, updated_at timestamptz, _fivetran_synced timestamptz);
create table chargebee.invoice (id varchar(50) primary key, customer_id varchar(50), subscription_id varchar(50), recurring boolean, status varchar(20), price_type varchar(20), date timestamptz, due_date timestamptz, net_term_days integer, currency_code varchar(3), total bigint, amount_paid bigint, amount_due bigint, credits_applied bigint, write_off_amount bigint, dunning_status varchar(20), voided_at timestamptz, deleted boolean, updated_at timestamptz, _fivetran_synced timestamptz);
create table chargebee.transaction (id varchar(40) primary key, customer_id varchar(50), subscription_id varchar(50), gateway_account_id varchar(50), payment_method varchar(30), gateway varchar(30), type varchar(20), date timestamptz, currency_code varchar(3), amount bigint, id_at_gateway varchar(100), status varchar(20), error_code varchar(100), deleted boolean, updated_at timestamptz, _fivetran_synced timestamptz);
create table chargebee.contact (id varchar(50) primary key, customer_id varchar(50), first_name varchar(150), last_name varchar(150), email varchar(70), phone varchar(50), label varchar(50), enabled boolean, send_account_email boolean, send_billing_email boolean);
create table chargebee.plan (id varchar(100) primary key, name varchar(100), price bigint, currency_code varchar(3), status varchar(20));
`,
};
