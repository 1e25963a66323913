import type { LabelledSchema } from '../schema.ts';

/** The CRM of a French company. */
export const frenchCrm: LabelledSchema = {
  name: 'a French CRM',
  servers: ['postgres', 'mysql'],
  customers: 'clients',
  id: 'id_client',
  truth: {
    code_client: 'externalId',
    civilite: 'name.prefix',
    nom: 'name.family',
    prenom: 'name.given',
    courriel: 'email',
    courriel_secondaire: 'email',
    tel_fixe: 'phone',
    tel_portable: 'phone',
    num_carte_fidelite: 'externalId',
    accepte_newsletter: 'consent EMAIL yes',
    accepte_sms: 'consent SMS yes',
    date_acceptation_newsletter: 'consent time of accepte_newsletter',
    opposition_demarchage: 'consent ANY no',
    consentement_rgpd: 'consent ANY veto',
    date_consentement_rgpd: 'consent time of consentement_rgpd',
    refus_courrier: 'consent POST no',
    id_salesforce: 'reference salesforce',
    nom_jeune_fille: 'any',
  },
  collections: { orders: 'commandes', invoices: 'factures' },
  ddl: `
create table clients (
  id_client integer primary key, code_client varchar(20) not null unique, civilite varchar(10), nom varchar(80), nom_jeune_fille varchar(80), prenom varchar(80), raison_sociale varchar(120), siret varchar(14),
  courriel varchar(120), courriel_secondaire varchar(120), courriel_verifie boolean, tel_fixe varchar(20), tel_portable varchar(20), adresse1 varchar(120), adresse2 varchar(120), code_postal varchar(10), ville varchar(80), pays char(2),
  date_naissance date, num_carte_fidelite varchar(30), points_fidelite integer, accepte_newsletter boolean, date_acceptation_newsletter date, accepte_sms boolean, opposition_demarchage boolean,
  consentement_rgpd boolean, date_consentement_rgpd date, refus_courrier char(1), id_salesforce varchar(18), commercial_id integer, mot_de_passe varchar(100), date_creation timestamp not null default current_timestamp,
  date_modification timestamp not null default current_timestamp, derniere_connexion timestamp null);
create table commandes (id_commande integer primary key, id_client integer not null references clients (id_client), numero_commande varchar(20), statut varchar(20), date_commande timestamp not null default current_timestamp, montant_total decimal(12,2), devise char(3));
create table lignes_commande (id_ligne integer primary key, id_commande integer, reference varchar(30), quantite integer);
create table factures (id_facture integer primary key, id_client integer not null references clients (id_client), numero varchar(20), date_facture date not null, date_echeance date, montant_ttc decimal(12,2), devise char(3), statut varchar(20));
create table commerciaux (id_commercial integer primary key, nom varchar(80), prenom varchar(80), courriel varchar(120));
`,
};
