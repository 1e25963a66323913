import type { LabelledSchema } from '../schema.ts';

/** The customers of a German utility. */
export const germanUtility: LabelledSchema = {
  name: 'a German utility',
  servers: ['mysql', 'postgres'],
  customers: 'gp_stamm',
  id: 'gp_nr',
  truth: {
    anrede_schl: 'name.prefix',
    akad_titel: 'any',
    name_1: 'name.family',
    vorname: 'name.given',
    e_mail_adresse: 'email',
    telefon_privat: 'phone',
    telefon_geschaeftlich: 'phone',
    handy_nr: 'phone',
    vertragskonto_nr: 'externalId',
    werbeverbot: 'consent ANY no',
    einwilligung_telefon: 'consent VOICE yes',
    einwilligung_email: 'consent EMAIL yes',
    einwilligung_email_am: 'consent time of einwilligung_email',
    widerspruch_post: 'consent POST no',
    datenweitergabe_erlaubt: 'consent NONE yes third_party_sharing',
    sap_gp_nr: 'any',
  },
  collections: { subscriptions: 'vertraege', invoices: 'rechnungen', cases: 'beschwerden' },
  ddl: `
create table gp_stamm (gp_nr varchar(10) primary key, gp_art varchar(2), anrede_schl varchar(4), akad_titel varchar(10), name_1 varchar(40), name_2 varchar(40), vorname varchar(40), geb_datum date, e_mail_adresse varchar(120), e_mail_geprueft boolean, telefon_privat varchar(30), telefon_geschaeftlich varchar(30), handy_nr varchar(30), fax_nr varchar(30), strasse varchar(60), haus_nr varchar(10), plz varchar(10), ort varchar(40), land_kz char(2), iban varchar(34), vertragskonto_nr varchar(12), mahnstufe integer, werbeverbot boolean, einwilligung_telefon boolean, einwilligung_email boolean, einwilligung_email_am timestamp null, widerspruch_post boolean, datenweitergabe_erlaubt boolean, sap_gp_nr varchar(10), anlagedatum date, aenderungsdatum timestamp null);
create table vertraege (vertrag_nr varchar(12) primary key, gp_nr varchar(10) not null references gp_stamm (gp_nr), tarif varchar(20), status varchar(10), beginn date not null, ende date);
create table rechnungen (rechnung_nr varchar(12) primary key, gp_nr varchar(10) not null references gp_stamm (gp_nr), rechnungsdatum date not null, faelligkeit date, brutto decimal(10,2), waehrung char(3), status varchar(10));
create table beschwerden (beschwerde_id integer primary key, gp_nr varchar(10) not null references gp_stamm (gp_nr), betreff varchar(120), status varchar(10), erstellt_am timestamp not null default current_timestamp);
create table zaehlerstand (zaehler_nr varchar(12), ablesedatum date, stand decimal(12,2), primary key (zaehler_nr, ablesedatum));
`,
};
