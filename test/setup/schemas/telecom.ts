import type { LabelledSchema } from '../schema.ts';

/** The subscribers of a telephone company. */
export const telecom: LabelledSchema = {
  name: 'a telephone company',
  servers: ['postgres', 'mysql'],
  customers: 'subscriber',
  id: 'sub_id',
  truth: {
    msisdn: 'phone',
    alt_contact_no: 'phone',
    cust_acct_no: 'externalId',
    fname: 'name.given',
    mname: 'name.middle',
    lname: 'name.family',
    sal: 'any',
    email_addr: 'email',
    dnc_flag: 'consent PHONE no',
    sms_optout_ind: 'consent SMS no',
    email_optin_ind: 'consent EMAIL yes',
    email_optin_dt: 'consent time of email_optin_ind',
    direct_mail_ok: 'consent POST yes',
    profiling_consent: 'consent NONE yes personalize',
    third_party_sharing: 'consent NONE yes third_party_sharing',
    crm_id: 'reference crm',
  },
  collections: { payments: 'payment', cases: 'trouble_ticket', subscriptions: 'contract' },
  ddl: `
create table subscriber (
  sub_id bigint primary key, msisdn varchar(15) not null unique, imsi varchar(15), iccid varchar(20), alt_contact_no varchar(20), cust_acct_no varchar(20) not null,
  sal varchar(10), fname varchar(50), mname varchar(50), lname varchar(50), dob date, email_addr varchar(100), addr_line1 varchar(100), addr_line2 varchar(100),
  city_nm varchar(50), state_cd varchar(10), zip varchar(10), cntry_cd char(2), lang_cd char(2), tariff_cd varchar(20), sim_status varchar(10), credit_limit decimal(10,2),
  dnc_flag char(1), sms_optout_ind char(1), email_optin_ind char(1), email_optin_dt timestamp null, direct_mail_ok char(1), profiling_consent boolean, third_party_sharing boolean,
  email_bounce_cnt integer, last_sms_sent_dt timestamp null, crm_id varchar(20), activation_dt timestamp null, crt_dt timestamp not null default current_timestamp, upd_dt timestamp not null default current_timestamp);
create table contract (contract_id bigint primary key, sub_id bigint not null references subscriber (sub_id), tariff varchar(20), status varchar(10), start_dt date not null, end_dt date, monthly_price decimal(10,2), currency char(3));
create table usage_record (usage_id bigint primary key, sub_id bigint, msisdn varchar(15), started timestamp not null default current_timestamp, seconds integer);
create table payment (payment_id bigint primary key, sub_id bigint not null references subscriber (sub_id), payment_date timestamp not null default current_timestamp, amount decimal(10,2), currency char(3), status varchar(10));
create table trouble_ticket (ticket_id bigint primary key, sub_id bigint not null references subscriber (sub_id), ticket_no varchar(20), subject varchar(200), status varchar(10), priority varchar(10), created_dt timestamp not null default current_timestamp, closed_dt timestamp null);
`,
};
