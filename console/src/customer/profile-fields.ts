/** The fields of a profile: what each is called, which attributes it is made of, and why it has no value where it has none. */
import { failedToAnswer } from '../parts/answered.ts';

export interface ProfileField {
  readonly label: string;
  /** The field of `Customer` that is left out when it may not be shown. */
  readonly field: string;
  /** Attributes, or how they begin where they end with a dot. */
  readonly attributes: readonly string[];
  /** How it reaches the person, where consent for that is what counts. */
  readonly channel?: 'EMAIL' | 'PHONE' | 'POST';
}

export const profileFields = {
  name: { label: 'Name', field: 'name', attributes: ['name.'] },
  email: { label: 'E-mail', field: 'email', attributes: ['email'], channel: 'EMAIL' },
  phone: { label: 'Telephone', field: 'phone', attributes: ['phone'], channel: 'PHONE' },
  address: { label: 'Address', field: 'address', attributes: ['address.'], channel: 'POST' },
  company: { label: 'Company', field: 'company', attributes: ['company'] },
  jobTitle: { label: 'Job title', field: 'jobTitle', attributes: ['jobTitle'] },
  birthDate: { label: 'Date of birth', field: 'birthDate', attributes: ['birthDate'] },
  locale: { label: 'Language', field: 'locale', attributes: ['locale'] },
  createdAt: { label: 'Customer since', field: 'createdAt', attributes: ['createdAt'] },
  lastActivityAt: { label: 'Last seen', field: 'lastActivityAt', attributes: ['lastActivityAt'] },
  externalIds: { label: 'Other ids', field: 'externalIds', attributes: ['externalId.'] },
  customAttributes: { label: 'More', field: 'customAttributes', attributes: ['custom.'] },
} as const satisfies Readonly<Record<string, ProfileField>>;

export function isOf({ attributes }: ProfileField, attribute: string): boolean {
  return attributes.some((one) => (one.endsWith('.') ? attribute.startsWith(one) : attribute === one));
}

/** Why a field has no value. */
export type Absence =
  | { readonly kind: 'not permitted'; readonly code: string }
  /** These did not answer, and may have had one. */
  | { readonly kind: 'unheard'; readonly sources: readonly string[] }
  /** Of these a column is gone. */
  | { readonly kind: 'drifted'; readonly sources: readonly string[] }
  | { readonly kind: 'nothing known' };

export interface Circumstances {
  readonly redacted: readonly { readonly path: string; readonly code: string }[];
  readonly sources: readonly {
    readonly source: string;
    readonly status: string;
    readonly drifted: readonly string[];
  }[];
  /** Attributes by source; a source that is not in it may have any. */
  readonly offers: ReadonlyMap<string, readonly string[]>;
}

export function absenceOf(field: ProfileField, { redacted, sources, offers }: Circumstances): Absence {
  const withheld = redacted.find(({ path }) => path === `Customer.${field.field}`);
  if (withheld !== undefined) return { kind: 'not permitted', code: withheld.code };
  const unheard = sources
    .filter(
      ({ source, status }) =>
        failedToAnswer({ status }) &&
        (offers.get(source)?.some((attribute) => isOf(field, attribute)) ?? true),
    )
    .map(({ source }) => source);
  if (unheard.length > 0) return { kind: 'unheard', sources: unheard };
  const drifted = sources
    .filter((one) => one.drifted.some((attribute) => isOf(field, attribute)))
    .map(({ source }) => source);
  return drifted.length > 0 ? { kind: 'drifted', sources: drifted } : { kind: 'nothing known' };
}

/** Why something is withheld, in words; of consent, the decision says more. */
export const denialWords: Readonly<Record<string, string>> = {
  CATEGORY_NOT_ALLOWED: 'your role does not see data of this kind',
  PURPOSE_LIMITED: 'data of this kind may not be used for it, whoever asks',
  RESIDENCY_VIOLATION: 'it may not leave the region it is kept in',
  CONSENT_DENIED: 'the customer does not permit it',
};
