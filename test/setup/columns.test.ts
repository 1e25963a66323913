/** What single columns are taken for, and what they are not taken for. */
import { describe, expect, it } from 'vitest';
import type { SurveyedColumn } from '../../sources/contract.ts';
import { collectionsOf } from '../../src/setup/collections.ts';
import { columnsIn } from '../../src/setup/customer.ts';
import { looksOf } from '../../src/setup/index.ts';
import { lexicon } from '../../src/setup/lexicon.ts';
import { tablePrefixes, tokensOf, wordsOf } from '../../src/setup/words.ts';
import { told } from './accuracy.ts';

function column(name: string, type: string, more: Partial<SurveyedColumn> = {}): SurveyedColumn {
  return { name, type, nullable: true, primaryKey: false, unique: false, indexed: false, ...more };
}

/** What the columns of a table of customers are taken for, by name; reviews as `review`. */
function guessedOf(...columns: readonly SurveyedColumn[]): Readonly<Record<string, string | undefined>> {
  const id = column('id', 'integer', { primaryKey: true, nullable: false });
  const guesses = columnsIn({ name: 'customers', rows: null, columns: [id, ...columns] });
  return Object.fromEntries(
    guesses.slice(1).map((guess) => [guess.column, guess.meaning.role === 'review' ? 'review' : told(guess)]),
  );
}

const text = 'varchar(100)';

describe('words', () => {
  it('are taken apart whatever the spelling', () => {
    for (const name of [
      'first_name',
      'firstName',
      'FirstName',
      'FIRST_NAME',
      'first-name',
      'First_Name__c',
      'first_name2',
    ])
      expect(tokensOf(name), name).toEqual(['first', 'name']);
    expect(tokensOf('metadata.app_user_id')).toEqual(['app', 'user', 'id']);
    expect(tokensOf('Straße')).toEqual(['strasse']);
  });

  it('mean the same joined and apart', () => {
    const meant = (name: string) => wordsOf(name).map(({ concept }) => concept);
    expect(meant('e_mail')).toEqual(['email']);
    expect(meant('EMail')).toEqual(['email']);
    expect(meant('geburtsdatum')).toEqual(['birth']);
    expect(meant('telefonnummerprivat')).toEqual(['phone', 'home']);
    expect(meant('opt_in')).toEqual(['optin']);
    expect(meant('no_newsletter')).toEqual(['not', 'newsletter']);
    expect(meant('loyalty_no')).toEqual(['loyalty', 'number']);
    expect(meant('requests_no_newsletter')).toEqual(['filler', 'not', 'newsletter']);
    expect(meant('customFieldsStripecustomerid').slice(-3)).toEqual(['vendor', 'customer', 'id']);
    expect(meant('xyzzy')).toEqual([null]);
  });

  it('have one meaning each', () => {
    const all = Object.values(lexicon).flatMap((words) => words.split(' '));
    expect(all.filter((word, at) => all.indexOf(word) !== at)).toEqual([]);
    expect(all.filter((word) => !/^[a-z0-9]+$/.test(word))).toEqual([]);
  });

  it('of a table’s own name say nothing in front of its columns', () => {
    expect([...tablePrefixes('tbl_patient', ['pat_id', 'pat_name', 'dob'])]).toEqual(['pat']);
    expect([...tablePrefixes('people', ['email', 'phone', 'first_name'])]).toEqual([]);
    expect([...tablePrefixes('contact', ['new_email', 'email', 'phone'])]).toEqual([]);
    expect([...tablePrefixes('contact', ['new_email', 'new_tier', 'new_optin'])]).toEqual(['new']);
  });
});

