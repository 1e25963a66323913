import type { LabelledSchema } from '../schema.ts';

/** A French ticket office in abbreviated capitals, as old databases have them. */
export const ticketOffice: LabelledSchema = {
  name: 'a ticket office',
  servers: ['mysql'],
  customers: 'T_SPECTATEUR',
  id: 'SPE_ID',
  truth: {
    SPE_CIV: 'name.prefix',
    SPE_NOM: 'name.family',
    SPE_PRENOM: 'name.given',
    SPE_MEL: 'email',
    SPE_TEL_DOM: 'phone',
    SPE_TEL_PORT: 'phone',
    SPE_NUM_ABONNE: 'externalId',
    SPE_OPTIN_NL: 'consent EMAIL yes',
    SPE_OPTIN_NL_DATE: 'consent time of SPE_OPTIN_NL',
    SPE_OPTIN_SMS: 'consent SMS yes',
    SPE_OPTIN_PARTENAIRES: 'consent NONE yes third_party_sharing',
    SPE_STOP_PUB: 'consent ANY no',
  },
  collections: { orders: 'T_COMMANDE' },
  ddl: `
create table T_SPECTATEUR (SPE_ID int primary key auto_increment, SPE_CIV varchar(5), SPE_NOM varchar(60), SPE_PRENOM varchar(60), SPE_MEL varchar(120), SPE_TEL_DOM varchar(20), SPE_TEL_PORT varchar(20), SPE_ADR1 varchar(80), SPE_CP varchar(10), SPE_VILLE varchar(60), SPE_PAYS char(2), SPE_DT_NAISS date, SPE_NUM_ABONNE varchar(20), SPE_OPTIN_NL tinyint(1), SPE_OPTIN_NL_DATE datetime, SPE_OPTIN_SMS tinyint(1), SPE_OPTIN_PARTENAIRES tinyint(1), SPE_STOP_PUB tinyint(1), SPE_DT_CREA datetime not null, SPE_DT_MAJ datetime);
create table T_COMMANDE (CDE_ID int primary key auto_increment, SPE_ID int not null, CDE_NUM varchar(20), CDE_STATUT varchar(10), CDE_DATE datetime not null, CDE_TOTAL decimal(10,2), CDE_DEVISE char(3), foreign key (SPE_ID) references T_SPECTATEUR (SPE_ID));
create table T_SALLE (SAL_ID int primary key auto_increment, SAL_NOM varchar(60), SAL_TEL varchar(20));
`,
};
