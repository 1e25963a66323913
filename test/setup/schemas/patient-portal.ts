import type { LabelledSchema } from '../schema.ts';

/** The patients of an American hospital's portal, after Epic's names: _c are codes of lists, _yn are Y or N. */
export const patientPortal: LabelledSchema = {
  name: 'the patient portal of a hospital',
  servers: ['postgres'],
  customers: 'patient',
  id: 'pat_id',
  truth: {
    pat_mrn_id: 'externalId',
    pat_name: 'any',
    pat_first_name: 'name.given',
    pat_middle_name: 'name.middle',
    pat_last_name: 'name.family',
    pat_name_suffix: 'name.suffix',
    preferred_name: 'any',
    home_phone: 'phone',
    work_phone: 'phone',
    mobile_phone: 'phone',
    email_address: 'email',
    mypt_login: 'any',
    plan_member_id: 'externalId',
    guarantor_acct_id: 'any',
    text_consent_yn: 'consent SMS yes',
    text_consent_dttm: 'consent time of text_consent_yn',
    autodial_call_consent_yn: 'consent VOICE yes',
    marketing_auth_yn: 'consent EMAIL yes',
    marketing_auth_date: 'consent time of marketing_auth_yn',
    fundraising_opt_out_yn: 'consent ANY no',
    hie_opt_out_yn: 'any',
    research_contact_ok_yn: 'any',
    appt_reminder_text_yn: 'any',
    appt_reminder_email_yn: 'any',
  },
  collections: { payments: 'patient_payment' },
  ddl: `
create table patient (pat_id varchar(18) primary key, pat_mrn_id varchar(20) not null, pat_name varchar(200), pat_first_name varchar(100), pat_middle_name varchar(100), pat_last_name varchar(100), pat_name_suffix varchar(20), preferred_name varchar(100), birth_date date, death_date date, sex_c integer, ethnic_group_c integer, marital_status_c integer, language_c integer, intrptr_needed_yn char(1), ssn varchar(11), medicare_num varchar(20), medicaid_num varchar(20), plan_member_id varchar(30), guarantor_acct_id varchar(18), add_line_1 varchar(100), add_line_2 varchar(100), city varchar(50), state_c integer, county_c integer, zip varchar(15), home_phone varchar(25), work_phone varchar(25), mobile_phone varchar(25), email_address varchar(150), email_verified_yn char(1), mypt_login varchar(60), mypt_status_c integer, mypt_activation_code varchar(20), mypt_last_login_dttm timestamp, guardian_name varchar(100), guardian_home_phone varchar(25), emerg_contact_name varchar(100), emerg_contact_phone varchar(25), cur_pcp_prov_id varchar(18), pcp_name varchar(100), pcp_phone varchar(25), text_consent_yn char(1), text_consent_dttm timestamp, autodial_call_consent_yn char(1), marketing_auth_yn char(1), marketing_auth_date date, fundraising_opt_out_yn char(1), hie_opt_out_yn char(1), research_contact_ok_yn char(1), appt_reminder_text_yn char(1), appt_reminder_email_yn char(1), npp_ack_date date, advance_directive_yn char(1), vip_yn char(1), pat_status_c integer, rec_create_date date not null, update_date timestamp);
create table proxy_access (proxy_id bigint primary key, pat_id varchar(18) not null references patient (pat_id), proxy_name varchar(100), proxy_email varchar(150), relationship_c integer, expires_on date);
create table pat_enc (pat_enc_csn_id bigint primary key, pat_id varchar(18) not null references patient (pat_id), contact_date date not null, enc_type_c integer, visit_prov_id varchar(18), appt_status_c integer);
create table patient_payment (payment_id bigint primary key, pat_id varchar(18) not null references patient (pat_id), payment_date timestamp not null, amount numeric(12,2), tender_type varchar(20), status varchar(20));
create table portal_message (message_id bigint primary key, pat_id varchar(18) not null references patient (pat_id), prov_id varchar(18), subject varchar(200), sent_dttm timestamp not null, read_yn char(1));
create table clarity_ser (prov_id varchar(18) primary key, prov_name varchar(200), prov_email varchar(150), npi varchar(10), office_phone varchar(25));
`,
};
