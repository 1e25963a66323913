import type { LabelledSchema } from '../schema.ts';

/** The members of a Swedish association, with its letters left as they are. */
export const swedish: LabelledSchema = {
  name: 'a Swedish association',
  servers: ['postgres'],
  customers: 'medlemmar',
  id: 'medlem_id',
  truth: {
    medlemsnummer: 'externalId',
    förnamn: 'name.given',
    efternamn: 'name.family',
    epost: 'email',
    mobilnummer: 'phone',
    telefon_hem: 'phone',
    vill_ha_nyhetsbrev: 'consent EMAIL yes',
    nyhetsbrev_datum: 'consent time of vill_ha_nyhetsbrev',
    samtycke_sms: 'consent SMS yes',
    inga_samtal: 'consent PHONE no',
    reklamspärr: 'consent ANY no',
    stripe_kund_id: 'reference stripe',
  },
  collections: { invoices: 'fakturor', payments: 'betalningar' },
  ddl: `
create table medlemmar (
  medlem_id integer primary key, medlemsnummer varchar(20) unique, personnummer varchar(13), "förnamn" varchar(60), efternamn varchar(60), epost varchar(120), "epost_bekräftad" boolean, mobilnummer varchar(20), telefon_hem varchar(20),
  gatuadress varchar(100), postnummer varchar(10), ort varchar(60), land varchar(2), "födelsedatum" date, "kön" char(1), vill_ha_nyhetsbrev boolean, nyhetsbrev_datum timestamp, samtycke_sms boolean, inga_samtal boolean, "reklamspärr" boolean,
  stripe_kund_id varchar(40), "antal_köp" integer, skapad timestamp not null default now(), "ändrad" timestamp, senaste_inloggning timestamp);
create table fakturor (faktura_id integer primary key, medlem_id integer not null references medlemmar (medlem_id), fakturanummer varchar(20), fakturadatum date not null, "förfallodatum" date, belopp numeric(10,2), valuta char(3), status varchar(20));
create table betalningar (betalning_id integer primary key, medlem_id integer not null references medlemmar (medlem_id), belopp numeric(10,2), valuta char(3), betalningsdatum timestamp not null, metod varchar(20));
create table "anställda" (id integer primary key, "förnamn" varchar(60), efternamn varchar(60), epost varchar(120), telefon varchar(20));
`,
};
