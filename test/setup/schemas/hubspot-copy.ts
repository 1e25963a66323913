import type { LabelledSchema } from '../schema.ts';

/** What a connector copies of a HubSpot into a warehouse: each property is a column, whoever made it. */
export const hubspotCopy: LabelledSchema = {
  name: 'a warehouse copy of HubSpot',
  servers: ['postgres'],
  customers: 'hubspot.contact',
  id: 'id',
  truth: {
    property_hs_object_id: 'any',
    property_salutation: 'name.prefix',
    property_firstname: 'name.given',
    property_lastname: 'name.family',
    property_email: 'email',
    property_work_email: 'email',
    property_hs_additional_emails: 'any',
    property_phone: 'phone',
    property_mobilephone: 'phone',
    property_hs_whatsapp_phone_number: 'phone',
    property_hs_calculated_phone_number: 'any',
    property_hs_searchable_calculated_phone_number: 'any',
    property_hs_email_optout: 'consent EMAIL no',
    property_hs_email_optout_8834521: 'consent EMAIL no',
    property_hs_legal_basis: 'any',
    property_hs_marketable_status: 'any',
    property_sms_opt_in: 'consent SMS yes',
    property_sms_opt_in_date: 'consent time of property_sms_opt_in',
    property_do_not_call: 'consent PHONE no',
    property_gdpr_do_not_sell: 'consent ANY no third_party_sharing',
    property_salesforcecontactid: 'reference salesforce',
    property_salesforceaccountid: 'any',
    property_salesforceleadid: 'any',
    property_stripe_customer_id: 'reference stripe',
    property_app_user_id: 'externalId',
    property_hs_facebookid: 'any',
  },
  ddl: `
create schema hubspot;
create table hubspot.contact (id bigint primary key, is_deleted boolean, property_hs_object_id bigint, property_createdate timestamptz, property_lastmodifieddate timestamptz, property_salutation varchar(50), property_firstname varchar(256), property_lastname varchar(256), property_email varchar(256), property_work_email varchar(256), property_hs_additional_emails varchar(1024), property_hs_email_domain varchar(256), property_hs_email_quarantined boolean, property_hs_email_bounce double precision, property_hs_email_delivered double precision, property_hs_email_open double precision, property_hs_email_last_send_date timestamptz, property_hs_email_first_open_date timestamptz, property_hs_email_optout boolean, property_hs_email_optout_8834521 boolean, property_hs_emailconfirmationstatus varchar(64), property_phone varchar(256), property_mobilephone varchar(256), property_fax varchar(256), property_hs_whatsapp_phone_number varchar(256), property_hs_calculated_phone_number varchar(256), property_hs_calculated_phone_number_country_code varchar(8), property_hs_searchable_calculated_phone_number varchar(64), property_company varchar(256), property_jobtitle varchar(256), property_website varchar(256), property_address varchar(256), property_city varchar(256), property_state varchar(256), property_zip varchar(32), property_country varchar(256), property_ip_city varchar(256), property_ip_country_code varchar(8), property_date_of_birth varchar(32), property_hs_legal_basis varchar(512), property_hs_marketable_status varchar(8), property_hs_marketable_reason_id varchar(64), property_lifecyclestage varchar(64), property_hs_lead_status varchar(64), property_hubspot_owner_id bigint, property_hubspot_owner_assigneddate timestamptz, property_hs_analytics_source varchar(64), property_hs_analytics_first_url varchar(1024), property_hs_facebookid varchar(64), property_twitterhandle varchar(64), property_sms_opt_in boolean, property_sms_opt_in_date date, property_do_not_call boolean, property_gdpr_do_not_sell boolean, property_salesforcecontactid varchar(18), property_salesforceaccountid varchar(18), property_salesforceleadid varchar(18), property_stripe_customer_id varchar(64), property_app_user_id varchar(64), property_account_manager_email varchar(256), property_referrer_name varchar(256), property_num_notes double precision, property_hs_predictivecontactscore_v_2 double precision, _fivetran_synced timestamptz);
create table hubspot.company (id bigint primary key, property_name varchar(256), property_domain varchar(256), property_phone varchar(256), property_annualrevenue double precision, property_createdate timestamptz, _fivetran_synced timestamptz);
create table hubspot.owner (owner_id bigint primary key, portal_id bigint, first_name varchar(256), last_name varchar(256), email varchar(256), is_active boolean, created_at timestamptz, _fivetran_synced timestamptz);
create table hubspot.deal (deal_id bigint primary key, owner_id bigint, deal_pipeline_id varchar(64), property_dealname varchar(256), property_amount double precision, property_closedate timestamptz, property_createdate timestamptz, _fivetran_synced timestamptz);
create table hubspot.deal_contact (deal_id bigint, contact_id bigint, type_id bigint, primary key (deal_id, contact_id, type_id));
create table hubspot.contact_list_member (contact_list_id bigint, contact_id bigint, added_at timestamptz, primary key (contact_list_id, contact_id));
create table hubspot.email_event (id varchar(64) primary key, app_id bigint, recipient varchar(256), type varchar(32), email_campaign_id bigint, created timestamptz, _fivetran_synced timestamptz);
create table hubspot.email_subscription_change (recipient varchar(256), portal_id bigint, email_subscription_id bigint, change varchar(32), source varchar(64), "timestamp" timestamptz, _fivetran_synced timestamptz);
`,
};