describe('identifiers', () => {
  it.each([
    'email_verified',
    'email_hash',
    'company_email_domain',
    'last_email_sent_at',
    'email_bounce_count',
    'ip_address',
    'password',
    'email_template_id',
    'emergency_contact_phone',
    'parent_email',
    'phone_verified_at',
    'phone_type',
    'user_agent',
    'emailer',
  ])('%s is none', (name) => {
    expect([undefined, 'review']).toContain(guessedOf(column(name, text))[name]);
  });

  it('are of a type that can hold them', () => {
    expect(guessedOf(column('email', 'boolean'))).toEqual({ email: 'review' });
    expect(guessedOf(column('email', 'timestamp'))).toEqual({});
    expect(guessedOf(column('email', text))).toEqual({ email: 'email' });
    expect(guessedOf(column('phone', 'bigint'))).toEqual({ phone: 'phone' });
    expect(guessedOf(column('first_name', 'integer'))).toEqual({});
  });

  it('that lead to another table are none', () => {
    const references = { object: 'accounts', column: 'id' };
    expect(guessedOf(column('account_no', text, { references }))).toEqual({});
    expect(guessedOf(column('account_no', text))).toEqual({ account_no: 'externalId' });
  });

  it('of the state are left for review', () => {
    for (const name of ['ssn', 'personnummer', 'nif', 'passport_no', 'iban', 'kontonr', 'idnumber'])
      expect(guessedOf(column(name, text)), name).toEqual({ [name]: 'review' });
  });

  it('of other systems are references', () => {
    expect(guessedOf(column('sfdc_contact_id', text))).toEqual({ sfdc_contact_id: 'reference salesforce' });
    expect(guessedOf(column('shop_id', 'integer'))).toEqual({});
    expect(guessedOf(column('stripe_token', text))).toEqual({});
  });
});

describe('a bare name', () => {
  it('is what the others are not', () => {
    expect(guessedOf(column('nom', text), column('prenom', text))).toMatchObject({
      nom: 'name.family',
      prenom: 'name.given',
    });
    expect(guessedOf(column('nombre', text), column('apellidos', text))).toMatchObject({
      nombre: 'name.given',
      apellidos: 'name.family',
    });
    expect(guessedOf(column('name', text))).toEqual({ name: 'name.full' });
    expect(guessedOf(column('user_name', text))).toEqual({});
  });
});

