import type { LabelledSchema } from '../schema.ts';

/** The clients of a German insurance broker; VN are policy holders and VU insurance companies, as the trade has it. */
export const germanBroker: LabelledSchema = {
  name: 'a German insurance broker',
  servers: ['mysql', 'postgres'],
  customers: 'versicherungsnehmer',
  id: 'vn_id',
  truth: {
    maklerkundennummer: 'externalId',
    vu_partnernummer: 'externalId',
    anrede: 'name.prefix',
    titel: 'any',
    vorname: 'name.given',
    name: 'name.family',
    namenszusatz: 'any',
    geburtsname: 'any',
    briefanrede: 'any',
    tel_priv: 'phone',
    tel_gesch: 'phone',
    mobilfunk: 'phone',
    email_priv: 'email',
    email_gesch: 'email',
    kontaktsperre: 'consent ANY no',
    ew_telefon: 'consent VOICE yes',
    ew_email: 'consent EMAIL yes',
    ew_email_vom: 'consent time of ew_email',
    rundschreiben_gewuenscht: 'any',
    zustimmung_datenschutz: 'consent ANY veto',
    zustimmung_datenschutz_vom: 'consent time of zustimmung_datenschutz',
    werbewiderspruch_am: 'consent ANY time',
    schweigepflichtentbindung: 'any',
    weitergabe_an_dritte: 'consent NONE yes third_party_sharing',
  },
  collections: { subscriptions: 'vertraege' },
  ddl: `
create table vermittler (vermittler_id integer primary key, vermittler_nr varchar(20), vorname varchar(60), name varchar(60), email varchar(120), telefon varchar(30), ihk_nr varchar(20));
create table versicherungsnehmer (vn_id integer primary key, maklerkundennummer varchar(20) not null, vu_partnernummer varchar(20), anrede varchar(10), titel varchar(20), vorname varchar(60), name varchar(60), namenszusatz varchar(20), geburtsname varchar(60), firma varchar(100), rechtsform varchar(20), briefanrede varchar(100), geburtsdatum date, geburtsort varchar(60), familienstand varchar(20), staatsangehoerigkeit char(2), beruf varchar(60), raucher boolean, strasse_hausnr varchar(100), plz varchar(10), ort varchar(60), land_kz char(3), tel_priv varchar(30), tel_gesch varchar(30), mobilfunk varchar(30), fax varchar(30), email_priv varchar(120), email_gesch varchar(120), email_ungueltig boolean, iban varchar(34), bic varchar(11), kontoinhaber varchar(100), steuer_id varchar(11), ehepartner_vorname varchar(60), ehepartner_name varchar(60), ansprechpartner_email varchar(120), betreuer_id integer, kontaktsperre char(1), ew_telefon char(1), ew_email char(1), ew_email_vom date, rundschreiben_gewuenscht char(1), zustimmung_datenschutz char(1), zustimmung_datenschutz_vom date, werbewiderspruch_am date, schweigepflichtentbindung char(1), weitergabe_an_dritte char(1), maklervollmacht_vom date, erstinformation_uebergeben date, letzter_kontakt date, letztes_mailing date, bemerkung varchar(500), angelegt_am timestamp not null default current_timestamp, angelegt_von varchar(30), geaendert_am timestamp null);
create table vertraege (vertrag_id integer primary key, vn_id integer not null references versicherungsnehmer (vn_id), vertragsnummer varchar(30), sparte varchar(30), tarif varchar(40), status varchar(20), beginn date not null, ablauf date, beitrag decimal(10,2), zahlweise varchar(10), waehrung char(3));
create table schaeden (schaden_id integer primary key, vertrag_id integer not null references vertraege (vertrag_id), schadennummer varchar(30), schadentag date, gemeldet_am timestamp not null default current_timestamp, regulierung decimal(12,2), geschaedigter_name varchar(100), geschaedigter_telefon varchar(30));
create table versicherte_personen (vp_id integer primary key, vertrag_id integer not null references vertraege (vertrag_id), vorname varchar(60), name varchar(60), geburtsdatum date);
create table gesellschaften (vu_id integer primary key, name varchar(100), telefon varchar(30), email varchar(120), maklerbetreuer varchar(60));
`,
};
