import type { LabelledSchema } from '../schema.ts';

/** The guests of a hotel, in the Pascal case of an older system. */
export const hotel: LabelledSchema = {
  name: 'a hotel',
  servers: ['postgres'],
  customers: 'GuestProfile',
  id: 'GuestID',
  truth: {
    Salutation: 'name.prefix',
    ForeName: 'name.given',
    SurName: 'name.family',
    EMailAddr1: 'email',
    EMailAddr2: 'email',
    TelNoDay: 'phone',
    TelNoEve: 'phone',
    MobileTelNo: 'phone',
    LoyaltyCardNo: 'externalId',
    OKToEmail: 'consent EMAIL yes',
    OKToPhone: 'consent VOICE yes',
    OKToPost: 'consent POST yes',
    NoThirdPartyMailings: 'consent ANY no third_party_sharing',
    PMSGuestRef: 'any',
  },
  collections: { orders: 'Reservation' },
  ddl: `
create table "GuestProfile" ("GuestID" integer primary key, "PMSGuestRef" varchar(20), "Salutation" varchar(10), "ForeName" varchar(50), "SurName" varchar(50), "EMailAddr1" varchar(120), "EMailAddr2" varchar(120), "EMailBounced" boolean, "TelNoDay" varchar(30), "TelNoEve" varchar(30), "MobileTelNo" varchar(30), "AddrLine1" varchar(80), "Town" varchar(50), "PostCode" varchar(12), "CountryCode" char(2), "DateOfBirth" date, "PassportNo" varchar(20), "LoyaltyCardNo" varchar(20), "LoyaltyPoints" integer, "OKToEmail" boolean, "OKToPhone" boolean, "OKToPost" boolean, "NoThirdPartyMailings" boolean, "VIPCode" varchar(5), "CompanyName" varchar(80), "LastStay" date, "DateCreated" timestamp, "DateModified" timestamp);
create table "Reservation" ("ReservationID" integer primary key, "GuestID" integer references "GuestProfile" ("GuestID"), "ConfirmationNo" varchar(20), "Status" varchar(10), "BookingDate" timestamp not null, "ArrivalDate" date, "TotalAmount" numeric(10,2), "Currency" char(3));
create table "TravelAgent" ("AgentID" integer primary key, "AgentName" varchar(80), "EMail" varchar(120), "TelNo" varchar(30));
`,
};
