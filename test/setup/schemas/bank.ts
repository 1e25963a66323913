import type { LabelledSchema } from '../schema.ts';

/** The customer information file of a bank. */
export const bank: LabelledSchema = {
  name: 'a bank',
  servers: ['postgres'],
  customers: 'core.cif_master',
  id: 'cif_no',
  truth: {
    cif_cust_title: 'name.prefix',
    cif_first_nm: 'name.given',
    cif_mid_nm: 'name.middle',
    cif_last_nm: 'name.family',
    cif_mobile_no: 'phone',
    cif_home_phone: 'phone',
    cif_email_id: 'email',
    cif_alt_email: 'email',
    cif_dnd_flag: 'consent ANY no',
    cif_mktg_consent: 'consent EMAIL yes',
    cif_mktg_consent_dt: 'consent time of cif_mktg_consent',
    cif_3rd_party_share_ok: 'consent NONE yes third_party_sharing',
    cif_stmt_by_email: 'any',
    cif_legacy_cust_id: 'externalId',
    cif_acct_no: 'externalId',
  },
  collections: { payments: 'core.payment_txn' },
  ddl: `
create schema core;
create table core.cif_master (
  cif_no varchar(12) primary key, cif_cust_title varchar(10), cif_first_nm varchar(60), cif_mid_nm varchar(60), cif_last_nm varchar(60), cif_dob date, cif_mobile_no varchar(20), cif_home_phone varchar(20),
  cif_email_id varchar(120), cif_alt_email varchar(120), cif_email_vrf_flg char(1), cif_passport_no varchar(20), cif_tax_id varchar(20), cif_addr_ln1 varchar(100), cif_addr_ln2 varchar(100), cif_city varchar(60), cif_state varchar(30), cif_pin_code varchar(10), cif_country_cd char(2),
  cif_occupation varchar(40), cif_kyc_status varchar(10), cif_risk_rating varchar(5), cif_dnd_flag char(1), cif_mktg_consent char(1), cif_mktg_consent_dt timestamp, cif_3rd_party_share_ok char(1), cif_stmt_by_email char(1),
  cif_legacy_cust_id varchar(20), cif_acct_no varchar(20), cif_rm_email varchar(120), cif_nominee_name varchar(100), cif_open_dt date, cif_last_upd_ts timestamp, cif_maker_id varchar(20), cif_checker_id varchar(20));
create table core.account_master (acct_no varchar(20) primary key, cif_no varchar(12) references core.cif_master (cif_no), acct_type varchar(10), open_dt date, balance numeric(18,2));
create table core.payment_txn (txn_id bigint primary key, cif_no varchar(12) references core.cif_master (cif_no), txn_amt numeric(18,2), txn_ccy char(3), txn_status varchar(10), txn_dt timestamp not null);
create table core.staff (staff_id integer primary key, first_nm varchar(60), last_nm varchar(60), email varchar(120));
create index on core.cif_master (cif_mobile_no);
`,
};
