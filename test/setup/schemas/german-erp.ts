import type { LabelledSchema } from '../schema.ts';

/** The ERP of a German company of middling size, its names without umlauts and often cut short. */
export const germanErp: LabelledSchema = {
  name: 'a German ERP',
  servers: ['postgres', 'mysql'],
  customers: 'kunden',
  id: 'kunden_id',
  truth: {
    kundennr: 'externalId',
    anrede: 'name.prefix',
    titel: 'any',
    vorname: 'name.given',
    nachname: 'name.family',
    telefon: 'phone',
    mobiltel: 'phone',
    email: 'email',
    kundenkarte_nr: 'externalId',
    werbesperre: 'consent ANY no',
    newsletter_kz: 'consent EMAIL yes',
    newsletter_datum: 'consent time of newsletter_kz',
    tel_werbung_erlaubt: 'consent VOICE yes',
    dsgvo_einwilligung: 'consent ANY veto',
    dsgvo_einwilligung_am: 'consent time of dsgvo_einwilligung',
    crm_kontakt_id: 'reference crm',
  },
  collections: { orders: 'auftraege', invoices: 'rechnungen' },
  ddl: `
create table kunden (
  kunden_id integer primary key, kundennr varchar(20) not null unique, anrede varchar(10), titel varchar(20), vorname varchar(60),
  nachname varchar(60), firma varchar(100), strasse varchar(100), hausnr varchar(10), plz varchar(10), ort varchar(60), land varchar(3),
  telefon varchar(40), telefax varchar(40), mobiltel varchar(40), email varchar(120), geburtsdatum date, kundenkarte_nr varchar(30),
  ust_idnr varchar(20), steuernummer varchar(30), zahlungsbedingung varchar(10), rabatt decimal(5,2), werbesperre boolean,
  newsletter_kz char(1), newsletter_datum timestamp null, tel_werbung_erlaubt char(1), dsgvo_einwilligung boolean, dsgvo_einwilligung_am timestamp null,
  crm_kontakt_id varchar(40), mahnsperre boolean, bemerkung varchar(2000), angelegt_am timestamp not null default current_timestamp,
  geaendert_am timestamp not null default current_timestamp, geaendert_von varchar(40));
create table ansprechpartner (ap_id integer primary key, kunden_id integer references kunden (kunden_id), nachname varchar(60), telefon varchar(40), email varchar(120));
create table lieferanten (lieferant_id integer primary key, name varchar(60), telefon varchar(40), email varchar(120), ort varchar(60));
create table auftraege (auftrag_id integer primary key, kunden_id integer not null, auftragsnr varchar(20), status varchar(20), auftragsdatum date not null, gesamtbetrag decimal(12,2), waehrung char(3), foreign key (kunden_id) references kunden (kunden_id));
create table auftrag_positionen (pos_id integer primary key, auftrag_id integer not null, artikelnr varchar(20), menge integer, preis decimal(12,2));
create table rechnungen (rechnung_id integer primary key, kunden_id integer not null, rechnungsnr varchar(20), rechnungsdatum date, faellig_am date, betrag decimal(12,2), waehrung char(3), bezahlt_am date, foreign key (kunden_id) references kunden (kunden_id));
create index kunden_email on kunden (email);
`,
};
