import type { LabelledSchema } from '../schema.ts';

/** The members of a Norwegian sports club, with its letters written without strokes. */
export const norwegian: LabelledSchema = {
  name: 'a Norwegian sports club',
  servers: ['postgres'],
  customers: 'medlem',
  id: 'medlem_id',
  truth: {
    medlemsnr: 'externalId',
    fornavn: 'name.given',
    mellomnavn: 'name.middle',
    etternavn: 'name.family',
    epost: 'email',
    mobil: 'phone',
    tlf_privat: 'phone',
    tlf_arbeid: 'phone',
    onsker_nyhetsbrev: 'consent EMAIL yes',
    nyhetsbrev_samtykke_tid: 'consent time of onsker_nyhetsbrev',
    samtykke_sms: 'consent SMS yes',
    samtykke_deling_partnere: 'consent NONE yes third_party_sharing',
    reservert_telefonsalg: 'consent PHONE no',
    reservert_mot_reklame: 'consent ANY no',
    ikke_post: 'consent POST no',
    samtykke_bilder: 'any',
    nif_person_id: 'externalId',
  },
  collections: { invoices: 'faktura', payments: 'innbetaling' },
  ddl: `
create table klubb (klubb_id serial primary key, navn varchar(100), orgnr char(9), epost varchar(120), telefon varchar(20));
create table medlem (medlem_id serial primary key, klubb_id integer references klubb (klubb_id), medlemsnr varchar(12) unique, nif_person_id varchar(20), fodselsnr char(11), fornavn varchar(60), mellomnavn varchar(60), etternavn varchar(60), kjonn char(1), fodselsdato date, epost varchar(120), epost_bekreftet boolean, mobil varchar(20), tlf_privat varchar(20), tlf_arbeid varchar(20), gateadresse varchar(100), postnr varchar(4), poststed varchar(60), land char(2), foresatt_navn varchar(120), foresatt_epost varchar(120), foresatt_mobil varchar(20), onsker_nyhetsbrev boolean, nyhetsbrev_samtykke_tid timestamp, samtykke_sms boolean, samtykke_deling_partnere boolean, reservert_telefonsalg boolean, reservert_mot_reklame boolean, ikke_post boolean, samtykke_bilder boolean, kontonr varchar(11), passord_hash varchar(100), aktiv boolean not null default true, innmeldt date, utmeldt date, sist_innlogget timestamp, opprettet timestamp not null default now(), endret timestamp);
create table faktura (faktura_id serial primary key, medlem_id integer not null references medlem (medlem_id), fakturanr varchar(20), kid varchar(25), fakturadato date not null, forfallsdato date, belop numeric(10,2), valuta char(3), status varchar(20), purret boolean);
create table innbetaling (innbetaling_id serial primary key, medlem_id integer not null references medlem (medlem_id), belop numeric(10,2), valuta char(3), betalingsdato timestamp not null, betalingsmate varchar(20));
create table oppmote (oppmote_id serial primary key, medlem_id integer references medlem (medlem_id), aktivitet varchar(60), dato date);
create table trener (trener_id serial primary key, fornavn varchar(60), etternavn varchar(60), epost varchar(120), mobil varchar(20));
`,
};
