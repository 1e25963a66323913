import type { LabelledSchema } from '../schema.ts';

/** The contacts of a SuiteCRM, which declares no keys between its tables and keeps e-mail addresses apart. */
export const suitecrm: LabelledSchema = {
  name: 'a SuiteCRM',
  servers: ['mysql'],
  customers: 'contacts',
  id: 'id',
  truth: {
    salutation: 'name.prefix',
    first_name: 'name.given',
    last_name: 'name.family',
    do_not_call: 'consent PHONE no',
    phone_home: 'phone',
    phone_mobile: 'phone',
    phone_work: 'phone',
    phone_other: 'phone',
    lawful_basis: 'any',
    joomla_account_id: 'reference joomla',
  },
  ddl: `
create table accounts (id char(36) primary key, name varchar(150), date_entered datetime, date_modified datetime, modified_user_id char(36), created_by char(36), description text, deleted tinyint(1) default 0, assigned_user_id char(36), account_type varchar(50), industry varchar(50), annual_revenue varchar(100), phone_fax varchar(100), billing_address_street varchar(150), billing_address_city varchar(100), billing_address_postalcode varchar(20), billing_address_country varchar(255), phone_office varchar(100), phone_alternate varchar(100), website varchar(255), sic_code varchar(10));
create table contacts (id char(36) primary key, date_entered datetime, date_modified datetime, modified_user_id char(36), created_by char(36), description text, deleted tinyint(1) default 0, assigned_user_id char(36), salutation varchar(255), first_name varchar(100), last_name varchar(100), title varchar(100), photo varchar(255), department varchar(255), do_not_call tinyint(1) default 0, phone_home varchar(100), phone_mobile varchar(100), phone_work varchar(100), phone_other varchar(100), phone_fax varchar(100), lawful_basis text, date_reviewed date, lawful_basis_source varchar(100), primary_address_street varchar(150), primary_address_city varchar(100), primary_address_state varchar(100), primary_address_postalcode varchar(20), primary_address_country varchar(255), alt_address_street varchar(150), alt_address_city varchar(100), alt_address_state varchar(100), alt_address_postalcode varchar(20), alt_address_country varchar(255), assistant varchar(75), assistant_phone varchar(100), lead_source varchar(255), reports_to_id char(36), birthdate date, campaign_id char(36), joomla_account_id varchar(255), portal_account_disabled tinyint(1), portal_user_type varchar(100) default 'Single', key idx_cont_last_first (last_name, first_name, deleted));
create table contacts_audit (id char(36) primary key, parent_id char(36) not null, date_created datetime, created_by varchar(36), field_name varchar(100), data_type varchar(100), before_value_string varchar(255), after_value_string varchar(255));
create table email_addresses (id char(36) primary key, email_address varchar(255), email_address_caps varchar(255), invalid_email tinyint(1) default 0, opt_out tinyint(1) default 0, confirm_opt_in varchar(255) default 'not-opt-in', confirm_opt_in_date datetime, date_created datetime, date_modified datetime, deleted tinyint(1) default 0);
create table email_addr_bean_rel (id char(36) primary key, email_address_id char(36) not null, bean_id char(36) not null, bean_module varchar(100), primary_address tinyint(1) default 0, reply_to_address tinyint(1) default 0, date_created datetime, date_modified datetime, deleted tinyint(1) default 0);
create table cases (id char(36) primary key, name varchar(255), date_entered datetime, date_modified datetime, modified_user_id char(36), created_by char(36), description text, deleted tinyint(1) default 0, assigned_user_id char(36), case_number int not null, type varchar(255), status varchar(100), priority varchar(100), resolution text, account_id char(36));
create table contacts_cases (id varchar(36) primary key, contact_id varchar(36), case_id varchar(36), contact_role varchar(50), date_modified datetime, deleted tinyint(1) default 0);
create table opportunities (id char(36) primary key, name varchar(50), date_entered datetime, date_modified datetime, assigned_user_id char(36), opportunity_type varchar(255), amount double, currency_id char(36), date_closed date, next_step varchar(100), sales_stage varchar(255), probability double);
create table opportunities_contacts (id varchar(36) primary key, contact_id varchar(36), opportunity_id varchar(36), contact_role varchar(50), date_modified datetime, deleted tinyint(1) default 0);
create table users (id char(36) primary key, user_name varchar(60), user_hash varchar(255), pwd_last_changed datetime, first_name varchar(255), last_name varchar(255), is_admin tinyint(1) default 0, receive_notifications tinyint(1) default 1, date_entered datetime, date_modified datetime, title varchar(50), department varchar(50), phone_home varchar(50), phone_mobile varchar(50), phone_work varchar(50), status varchar(100), deleted tinyint(1), employee_status varchar(100), reports_to_id char(36));
`,
};
