import type { LabelledSchema } from '../schema.ts';

/** A Dutch shop. */
export const dutch: LabelledSchema = {
  name: 'a Dutch shop',
  servers: ['mysql'],
  customers: 'klanten',
  id: 'klant_id',
  truth: {
    klantnummer: 'externalId',
    aanhef: 'name.prefix',
    voornaam: 'name.given',
    tussenvoegsel: 'name.middle',
    achternaam: 'name.family',
    emailadres: 'email',
    telefoonnummer: 'phone',
    mobiel: 'phone',
    nieuwsbrief: 'consent EMAIL yes',
    nieuwsbrief_aangemeld_op: 'consent time of nieuwsbrief',
    toestemming_bellen: 'consent VOICE yes',
    geen_post: 'consent POST no',
    toestemming_delen_partners: 'consent NONE yes third_party_sharing',
    mailchimp_id: 'reference mailchimp',
    volledige_naam: 'name.full',
  },
  collections: { orders: 'bestellingen', invoices: 'facturen' },
  ddl: `
create table klanten (
  klant_id int primary key auto_increment, klantnummer varchar(20) unique, aanhef varchar(10), voorletters varchar(10), voornaam varchar(60), tussenvoegsel varchar(15), achternaam varchar(60), volledige_naam varchar(140), bedrijfsnaam varchar(100), kvk_nummer varchar(10),
  emailadres varchar(120), email_geverifieerd tinyint(1), telefoonnummer varchar(20), mobiel varchar(20), straat varchar(80), huisnummer varchar(10), postcode varchar(10), woonplaats varchar(60), land char(2), geboortedatum date,
  nieuwsbrief enum('ja','nee','in afwachting'), nieuwsbrief_aangemeld_op datetime, toestemming_bellen tinyint(1), geen_post tinyint(1), toestemming_delen_partners tinyint(1), mailchimp_id varchar(40), wachtwoord varchar(100), laatste_login datetime,
  aangemaakt_op datetime not null, gewijzigd_op datetime);
create table bestellingen (bestelling_id int primary key auto_increment, klant_id int not null, bestelnummer varchar(20), status varchar(20), besteldatum datetime not null, totaalbedrag decimal(10,2), valuta char(3), foreign key (klant_id) references klanten (klant_id));
create table bestelregels (regel_id int primary key auto_increment, bestelling_id int, artikel varchar(40), aantal int);
create table facturen (factuur_id int primary key auto_increment, klant_id int not null, factuurnummer varchar(20), factuurdatum date not null, vervaldatum date, bedrag decimal(10,2), valuta char(3), foreign key (klant_id) references klanten (klant_id));
create table medewerkers (id int primary key auto_increment, voornaam varchar(60), achternaam varchar(60), emailadres varchar(120));
`,
};
