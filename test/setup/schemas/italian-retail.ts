import type { LabelledSchema } from '../schema.ts';

/** The customers of an Italian retailer. */
export const italianRetail: LabelledSchema = {
  name: 'an Italian retailer',
  servers: ['mysql'],
  customers: 'anagrafica_clienti',
  id: 'id_cliente',
  truth: {
    codice_cliente: 'externalId',
    cognome: 'name.family',
    nome: 'name.given',
    telefono_fisso: 'phone',
    cellulare: 'phone',
    email: 'email',
    pec: 'email',
    num_tessera_fedelta: 'externalId',
    consenso_privacy: 'any',
    consenso_marketing: 'consent EMAIL yes',
    data_consenso_marketing: 'consent time of consenso_marketing',
    consenso_profilazione: 'consent NONE yes personalize',
    consenso_cessione_terzi: 'consent NONE yes third_party_sharing',
    iscritto_newsletter: 'consent EMAIL yes',
    invio_sms: 'consent SMS yes',
    non_telefonare: 'consent PHONE no',
    non_contattare: 'consent ANY no',
    id_zendesk: 'reference zendesk',
  },
  collections: { orders: 'ordini', invoices: 'fatture', cases: 'reclami' },
  ddl: `
create table anagrafica_clienti (id_cliente int primary key auto_increment, codice_cliente varchar(20) not null unique, cognome varchar(60), nome varchar(60), ragione_sociale varchar(120), codice_fiscale varchar(16), partita_iva varchar(11), sesso char(1), data_nascita date, luogo_nascita varchar(60), indirizzo varchar(120), numero_civico varchar(10), cap varchar(5), citta varchar(60), provincia char(2), nazione char(2), telefono_fisso varchar(20), cellulare varchar(20), fax varchar(20), email varchar(120), email_verificata tinyint(1), pec varchar(120), codice_sdi varchar(7), num_tessera_fedelta varchar(20), punti_fedelta int, id_negozio_preferito int, commesso_riferimento varchar(60), consenso_privacy tinyint(1), consenso_marketing tinyint(1), data_consenso_marketing datetime, consenso_profilazione tinyint(1), consenso_cessione_terzi tinyint(1), iscritto_newsletter tinyint(1), invio_sms tinyint(1), non_telefonare tinyint(1), non_contattare tinyint(1), id_zendesk varchar(30), id_agente int, hash_password varchar(100), ultimo_accesso datetime, data_ultimo_sms datetime, data_creazione datetime not null, data_modifica datetime, note text, key idx_email (email));
create table ordini (id_ordine int primary key auto_increment, id_cliente int not null, numero_ordine varchar(20), stato varchar(20), data_ordine datetime not null, totale decimal(10,2), valuta char(3), foreign key (id_cliente) references anagrafica_clienti (id_cliente));
create table righe_ordine (id_riga int primary key auto_increment, id_ordine int, articolo varchar(40), quantita int, prezzo decimal(10,2));
create table fatture (id_fattura int primary key auto_increment, id_cliente int not null, numero_fattura varchar(20), data_fattura date not null, data_scadenza date, importo decimal(10,2), valuta char(3), stato varchar(20), foreign key (id_cliente) references anagrafica_clienti (id_cliente));
create table reclami (id_reclamo int primary key auto_increment, id_cliente int not null, oggetto varchar(120), stato varchar(20), data_apertura datetime not null, data_chiusura datetime, foreign key (id_cliente) references anagrafica_clienti (id_cliente));
create table fornitori (id_fornitore int primary key auto_increment, ragione_sociale varchar(120), telefono varchar(20), email varchar(120), pec varchar(120));
create table dipendenti (id_dipendente int primary key auto_increment, cognome varchar(60), nome varchar(60), email varchar(120), cellulare varchar(20));
`,
};
