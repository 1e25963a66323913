import type { LabelledSchema } from '../schema.ts';

/** The patients of a clinic. */
export const clinic: LabelledSchema = {
  name: 'a clinic',
  servers: ['mysql'],
  customers: 'tbl_patient',
  id: 'pat_id',
  truth: {
    mrn: 'externalId',
    pat_fname: 'name.given',
    pat_mname: 'name.middle',
    pat_lname: 'name.family',
    pat_suffix: 'name.suffix',
    home_ph: 'phone',
    cell_ph: 'phone',
    pat_email: 'email',
    ok_to_text: 'consent SMS yes',
    ok_to_email: 'consent EMAIL yes',
    email_optout_dt: 'any',
    no_calls: 'consent PHONE no',
    mktg_consent_yn: 'consent EMAIL yes',
    mktg_consent_dt: 'consent time of mktg_consent_yn',
    restrict_processing: 'consent ANY no *',
    insurance_member_no: 'externalId',
  },
  collections: { invoices: 'tbl_invoice', payments: 'tbl_payment' },
  ddl: `
create table tbl_patient (pat_id int primary key auto_increment, mrn varchar(20) not null unique, pat_fname varchar(50), pat_mname varchar(50), pat_lname varchar(50), pat_suffix varchar(10), dob date, sex char(1), ssn varchar(11), home_ph varchar(20), cell_ph varchar(20), pat_email varchar(120), addr1 varchar(80), addr2 varchar(80), city varchar(50), state char(2), zip varchar(10), emerg_contact_name varchar(80), emerg_contact_ph varchar(20), pcp_name varchar(80), insurance_member_no varchar(30), ok_to_text enum('Y','N'), ok_to_email enum('Y','N'), email_optout_dt datetime, no_calls tinyint(1), mktg_consent_yn char(1), mktg_consent_dt datetime, restrict_processing tinyint(1), hipaa_signed tinyint(1), deceased tinyint(1), created_dt datetime not null, updated_dt datetime);
create table tbl_provider (prov_id int primary key auto_increment, fname varchar(50), lname varchar(50), email varchar(120), phone varchar(20));
create table tbl_appointment (appt_id int primary key auto_increment, pat_id int not null, prov_id int, appt_dt datetime, foreign key (pat_id) references tbl_patient (pat_id));
create table tbl_invoice (inv_id int primary key auto_increment, pat_id int not null, inv_no varchar(20), invoice_dt date not null, due_dt date, total_amt decimal(10,2), currency char(3), status varchar(10), foreign key (pat_id) references tbl_patient (pat_id));
create table tbl_payment (pay_id int primary key auto_increment, pat_id int not null, amount decimal(10,2), currency char(3), payment_dt datetime not null, method varchar(20), foreign key (pat_id) references tbl_patient (pat_id));
`,
};
