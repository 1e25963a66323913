import type { LabelledSchema } from '../schema.ts';

/** The members of an airline's loyalty programme, in the abbreviations of a data dictionary. */
export const airline: LabelledSchema = {
  name: 'the loyalty programme of an airline',
  servers: ['postgres'],
  customers: 'ffp.mbr_profile',
  id: 'mbr_id',
  truth: {
    ffn: 'externalId',
    legacy_mbr_no: 'externalId',
    corp_acct_no: 'any',
    mbr_title: 'name.prefix',
    mbr_given_nm: 'name.given',
    mbr_middle_nm: 'name.middle',
    mbr_surname: 'name.family',
    mbr_sfx: 'name.suffix',
    name_on_card: 'any',
    email_addr: 'email',
    alt_email_addr: 'email',
    mob_phone_no: 'phone',
    home_phone_no: 'phone',
    bus_phone_no: 'phone',
    promo_email_ind: 'consent EMAIL yes',
    promo_email_ind_ts: 'consent time of promo_email_ind',
    promo_sms_ind: 'consent SMS yes',
    promo_post_ind: 'consent POST yes',
    push_optin_ind: 'consent PUSH yes',
    partner_share_ind: 'consent NONE yes third_party_sharing',
    personalised_offers_ind: 'consent NONE yes personalize',
    do_not_contact_ind: 'consent ANY no',
  },
  collections: { orders: 'ffp.booking', cases: 'ffp.complaint' },
  ddl: `
create schema ffp;
create table ffp.mbr_profile (mbr_id bigint primary key, ffn varchar(12) not null unique, legacy_mbr_no varchar(12), corp_acct_no varchar(12), mbr_tier_cd char(2), tier_exp_dt date, mbr_title varchar(10), mbr_given_nm varchar(60), mbr_middle_nm varchar(60), mbr_surname varchar(60), mbr_sfx varchar(10), name_on_card varchar(60), mbr_dob date, gender_cd char(1), nationality_cd char(2), passport_no varchar(20), passport_exp_dt date, known_traveler_no varchar(15), redress_no varchar(15), pref_lang_cd char(2), home_airport_cd char(3), seat_pref_cd char(1), meal_pref_cd char(4), email_addr varchar(120), email_addr_vld_ind char(1), email_sha256 char(64), alt_email_addr varchar(120), mob_ctry_cd varchar(4), mob_phone_no varchar(20), home_phone_no varchar(20), bus_phone_no varchar(20), emerg_ctc_nm varchar(100), emerg_ctc_phone_no varchar(20), companion_nm varchar(100), addr_line_1 varchar(80), addr_line_2 varchar(80), city_nm varchar(60), state_cd varchar(5), postal_cd varchar(12), ctry_cd char(2), pin_hash varchar(100), promo_email_ind char(1), promo_email_ind_ts timestamptz, promo_sms_ind char(1), promo_post_ind char(1), push_optin_ind char(1), partner_share_ind char(1), personalised_offers_ind char(1), do_not_contact_ind char(1), last_email_open_ts timestamptz, stmt_delivery_cd char(1), points_bal integer, lifetime_miles integer, last_flight_dt date, enrol_src_cd varchar(10), enrol_ts timestamptz not null, upd_ts timestamptz);
create table ffp.booking (booking_id bigint primary key, mbr_id bigint references ffp.mbr_profile (mbr_id), pnr_locator char(6), booking_status varchar(10), booked_ts timestamptz not null, total_amt numeric(12,2), currency_cd char(3));
create table ffp.booking_pax (booking_id bigint references ffp.booking (booking_id), pax_seq integer, given_nm varchar(60), surname varchar(60), ctc_email varchar(120), ctc_phone varchar(20), primary key (booking_id, pax_seq));
create table ffp.points_txn (txn_id bigint primary key, mbr_id bigint not null references ffp.mbr_profile (mbr_id), txn_type_cd char(2), points integer, partner_cd varchar(5), txn_ts timestamptz not null);
create table ffp.complaint (complaint_id bigint primary key, mbr_id bigint not null references ffp.mbr_profile (mbr_id), subject varchar(120), status varchar(10), priority_cd char(1), opened_ts timestamptz not null, closed_ts timestamptz);
create table ffp.agent (agent_id integer primary key, agent_nm varchar(80), agent_email varchar(120));
`,
};
