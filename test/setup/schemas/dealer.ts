import type { LabelledSchema } from '../schema.ts';

/** The customers of a car dealer, in abbreviated capitals. */
export const dealer: LabelledSchema = {
  name: 'a car dealer',
  servers: ['mysql'],
  customers: 'CUSTMAST',
  id: 'CUSTNO',
  truth: {
    TITLE: 'name.prefix',
    FIRSTNAME: 'name.given',
    MIDINIT: 'any',
    LASTNAME: 'name.family',
    HOMEPHONE: 'phone',
    WORKPHONE: 'phone',
    CELLPHONE: 'phone',
    EMAIL1: 'email',
    EMAIL2: 'email',
    CONTACT_BY_PHONE: 'consent VOICE yes',
    CONTACT_BY_EMAIL: 'consent EMAIL yes',
    CONTACT_BY_MAIL: 'consent POST yes',
    NO_MARKETING: 'consent ANY no',
    CONSENT_DATE: 'any',
    ERP_ACCOUNT_NO: 'reference erp',
  },
  collections: { invoices: 'INVOICES', cases: 'COMPLAINTS' },
  ddl: `
create table CUSTMAST (CUSTNO integer primary key, TITLE varchar(10), FIRSTNAME varchar(40), MIDINIT char(1), LASTNAME varchar(40), COMPANY varchar(60), ADDR1 varchar(60), ADDR2 varchar(60), CITY varchar(40), STATE char(2), ZIP varchar(10), COUNTRY char(2), HOMEPHONE varchar(20), WORKPHONE varchar(20), CELLPHONE varchar(20), FAXNO varchar(20), EMAIL1 varchar(100), EMAIL2 varchar(100), EMAIL_BOUNCED char(1), BIRTHDATE date, DRIVERLIC varchar(20), SALESREP_EMAIL varchar(100), CONTACT_BY_PHONE char(1), CONTACT_BY_EMAIL char(1), CONTACT_BY_MAIL char(1), NO_MARKETING char(1), CONSENT_DATE date, ERP_ACCOUNT_NO varchar(12), CREDITLIM decimal(10,2), CREATED timestamp not null default current_timestamp, LASTUPD timestamp null);
create table VEHICLES (VIN varchar(17) primary key, CUSTNO integer references CUSTMAST (CUSTNO), MAKE varchar(20), MODEL varchar(20), SOLD date);
create table INVOICES (INVNO integer primary key, CUSTNO integer not null references CUSTMAST (CUSTNO), INVDATE date not null, DUEDATE date, TOTAL decimal(12,2), CURRENCY char(3), STATUS varchar(10));
create table COMPLAINTS (COMPNO integer primary key, CUSTNO integer not null references CUSTMAST (CUSTNO), SUBJECT varchar(100), STATUS varchar(10), OPENED timestamp not null default current_timestamp, CLOSED timestamp null);
create table SUPPLIERS (SUPPNO integer primary key, NAME varchar(60), PHONE varchar(20), EMAIL varchar(100));
`,
};