describe('consent', () => {
  it.each([
    ['marketing_opt_in', 'EMAIL yes'],
    ['marketing_opt_out', 'ANY no'],
    ['do_not_call', 'PHONE no'],
    ['DoNotCall', 'PHONE no'],
    ['HasOptedOutOfEmail', 'EMAIL no'],
    ['unsubscribed', 'ANY no'],
    ['sms_ok', 'SMS yes'],
    ['newsletter', 'EMAIL yes'],
    ['no_newsletter', 'EMAIL no'],
    ['kein_newsletter', 'EMAIL no'],
    ['werbesperre', 'ANY no'],
    ['gdpr_consent', 'ANY veto'],
    ['accepts_marketing', 'EMAIL yes'],
    ['refus_prospection', 'ANY no'],
    ['reklamsparr', 'ANY no'],
    ['geen_post', 'POST no'],
    ['do_not_sell', 'ANY no third_party_sharing'],
    ['processing_restricted', 'ANY no *'],
    ['requests_no_email', 'EMAIL no'],
    ['non_contattare', 'ANY no'],
    ['reservert_mot_reklame', 'ANY no'],
    ['consenso_cessione_terzi', 'NONE yes third_party_sharing'],
    ['må_sende_post', 'POST yes'],
    ['maa_ringes_op', 'VOICE yes'],
    ['no_correo_postal', 'POST no'],
    ['donotbulkpostalmail', 'POST no'],
    ['allow_ai_training', 'NONE yes train_ai_system'],
    ['data_processing_consent', 'ANY veto'],
    ['consentimiento_datos', 'ANY veto'],
  ])('%s says %s', (name, said) => {
    expect(guessedOf(column(name, 'boolean'))).toEqual({ [name]: `consent ${said}` });
  });

  it('that is an objection is never read as a grant', () => {
    for (const type of ['boolean', 'integer', 'char(1)', text, 'timestamp'])
      for (const { meaning } of columnsIn({
        name: 'customers',
        rows: null,
        columns: [column('email_opt_out', type)],
      }))
        if (meaning.role === 'consent')
          for (const { granted = [] } of meaning.entries) expect(granted, type).toEqual([]);
  });

  it('to what nobody understands grants nothing', () => {
    for (const name of ['consent_xyzzy', 'xyzzy_agreed', 'samtykke_bilder'])
      expect(guessedOf(column(name, 'boolean')), name).toEqual({ [name]: 'consent ANY veto' });
    for (const name of ['policyagreed', 'invoice_email_consent'])
      expect(guessedOf(column(name, 'boolean')), name).toEqual({ [name]: 'review' });
  });

  it('grants by no word that is not plainly a yes', () => {
    const words = ['ja', 'nein', 'vielleicht', 'pending'];
    const [guess] = columnsIn({
      name: 'customers',
      rows: null,
      columns: [column('newsletter', 'word', { words })],
    });
    expect(guess?.meaning).toMatchObject({
      entries: [{ granted: ['ja'], denied: ['nein'], statuses: { pending: 'PENDING' } }],
    });
  });

  it('that no word of explains is left for review, not dropped', () => {
    expect(guessedOf(column('newsletter_xyzzy', 'boolean'))).toEqual({ newsletter_xyzzy: 'review' });
    expect(guessedOf(column('consent_given_at', 'timestamp'))).toEqual({ consent_given_at: 'review' });
    expect(guessedOf(column('consents', 'jsonb'))).toEqual({ consents: 'review' });
    expect(guessedOf(column('terms_accepted', 'boolean'))).toEqual({ terms_accepted: 'review' });
  });

  it('has the time beside it that is about the same', () => {
    expect(
      guessedOf(
        column('newsletter', 'boolean'),
        column('newsletter_at', 'timestamp'),
        column('sms_opt_in', 'boolean'),
        column('sms_opt_in_at', 'timestamp'),
        column('unsubscribed_at', 'timestamp'),
      ),
    ).toEqual({
      newsletter: 'consent EMAIL yes',
      newsletter_at: 'consent time of newsletter',
      sms_opt_in: 'consent SMS yes',
      sms_opt_in_at: 'consent time of sms_opt_in',
      unsubscribed_at: 'consent ANY time',
    });
  });

  it('has the time beside it at which it was confirmed, not that of an address', () => {
    expect(
      guessedOf(
        column('newsletter', 'boolean'),
        column('newsletter_confirmed_at', 'timestamp'),
        column('email_confirmed_at', 'timestamp'),
      ),
    ).toEqual({ newsletter: 'consent EMAIL yes', newsletter_confirmed_at: 'consent time of newsletter' });
  });

  it.each(['is_active', 'account_locked', 'cookie_token', 'consent_ip', 'blocked'])(
    '%s says nothing of it',
    (name) => {
      expect(guessedOf(column(name, 'boolean'))).toEqual({});
    },
  );
});

describe('rows of points', () => {
  it('are no payments', () => {
    const by = column('customer_id', 'integer');
    const columns = [column('id', 'integer', { primaryKey: true }), by, column('txn_date', 'timestamp')];
    const tables = (name: string) =>
      collectionsOf([{ object: { name, rows: null, columns }, by, declared: true }]).collections.map(
        ({ mapping }) => mapping.table,
      );
    expect(tables('txn')).toEqual(['txn']);
    expect(tables('points_txn')).toEqual([]);
  });
});

describe('an unmapped column', () => {
  it('looks like what its name and type say', () => {
    const looks = (name: string, type: string) => looksOf({ object: 'users', column: name, type })?.looksLike;
    expect(looks('secondary_email', text)).toBe('email');
    expect(looks('newsletter_ok', 'boolean')).toBe('consent');
    expect(looks('stripe_customer_id', text)).toBe('reference');
    expect(looks('favourite_colour', text)).toBeUndefined();
  });
});
