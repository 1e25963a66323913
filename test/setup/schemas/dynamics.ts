import type { LabelledSchema } from '../schema.ts';

/** What is copied of a Dynamics 365: words run together, numbers at their ends, fields of the owner's publisher (new_). */
export const dynamics: LabelledSchema = {
  name: 'a copy of a Dynamics 365',
  servers: ['mysql'],
  customers: 'contact',
  id: 'contactid',
  truth: {
    salutation: 'name.prefix',
    firstname: 'name.given',
    middlename: 'name.middle',
    lastname: 'name.family',
    suffix: 'name.suffix',
    fullname: 'name.full',
    yomifullname: 'any',
    yomilastname: 'any',
    yomifirstname: 'any',
    emailaddress1: 'email',
    emailaddress2: 'email',
    emailaddress3: 'email',
    telephone1: 'phone',
    telephone2: 'phone',
    telephone3: 'phone',
    mobilephone: 'phone',
    home2: 'any',
    business2: 'any',
    company: 'any',
    callback: 'any',
    pager: 'any',
    employeeid: 'any',
    externaluseridentifier: 'externalId',
    adx_identity_username: 'any',
    donotemail: 'consent EMAIL no',
    donotbulkemail: 'consent EMAIL no',
    donotphone: 'consent PHONE no',
    donotpostalmail: 'consent POST no',
    donotbulkpostalmail: 'consent POST no',
    donotfax: 'consent FAX no',
    donotsendmm: 'consent ANY no',
    msdyn_gdproptout: 'consent ANY no',
    followemail: 'any',
    new_loyaltynumber: 'externalId',
    new_sapcustomerid: 'reference sap',
    new_smsoptin: 'consent SMS yes',
    new_smsoptindate: 'consent time of new_smsoptin',
  },
  ddl: `
create table account (accountid char(36) primary key, name varchar(160), accountnumber varchar(20), emailaddress1 varchar(100), telephone1 varchar(50), websiteurl varchar(200), primarycontactid char(36), revenue decimal(19,4), numberofemployees int, industrycode int, statecode int, statuscode int, createdon datetime, modifiedon datetime);
create table contact (contactid char(36) primary key, salutation varchar(100), firstname varchar(50), middlename varchar(50), lastname varchar(50), suffix varchar(10), fullname varchar(160), nickname varchar(50), yomifullname varchar(150), yomilastname varchar(50), yomifirstname varchar(50), jobtitle varchar(100), department varchar(100), company varchar(50), parentcustomerid char(36), parentcustomeridtype varchar(20), emailaddress1 varchar(100), emailaddress2 varchar(100), emailaddress3 varchar(100), telephone1 varchar(50), telephone2 varchar(50), telephone3 varchar(50), mobilephone varchar(50), home2 varchar(50), business2 varchar(50), callback varchar(50), pager varchar(50), fax varchar(50), assistantname varchar(100), assistantphone varchar(50), managername varchar(100), managerphone varchar(50), spousesname varchar(100), childrensnames varchar(255), governmentid varchar(50), employeeid varchar(50), externaluseridentifier varchar(50), birthdate date, anniversary date, gendercode int, familystatuscode int, address1_line1 varchar(250), address1_line2 varchar(250), address1_city varchar(80), address1_stateorprovince varchar(50), address1_postalcode varchar(20), address1_country varchar(80), preferredcontactmethodcode int, donotemail tinyint(1), donotbulkemail tinyint(1), donotphone tinyint(1), donotpostalmail tinyint(1), donotbulkpostalmail tinyint(1), donotfax tinyint(1), donotsendmm tinyint(1), msdyn_gdproptout tinyint(1), msdyn_isminor tinyint(1), followemail tinyint(1), marketingonly tinyint(1), creditonhold tinyint(1), adx_identity_username varchar(100), adx_identity_passwordhash varchar(128), adx_identity_emailaddress1confirmed tinyint(1), adx_identity_mobilephoneconfirmed tinyint(1), adx_identity_lastsuccessfullogin datetime, lastusedincampaign datetime, originatingleadid char(36), ownerid char(36), owneridname varchar(100), createdby char(36), createdbyname varchar(100), createdon datetime, modifiedon datetime, statecode int, statuscode int, merged tinyint(1), masterid char(36), new_loyaltynumber varchar(20), new_sapcustomerid varchar(10), new_smsoptin tinyint(1), new_smsoptindate datetime, versionnumber bigint, key (emailaddress1));
create table \`lead\` (leadid char(36) primary key, firstname varchar(50), lastname varchar(50), fullname varchar(160), companyname varchar(100), emailaddress1 varchar(100), telephone1 varchar(50), mobilephone varchar(50), leadsourcecode int, donotemail tinyint(1), createdon datetime, statecode int);
create table incident (incidentid char(36) primary key, ticketnumber varchar(100), title varchar(200), customerid char(36), customeridtype varchar(20), primarycontactid char(36), prioritycode int, statecode int, statuscode int, createdon datetime, modifiedon datetime);
create table salesorder (salesorderid char(36) primary key, ordernumber varchar(100), customerid char(36), customeridtype varchar(20), totalamount decimal(19,4), transactioncurrencyid char(36), statecode int, createdon datetime);
create table systemuser (systemuserid char(36) primary key, firstname varchar(50), lastname varchar(50), fullname varchar(160), internalemailaddress varchar(100), mobilephone varchar(50), domainname varchar(100), isdisabled tinyint(1));
create table annotation (annotationid char(36) primary key, objectid char(36), objecttypecode varchar(20), subject varchar(200), notetext text, createdon datetime);
`,
};
