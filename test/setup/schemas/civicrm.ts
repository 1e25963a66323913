import type { LabelledSchema } from '../schema.ts';

/** The contacts of a charity after CiviCRM's names; its addresses are in tables of their own. */
export const civicrm: LabelledSchema = {
  name: 'a charity with CiviCRM',
  servers: ['mysql'],
  customers: 'civicrm_contact',
  id: 'id',
  truth: {
    do_not_email: 'consent EMAIL no',
    do_not_phone: 'consent PHONE no',
    do_not_mail: 'consent POST no',
    do_not_sms: 'consent SMS no',
    do_not_trade: 'consent ANY no third_party_sharing',
    is_opt_out: 'consent ANY no',
    external_identifier: 'externalId',
    display_name: 'name.full',
    first_name: 'name.given',
    middle_name: 'name.middle',
    last_name: 'name.family',
    sort_name: 'any',
    legal_name: 'any',
    formal_title: 'any',
  },
  ddl: `
create table civicrm_contact (
  id int unsigned primary key auto_increment, contact_type varchar(64), contact_sub_type varchar(255), do_not_email tinyint(1) not null default 0, do_not_phone tinyint(1) not null default 0,
  do_not_mail tinyint(1) not null default 0, do_not_sms tinyint(1) not null default 0, do_not_trade tinyint(1) not null default 0, is_opt_out tinyint(1) not null default 0,
  legal_identifier varchar(32), external_identifier varchar(64) unique, sort_name varchar(128), display_name varchar(128), nick_name varchar(128), legal_name varchar(128), image_url text,
  preferred_communication_method varchar(255), preferred_language varchar(5), hash varchar(32), api_key varchar(32), source varchar(255), first_name varchar(64), middle_name varchar(64), last_name varchar(64),
  prefix_id int unsigned, suffix_id int unsigned, formal_title varchar(64), communication_style_id int unsigned, email_greeting_id int unsigned, email_greeting_display varchar(255),
  job_title varchar(255), gender_id int unsigned, birth_date date, is_deceased tinyint(1) not null default 0, deceased_date date, household_name varchar(128), organization_name varchar(128),
  sic_code varchar(8), user_unique_id varchar(255), is_deleted tinyint(1) not null default 0, created_date timestamp null, modified_date timestamp null);
create table civicrm_email (id int unsigned primary key auto_increment, contact_id int unsigned, location_type_id int unsigned, email varchar(254), is_primary tinyint(1), on_hold int unsigned, is_bulkmail tinyint(1), foreign key (contact_id) references civicrm_contact (id));
create table civicrm_phone (id int unsigned primary key auto_increment, contact_id int unsigned, phone varchar(32), phone_ext varchar(16), foreign key (contact_id) references civicrm_contact (id));
create table civicrm_contribution (id int unsigned primary key auto_increment, contact_id int unsigned not null, receive_date datetime, total_amount decimal(20,2), currency varchar(3), foreign key (contact_id) references civicrm_contact (id));
create table civicrm_case_contact (id int unsigned primary key auto_increment, case_id int unsigned, contact_id int unsigned, foreign key (contact_id) references civicrm_contact (id));
`,
};
