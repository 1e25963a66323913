import type { Calendar } from './calendar.ts';
import { byEmail, bySms, denied, type Figure, permitted } from './figure.ts';
import type { Company } from './person.ts';
import type { Place } from './places.ts';

const stockholm: Place = {
  street: 'Björkvägen 12',
  city: 'Stockholm',
  region: 'Stockholms län',
  postcode: '114 55',
  country: 'SE',
};
const frankfurt: Place = {
  street: 'Schillerstraße 48',
  city: 'Frankfurt am Main',
  region: 'Hessen',
  postcode: '60313',
  country: 'DE',
};
const oldFrankfurt: Place = { ...frankfurt, street: 'Rosenweg 3', postcode: '60439' };
const london: Place = {
  street: '27 Chestnut Grove',
  city: 'London',
  region: 'Greater London',
  postcode: 'SE5 8RS',
  country: 'GB',
};

const lindqvistDesign: Company = {
  name: 'Lindqvist Form AB',
  domain: 'lindqvist-form.example',
  home: stockholm,
};
const larix: Company = { name: 'Larix Consulting GmbH', domain: 'larix-consulting.example', home: frankfurt };

/** People who show when two records are one person, and when they are not. */
export function identityFigures(calendar: Calendar): readonly Figure[] {
  return [
    {
      name: 'merged',
      story:
        'Ada is in all four systems, under a nickname, three spellings of one e-mail and four of one phone number; everybody asked may write to her.',
      facts: {
        given: 'Ada',
        family: 'Lindqvist',
        birthDate: '1987-04-12',
        email: 'ada.lindqvist@example.com',
        phone: '+46701740605',
        home: stockholm,
        locale: 'sv-SE',
        company: lindqvistDesign,
        loyaltyNo: 'L9000001',
      },
      references: [
        'app.stripe_customer_id',
        'app.crm_contact_id',
        'shop.app_user_id',
        'crm.App_User_Id__c',
        'billing.app_user_id',
      ],
      app: [
        {
          marketing_opt_in: true,
          opted_at: calendar.ago(60),
          sms_opt_in: true,
          email_verified: true,
          last_seen_at: calendar.ago(1),
        },
      ],
      consents: [
        {
          ...byEmail,
          status: 'granted',
          captured_at: calendar.ago(60),
          double_opt_in_at: calendar.ago(59),
          method: 'FORM',
        },
        { ...bySms, status: 'granted', captured_at: calendar.ago(60), method: 'FORM' },
      ],
      shop: [
        {
          mail: 'Ada.Lindqvist@Example.com',
          tel: '070-174 06 05',
          full_name: 'Lindqvist, Ada Kristina',
          newsletter: 'yes',
          newsletter_at: calendar.ago(300),
        },
      ],
      contacts: [
        {
          FirstName: 'Adelaide',
          Name: 'Adelaide Lindqvist',
          Email: 'ADA.LINDQVIST@example.com',
          Phone: '+46 70 174 06 05',
          Title: 'Founder',
          Marketing_Consent_Date__c: calendar.ago(400),
        },
      ],
      individual: {},
      typeConsents: [
        {
          type: 'Email',
          purpose: byEmail.purpose,
          status: 'OptIn',
          capturedAt: calendar.ago(400),
          doubleOptInAt: calendar.ago(399),
          effectiveTo: null,
        },
      ],
      billing: [
        {
          email: 'Ada.Lindqvist@example.com',
          phone: '0046701740605',
          metadata: { marketing: 'yes', marketing_at: calendar.ago(200) },
        },
      ],
      eventful: true,
      expect: [permitted(byEmail, 'app'), permitted(bySms, 'app')],
    },
    {
      name: 'twins',
      story:
        'Marlene and Carolin are born on one day, live at one address and share a phone: still two people.',
      facts: {
        given: 'Marlene',
        family: 'Brandt',
        birthDate: '1994-09-30',
        email: 'marlene.brandt@example.org',
        phone: '+496990009011',
        home: frankfurt,
        locale: 'de-DE',
      },
      app: [{ marketing_opt_in: true, opted_at: calendar.ago(150) }],
      shop: [{ tel: '069 90009011' }],
      expect: [permitted(byEmail, 'app')],
    },
    {
      name: 'twinsOther',
      story: 'Carolin is the twin of Marlene, and never agreed to anything.',
      facts: {
        given: 'Carolin',
        family: 'Brandt',
        birthDate: '1994-09-30',
        email: 'carolin.brandt@example.org',
        phone: '+496990009011',
        home: frankfurt,
        locale: 'de-DE',
      },
      app: [{}],
      shop: [{ tel: '(069) 90009011' }],
      expect: [denied(byEmail, 'NOT_ASKED', 'app')],
    },
    {
      name: 'senior',
      story: 'George Whitfield, the father: name, address and telephone are those of his son.',
      facts: {
        given: 'George',
        family: 'Whitfield',
        suffix: 'Sr.',
        birthDate: '1948-02-17',
        email: 'george.whitfield@example.net',
        phone: '+442079460018',
        home: london,
        locale: 'en-GB',
      },
      references: ['crm.App_User_Id__c'],
      app: [{ marketing_opt_in: true, opted_at: calendar.ago(240) }],
      contacts: [{ Phone: '(020) 7946 0018' }],
      expect: [permitted(byEmail, 'app')],
    },
    {
      name: 'junior',
      story: 'George Whitfield, the son, who wants no newsletter.',
      facts: {
        given: 'George',
        family: 'Whitfield',
        suffix: 'Jr.',
        birthDate: '1976-11-05',
        email: 'g.whitfield.jr@example.net',
        phone: '+442079460018',
        home: london,
        locale: 'en-GB',
      },
      shop: [{ tel: '020 7946 0018', newsletter: 'no', newsletter_at: calendar.ago(80) }],
      billing: [{}],
      expect: [denied(byEmail, 'DENIED', 'shop')],
    },
    {
      name: 'household',
      story: 'Ines shares an e-mail address with her husband; what she agreed to is hers alone.',
      facts: {
        given: 'Ines',
        family: 'Albrecht',
        birthDate: '1980-06-21',
        email: 'familie.albrecht@example.com',
        phone: '+496990009021',
        home: frankfurt,
        locale: 'de-DE',
      },
      app: [{ marketing_opt_in: true, opted_at: calendar.ago(130) }],
      shop: [{}],
      expect: [permitted(byEmail, 'app')],
    },
    {
      name: 'householdOther',
      story: 'Volker shares his wife’s e-mail address and was never asked.',
      facts: {
        given: 'Volker',
        family: 'Albrecht',
        birthDate: '1977-01-08',
        email: 'familie.albrecht@example.com',
        phone: '+496990009022',
        home: frankfurt,
        locale: 'de-DE',
      },
      references: ['app.stripe_customer_id'],
      app: [{}],
      billing: [{}],
      expect: [denied(byEmail, 'NOT_ASKED', 'app')],
    },
    {
      name: 'roleMailbox',
      story: 'Karin is reached at the mailbox of her company, as her colleague is.',
      facts: {
        given: 'Karin',
        family: 'Oberhauser',
        birthDate: '1985-03-03',
        email: 'karin.oberhauser@larix-consulting.example',
        phone: '+496990009031',
        home: frankfurt,
        locale: 'de-DE',
        company: larix,
      },
      references: ['crm.App_User_Id__c'],
      app: [{ marketing_opt_in: true, opted_at: calendar.ago(110) }],
      contacts: [{ Email: 'info@larix-consulting.example' }],
      expect: [permitted(byEmail, 'app')],
    },
    {
      name: 'roleMailboxOther',
      story: 'Kofi opted out; his colleague at the same mailbox did not.',
      facts: {
        given: 'Kofi',
        family: 'Mensah',
        birthDate: '1990-12-19',
        email: 'kofi.mensah@larix-consulting.example',
        phone: '+496990009032',
        home: { ...frankfurt, street: 'Goethestraße 9' },
        locale: 'en-GB',
        company: larix,
      },
      references: ['crm.Stripe_Customer_Id__c'],
      contacts: [{ Email: 'info@larix-consulting.example', HasOptedOutOfEmail: true }],
      billing: [{}],
      expect: [denied(byEmail, 'DENIED', 'crm')],
    },
    {
      name: 'duplicate',
      story: 'Lucía signed up twice and was entered by sales twice: four records of two systems, one person.',
      facts: {
        given: 'Lucía',
        family: 'Arrizabalaga',
        birthDate: '1991-08-14',
        email: 'lucia.arrizabalaga@example.org',
        phone: '+34600000011',
        home: {
          street: 'Calle del Prado 7',
          city: 'Madrid',
          region: 'Madrid',
          postcode: '28014',
          country: 'ES',
        },
        locale: 'es-ES',
      },
      app: [
        { marketing_opt_in: true, opted_at: calendar.ago(100) },
        {
          email: 'Lucia.Arrizabalaga@example.org',
          phone: '600 00 00 11',
          first_name: 'Lucia',
          created_at: calendar.ago(400),
        },
      ],
      contacts: [
        { Phone: '+34 600 00 00 11' },
        { FirstName: 'Lucia', Name: 'Lucia Arrizabalaga', MailingStreet: 'C/ del Prado 7', Birthdate: null },
      ],
      expect: [permitted(byEmail, 'app')],
    },
    {
      name: 'recycled',
      story: 'Oskar was given a phone number that used to be Paula’s.',
      facts: {
        given: 'Oskar',
        family: 'Lehner',
        birthDate: '1999-05-27',
        email: 'oskar.lehner@example.com',
        phone: '+496990009041',
        home: frankfurt,
        locale: 'de-DE',
      },
      references: ['app.stripe_customer_id'],
      app: [{ marketing_opt_in: true, opted_at: calendar.ago(50) }],
      billing: [{}],
      expect: [permitted(byEmail, 'app')],
    },
    {
      name: 'recycledOther',
      story: 'Paula has a new number; the shop still holds the old one, and her refusal.',
      facts: {
        given: 'Paula',
        family: 'Reuter',
        birthDate: '1968-10-02',
        email: 'paula.reuter@example.net',
        phone: '+496990009042',
        home: { ...frankfurt, street: 'Gartenstraße 81' },
        locale: 'de-DE',
      },
      app: [{}],
      shop: [
        {
          tel: '069 90009041',
          street: oldFrankfurt.street,
          zip: oldFrankfurt.postcode,
          newsletter: 'no',
          newsletter_at: calendar.ago(700),
        },
      ],
      expect: [denied(byEmail, 'DENIED', 'shop')],
    },
  ];
}
