import type { LabelledSchema } from '../schema.ts';

/** The constituents of a university's fundraisers, who are graduates, parents and friends. */
export const alumni: LabelledSchema = {
  name: 'the graduates and donors of a university',
  servers: ['postgres'],
  customers: 'advancement.constituent',
  id: 'constituent_id',
  truth: {
    lookup_id: 'externalId',
    student_id: 'externalId',
    banner_pidm: 'any',
    name_prefix: 'name.prefix',
    first_name: 'name.given',
    middle_name: 'name.middle',
    last_name: 'name.family',
    name_suffix: 'name.suffix',
    maiden_name: 'any',
    primary_addressee: 'any',
    primary_salutation: 'any',
    preferred_email: 'email',
    lifetime_email: 'email',
    home_phone: 'phone',
    business_phone: 'phone',
    cell_phone: 'phone',
    requests_no_email: 'consent EMAIL no',
    do_not_mail: 'consent POST no',
    do_not_phone: 'consent PHONE no',
    do_not_text: 'consent SMS no',
    do_not_solicit: 'consent ANY no',
    do_not_share_data: 'consent ANY no third_party_sharing',
    enewsletter_subscriber: 'consent EMAIL yes',
  },
  ddl: `
create schema advancement;
create table advancement.constituent (constituent_id integer primary key, lookup_id varchar(20) not null unique, student_id varchar(9), banner_pidm integer, key_indicator char(1), org_name varchar(100), name_prefix varchar(20), first_name varchar(50), middle_name varchar(50), last_name varchar(100), name_suffix varchar(20), nickname varchar(50), maiden_name varchar(100), primary_addressee varchar(150), primary_salutation varchar(100), pref_class_year integer, degree varchar(20), birth_date date, gender varchar(10), ssn_last4 char(4), is_deceased boolean not null default false, deceased_date date, marital_status varchar(20), spouse_first_name varchar(50), spouse_last_name varchar(100), spouse_email varchar(100), spouse_constituent_id integer, address_line1 varchar(100), address_line2 varchar(100), city varchar(50), state_abbrev char(2), postal_code varchar(10), country varchar(50), no_valid_address boolean, preferred_email varchar(100), lifetime_email varchar(100), email_bounced boolean, email_undeliverable_date date, home_phone varchar(30), business_phone varchar(30), cell_phone varchar(30), employer_name varchar(100), job_title varchar(100), requests_no_email boolean, do_not_mail boolean, do_not_phone boolean, do_not_text boolean, do_not_solicit boolean, do_not_share_data boolean, enewsletter_subscriber boolean, gives_anonymously boolean, lifetime_giving numeric(14,2), last_gift_date date, wealth_rating varchar(10), assigned_officer_id integer, assigned_officer_name varchar(100), date_added timestamp not null default now(), date_last_changed timestamp);
create table advancement.gift (gift_id integer primary key, constituent_id integer not null references advancement.constituent (constituent_id), gift_date date not null, gift_amount numeric(12,2), gift_type varchar(20), fund_id integer, appeal_id integer, acknowledged boolean);
create table advancement.action (action_id integer primary key, constituent_id integer not null references advancement.constituent (constituent_id), action_date date, action_type varchar(30), solicitor_id integer, notes text);
create table advancement.event_participant (participant_id integer primary key, constituent_id integer references advancement.constituent (constituent_id), event_id integer, rsvp_status varchar(10), guest_name varchar(100));
create table advancement.officer (officer_id integer primary key, first_name varchar(50), last_name varchar(50), email varchar(100), phone varchar(30));
create table advancement.fund (fund_id integer primary key, description varchar(100), category varchar(30));
`,
};
