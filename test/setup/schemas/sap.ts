import type { LabelledSchema } from '../schema.ts';

/** An extract of an SAP's customers, in its German abbreviations of five or ten letters, with fields of its owner (ZZ). */
export const sap: LabelledSchema = {
  name: 'an extract of an SAP',
  servers: ['mysql'],
  customers: 'KNA1',
  id: 'KUNNR',
  truth: {
    ANRED: 'name.prefix',
    NAME_FIRST: 'name.given',
    NAME_LAST: 'name.family',
    NAME1: 'any',
    NAME2: 'any',
    TELF1: 'phone',
    TELF2: 'phone',
    MOB_NUMBER: 'phone',
    SMTP_ADDR: 'email',
    ALTKN: 'externalId',
    LIFNR: 'any',
    PARTNER_GUID: 'any',
    ZZ_WERBESPERRE: 'consent ANY no',
    ZZ_NEWSLETTER: 'consent EMAIL yes',
    ZZ_NEWSLETTER_DAT: 'consent time of ZZ_NEWSLETTER',
    ZZ_DSGVO_EINW: 'consent ANY veto',
  },
  collections: { orders: 'VBAK' },
  ddl: `
create table KNA1 (KUNNR varchar(10) primary key, LAND1 varchar(3), ANRED varchar(15), NAME1 varchar(35), NAME2 varchar(35), NAME_FIRST varchar(40), NAME_LAST varchar(40), SORTL varchar(10), STRAS varchar(35), ORT01 varchar(35), ORT02 varchar(35), PSTLZ varchar(10), REGIO varchar(3), TELF1 varchar(16), TELF2 varchar(16), TELFX varchar(31), MOB_NUMBER varchar(30), SMTP_ADDR varchar(241), SPRAS char(1), STCEG varchar(20), STCD1 varchar(16), STKZN char(1), KTOKD varchar(4), KUKLA varchar(2), LIFNR varchar(10), ALTKN varchar(10), PARTNER_GUID varchar(32), ADRNR varchar(10), GBDAT date, AUFSD varchar(2), FAKSD varchar(2), LOEVM char(1), SPERR char(1), ZZ_WERBESPERRE char(1), ZZ_NEWSLETTER char(1), ZZ_NEWSLETTER_DAT date, ZZ_DSGVO_EINW char(1), ERDAT date, ERNAM varchar(12), UPDAT date);
create table KNB1 (KUNNR varchar(10), BUKRS varchar(4), AKONT varchar(10), ZTERM varchar(4), MAHNS char(1), primary key (KUNNR, BUKRS));
create table VBAK (VBELN varchar(10) primary key, KUNNR varchar(10) not null, ERDAT date not null, AUDAT date, AUART varchar(4), NETWR decimal(15,2), WAERK char(5), BSTNK varchar(20), ERNAM varchar(12), foreign key (KUNNR) references KNA1 (KUNNR));
create table VBAP (VBELN varchar(10), POSNR varchar(6), MATNR varchar(18), KWMENG decimal(15,3), NETWR decimal(15,2), primary key (VBELN, POSNR));
create table LFA1 (LIFNR varchar(10) primary key, NAME1 varchar(35), NAME2 varchar(35), STRAS varchar(35), ORT01 varchar(35), PSTLZ varchar(10), TELF1 varchar(16), SMTP_ADDR varchar(241));
create table PA0002 (PERNR varchar(8) primary key, VORNA varchar(40), NACHN varchar(40), GBDAT date);
`,
};
