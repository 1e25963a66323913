import type { LabelledSchema } from '../schema.ts';

/** A Danish shop, its names without strokes and rings except where a colleague left them. */
export const danish: LabelledSchema = {
  name: 'a Danish shop',
  servers: ['postgres'],
  customers: 'kunde',
  id: 'kunde_id',
  truth: {
    kundenr: 'externalId',
    bonuskort_nr: 'externalId',
    fornavn: 'name.given',
    mellemnavn: 'name.middle',
    efternavn: 'name.family',
    mailadresse: 'email',
    telefon: 'phone',
    mobilnr: 'phone',
    tlf_arbejde: 'phone',
    nyhedsbrev: 'consent EMAIL yes',
    nyhedsbrev_tilmeldt: 'consent time of nyhedsbrev',
    nyhedsbrev_afmeldt: 'consent EMAIL time',
    samtykke_sms: 'consent SMS yes',
    samtykke_markedsfoering: 'consent EMAIL yes',
    samtykke_dato: 'any',
    samtykke_profilering: 'consent NONE yes personalize',
    maa_ringes_op: 'consent VOICE yes',
    må_sende_post: 'consent POST yes',
    ingen_reklamer: 'consent ANY no',
    robinsonlisten: 'consent ANY no',
    videregivelse_tredjepart: 'consent NONE yes third_party_sharing',
    cookie_samtykke: 'any',
    klaviyo_id: 'reference klaviyo',
  },
  collections: { orders: 'ordre', invoices: 'faktura', payments: 'betaling' },
  ddl: `
create table kunde (kunde_id integer primary key, kundenr varchar(12) not null unique, bonuskort_nr varchar(16), fornavn varchar(60), mellemnavn varchar(60), efternavn varchar(60), firmanavn varchar(100), att_navn varchar(100), cvr_nr varchar(8), ean_nr varchar(13), cpr_nr varchar(11), foedselsdato date, "køn" char(1), mailadresse varchar(120), mail_bekraeftet boolean, mail_afvist_antal integer, telefon varchar(20), mobilnr varchar(20), tlf_arbejde varchar(20), adresse varchar(100), husnr varchar(10), etage varchar(10), postnr varchar(4), bynavn varchar(60), landekode char(2), kodeord_hash varchar(100), gavemodtager_navn varchar(100), gavemodtager_mail varchar(120), saelger_id integer, rabatgruppe varchar(10), nyhedsbrev boolean, nyhedsbrev_tilmeldt timestamp, nyhedsbrev_afmeldt timestamp, samtykke_sms boolean, samtykke_markedsfoering boolean, samtykke_dato date, samtykke_profilering boolean, maa_ringes_op boolean, "må_sende_post" boolean, ingen_reklamer boolean, robinsonlisten boolean, videregivelse_tredjepart boolean, cookie_samtykke varchar(20), klaviyo_id varchar(40), handelsbetingelser_godkendt timestamp, sidste_mail_sendt timestamp, sidste_ordre date, antal_ordrer integer, oprettet timestamp not null default now(), rettet timestamp, slettet timestamp);
create table ordre (ordre_id integer primary key, kunde_id integer not null references kunde (kunde_id), ordrenr varchar(20), status varchar(20), bestilt timestamp not null, total numeric(10,2), valuta char(3), fragt numeric(10,2));
create table ordrelinje (linje_id integer primary key, ordre_id integer not null references ordre (ordre_id), varenr varchar(20), antal integer, pris numeric(10,2));
create table faktura (faktura_id integer primary key, kunde_id integer not null references kunde (kunde_id), fakturanr varchar(20), fakturadato date not null, forfaldsdato date, "beløb" numeric(10,2), valuta char(3), status varchar(20));
create table betaling (betaling_id integer primary key, kunde_id integer not null references kunde (kunde_id), "beløb" numeric(10,2), valuta char(3), betalt timestamp not null, metode varchar(20), status varchar(20));
create table medarbejder (medarbejder_id integer primary key, fornavn varchar(60), efternavn varchar(60), mailadresse varchar(120), telefon varchar(20));
create table "leverandør" (leverandoer_id integer primary key, navn varchar(100), mailadresse varchar(120), telefon varchar(20));
`,
};
