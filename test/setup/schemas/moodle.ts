import type { LabelledSchema } from '../schema.ts';

/** The learners of a Moodle: times in seconds, and no declared keys between its tables. */
export const moodle: LabelledSchema = {
  name: 'a Moodle',
  servers: ['mysql', 'postgres'],
  customers: 'mdl_user',
  id: 'id',
  truth: {
    idnumber: 'externalId',
    firstname: 'name.given',
    lastname: 'name.family',
    middlename: 'name.middle',
    email: 'email',
    emailstop: 'consent EMAIL no',
    phone1: 'phone',
    phone2: 'phone',
    lastnamephonetic: 'any',
    firstnamephonetic: 'any',
    alternatename: 'any',
  },
  ddl: `
create table mdl_user (id bigint primary key, auth varchar(20) not null default 'manual', confirmed smallint not null default 0, policyagreed smallint not null default 0, deleted smallint not null default 0, suspended smallint not null default 0, mnethostid bigint not null default 0, username varchar(100) not null default '', password varchar(255) not null default '', idnumber varchar(255) not null default '', firstname varchar(100) not null default '', lastname varchar(100) not null default '', email varchar(100) not null default '', emailstop smallint not null default 0, phone1 varchar(20) not null default '', phone2 varchar(20) not null default '', institution varchar(255) not null default '', department varchar(255) not null default '', address varchar(255) not null default '', city varchar(120) not null default '', country varchar(2) not null default '', lang varchar(30) not null default 'en', calendartype varchar(30) not null default 'gregorian', theme varchar(50) not null default '', timezone varchar(100) not null default '99', firstaccess bigint not null default 0, lastaccess bigint not null default 0, lastlogin bigint not null default 0, currentlogin bigint not null default 0, lastip varchar(45) not null default '', secret varchar(15) not null default '', picture bigint not null default 0, description text, descriptionformat smallint not null default 1, mailformat smallint not null default 1, maildigest smallint not null default 0, maildisplay smallint not null default 2, autosubscribe smallint not null default 1, trackforums smallint not null default 0, timecreated bigint not null default 0, timemodified bigint not null default 0, trustbitmask bigint not null default 0, imagealt varchar(255), lastnamephonetic varchar(255), firstnamephonetic varchar(255), middlename varchar(255), alternatename varchar(255), moodlenetprofile varchar(255));
create index mdl_user_ema_ix on mdl_user (email);
create table mdl_user_info_data (id bigint primary key, userid bigint not null default 0, fieldid bigint not null default 0, data text not null, dataformat smallint not null default 0);
create table mdl_user_enrolments (id bigint primary key, status bigint not null default 0, enrolid bigint not null, userid bigint not null, timestart bigint not null default 0, timeend bigint not null default 0, modifierid bigint not null default 0, timecreated bigint not null default 0, timemodified bigint not null default 0);
create table mdl_course (id bigint primary key, category bigint not null default 0, fullname varchar(254) not null default '', shortname varchar(255) not null default '', idnumber varchar(100) not null default '', summary text, startdate bigint not null default 0, visible smallint not null default 1);
create table mdl_cohort_members (id bigint primary key, cohortid bigint not null default 0, userid bigint not null default 0, timeadded bigint not null default 0);
create table mdl_message (id bigint primary key, useridfrom bigint not null default 0, useridto bigint not null default 0, subject text, fullmessage text, timecreated bigint not null default 0);
create table mdl_badge_backpack (id bigint primary key, userid bigint not null default 0, email varchar(100) not null default '', backpackuid bigint not null, autosync smallint not null default 0, password varchar(50));
`,
};
