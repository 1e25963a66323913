import type { LabelledSchema } from '../schema.ts';

/** The members of an Austrian fitness club, in camel case. */
export const fitness: LabelledSchema = {
  name: 'a fitness club',
  servers: ['postgres'],
  customers: 'Mitglied',
  id: 'id',
  truth: {
    mitgliedsNr: 'externalId',
    anrede: 'name.prefix',
    vorname: 'name.given',
    zuname: 'name.family',
    eMail: 'email',
    handynummer: 'phone',
    festnetznummer: 'phone',
    bonusKartenNummer: 'externalId',
    newsletterAbonniert: 'consent EMAIL yes',
    newsletterAbonniertSeit: 'consent time of newsletterAbonniert',
    keineWerbeanrufe: 'consent PHONE no',
    smsErlaubt: 'consent SMS yes',
    werbungPerPost: 'consent POST yes',
    datenschutzAkzeptiertAm: 'any',
    stripeKundenId: 'reference stripe',
  },
  collections: { subscriptions: 'Vertrag', payments: 'Zahlung' },
  ddl: `
create table "Mitglied" ("id" uuid primary key, "mitgliedsNr" varchar(12) not null unique, "anrede" varchar(10), "vorname" varchar(60), "zuname" varchar(60), "eMail" varchar(120), "eMailBestaetigtAm" timestamptz, "handynummer" varchar(30), "festnetznummer" varchar(30), "strasse" varchar(80), "hausnummer" varchar(10), "postleitzahl" varchar(10), "wohnort" varchar(60), "staat" char(2), "geburtstag" date, "geschlecht" char(1), "groesseCm" integer, "bonusKartenNummer" varchar(20), "newsletterAbonniert" boolean, "newsletterAbonniertSeit" timestamptz, "keineWerbeanrufe" boolean, "smsErlaubt" boolean, "werbungPerPost" boolean, "datenschutzAkzeptiertAm" timestamptz, "notfallkontaktTelefon" varchar(30), "stripeKundenId" varchar(40), "letzterBesuch" timestamptz, "erstelltAm" timestamptz not null, "geaendertAm" timestamptz);
create table "Vertrag" ("id" uuid primary key, "mitgliedId" uuid not null references "Mitglied" ("id"), "tarif" varchar(40), "status" varchar(20), "beginn" date not null, "gekuendigtAm" date, "preis" numeric(8,2), "waehrung" char(3));
create table "Zahlung" ("id" uuid primary key, "mitgliedId" uuid not null references "Mitglied" ("id"), "betrag" numeric(8,2), "waehrung" char(3), "status" varchar(20), "erstelltAm" timestamptz not null);
create table "Besuch" ("id" uuid primary key, "mitgliedId" uuid not null references "Mitglied" ("id"), "eingechecktAm" timestamptz not null);
create table "Trainer" ("id" uuid primary key, "vorname" varchar(60), "zuname" varchar(60), "eMail" varchar(120));
`,
};
