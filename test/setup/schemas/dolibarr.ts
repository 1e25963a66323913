import type { LabelledSchema } from '../schema.ts';

/** The contacts of a Dolibarr. */
export const dolibarr: LabelledSchema = {
  name: 'a Dolibarr',
  servers: ['mysql'],
  customers: 'llx_socpeople',
  id: 'rowid',
  truth: {
    civility: 'name.prefix',
    lastname: 'name.family',
    firstname: 'name.given',
    phone: 'phone',
    phone_perso: 'phone',
    phone_mobile: 'phone',
    email: 'email',
    no_email: 'consent EMAIL no',
    ref_ext: 'any',
    name_alias: 'any',
  },
  ddl: `
create table llx_societe (rowid int primary key auto_increment, nom varchar(128), client tinyint, fournisseur tinyint, siren varchar(128), tva_intra varchar(20), capital double);
create table llx_socpeople (rowid int primary key auto_increment, datec datetime, tms timestamp not null default current_timestamp, fk_soc int, entity int not null default 1, ref_ext varchar(255), name_alias varchar(255), civility varchar(6), lastname varchar(50), firstname varchar(50), address varchar(255), zip varchar(25), town varchar(255), fk_departement int, fk_pays int default 0, geoid int, birthday date, poste varchar(255), phone varchar(30), phone_perso varchar(30), phone_mobile varchar(30), fax varchar(30), email varchar(255), socialnetworks text, photo varchar(255), no_email smallint not null default 0, priv smallint not null default 0, fk_prospectlevel varchar(12), fk_user_creat int, fk_user_modif int, note_private text, note_public text, default_lang varchar(6), canvas varchar(32), import_key varchar(14), statut tinyint not null default 1, foreign key (fk_soc) references llx_societe (rowid));
create table llx_user (rowid int primary key auto_increment, login varchar(50) not null, pass_crypted varchar(128), lastname varchar(50), firstname varchar(50), email varchar(255), admin smallint);
create table llx_actioncomm (id int primary key auto_increment, fk_contact int, label varchar(255), datep datetime);
`,
};
