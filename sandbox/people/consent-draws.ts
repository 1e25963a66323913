import type { UserRow } from './app.ts';
import type { Books } from './books.ts';
import type { Calendar } from './calendar.ts';
import type { Card } from './card.ts';
import { individualRow, type TypeConsent } from './crm.ts';
import type { Mess } from './mess.ts';
import type { ShopCustomerRow } from './shop.ts';

/** What generated people agreed to or refused, each system asked on its own: that they contradict each other is the point. */

const emailMarketing = 'marketing.communications.email';
const smsMarketing = 'marketing.communications.sms';

/** Some time between the record's creation and now. */
function since(card: Card, mess: Mess, calendar: Calendar): string {
  return calendar.ago(calendar.daysSince(card.createdAt) * mess.random.unit());
}

export function userConsent(
  card: Card,
  mess: Mess,
  calendar: Calendar,
): Pick<UserRow, 'marketing_opt_in' | 'opted_at' | 'sms_opt_in'> {
  const { random } = mess;
  const optIn = random.weighted([
    [true, 45],
    [null, 33],
    [false, 22],
  ]);
  return {
    marketing_opt_in: optIn,
    opted_at: optIn === null || mess.happens('consentUndated') ? null : since(card, mess, calendar),
    sms_opt_in: random.weighted([
      [null, 60],
      [true, 25],
      [false, 15],
    ]),
  };
}

/** Up to three rows of the app's consent history. */
export function addConsentHistory(
  { app }: Books,
  user: number,
  card: Card,
  mess: Mess,
  calendar: Calendar,
): void {
  const { random } = mess;
  if (!mess.happens('consentHistory')) return;
  for (let count = random.integer(1, 3); count > 0; count -= 1) {
    const byEmail = random.chance(0.75);
    const capturedAt = since(card, mess, calendar);
    const age = calendar.daysSince(capturedAt);
    const status = random.weighted([
      ['granted', 58],
      ['withdrawn', 18],
      ['denied', 10],
      ['pending', 9],
      ['expired', 5],
    ]);
    const contactPoint = byEmail ? card.email : card.phone;
    app.consents.add({
      user_id: user,
      purpose: byEmail ? emailMarketing : smsMarketing,
      channel: byEmail ? 'EMAIL' : 'SMS',
      status,
      captured_at: capturedAt,
      // One year or two after it was given: long ago for some, still to come for others.
      expires_at:
        status === 'granted' && random.chance(0.3) ? calendar.ago(age - random.pick([365, 730])) : null,
      double_opt_in_at: status === 'granted' && random.chance(0.6) ? calendar.ago(age * 0.99) : null,
      contact_point: mess.happens('consentAddressOnly') ? contactPoint : null,
      method: random.weighted([
        ['FORM', 70],
        ['IMPORT', 15],
        ['CALL', 10],
        [null, 5],
      ]),
    });
  }
}

export function shopConsent(
  card: Card,
  mess: Mess,
  calendar: Calendar,
): Pick<ShopCustomerRow, 'newsletter' | 'newsletter_at' | 'sms_ok'> {
  const { random } = mess;
  const newsletter = random.weighted([
    ['yes', 40],
    ['no', 25],
    [null, 18],
    ['', 10],
    ['pending', 5],
    ['maybe', 2],
  ]);
  return {
    newsletter,
    newsletter_at:
      newsletter === null || newsletter === '' || mess.happens('consentUndated')
        ? null
        : since(card, mess, calendar),
    sms_ok: random.weighted([
      [null, 70],
      [true, 18],
      [false, 12],
    ]),
  };
}

export interface CrmChoices {
  readonly HasOptedOutOfEmail: boolean;
  readonly DoNotCall: boolean;
  readonly HasOptedOutOfFax: boolean;
}

export function crmChoices({ random }: Mess): CrmChoices {
  return {
    HasOptedOutOfEmail: random.chance(0.12),
    DoNotCall: random.chance(0.08),
    HasOptedOutOfFax: random.chance(0.03),
  };
}

/** When the contact agreed to marketing, where the sales team wrote that down. */
export function crmConsentDate(card: Card, mess: Mess, calendar: Calendar): string | null {
  return mess.random.chance(0.3) ? since(card, mess, calendar) : null;
}

/** @returns the id of an Individual with its wishes and consents, for those who have one. */
export function addIndividual({ crm }: Books, card: Card, mess: Mess, calendar: Calendar): string | null {
  const { random } = mess;
  if (!mess.happens('consentHistory')) return null;
  const individual = crm.add('Individual', {
    ...individualRow(card),
    HasOptedOutSolicit: random.chance(0.06),
    HasOptedOutProfiling: random.chance(0.06),
    HasOptedOutTracking: random.chance(0.06),
    HasOptedOutProcessing: random.chance(0.02),
    ShouldForget: random.chance(0.02),
  });
  for (const [type, purpose] of [
    ['Email', emailMarketing],
    ['Phone', smsMarketing],
  ] as const) {
    if (!random.chance(0.5)) continue;
    const capturedAt = since(card, mess, calendar);
    const status = random.weighted<TypeConsent['status']>([
      ['OptIn', 60],
      ['OptOut', 22],
      ['NotSeen', 10],
      ['Seen', 8],
    ]);
    const age = calendar.daysSince(capturedAt);
    crm.addTypeConsent({
      individual,
      type,
      purpose,
      status,
      capturedAt,
      effectiveTo: random.chance(0.15) ? calendar.ago(age - random.pick([365, 730])) : null,
      doubleOptInAt: status === 'OptIn' && random.chance(0.5) ? calendar.ago(age * 0.99) : null,
    });
  }
  return individual;
}

/** What the checkout kept of the newsletter box. */
export function billingConsent(card: Card, mess: Mess, calendar: Calendar): Readonly<Record<string, string>> {
  const marketing = mess.random.weighted([
    [null, 65],
    ['yes', 25],
    ['no', 10],
  ]);
  if (marketing === null) return {};
  return mess.happens('consentUndated')
    ? { marketing }
    : { marketing, marketing_at: since(card, mess, calendar) };
}
