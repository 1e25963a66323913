/** What the attributes of a customer are called, wherever they are shown. */
const words: Readonly<Record<string, string>> = {
  name: 'Name',
  'name.full': 'Full name',
  'name.prefix': 'Title',
  'name.given': 'Given name',
  'name.middle': 'Middle name',
  'name.family': 'Family name',
  'name.suffix': 'Suffix',
  birthDate: 'Date of birth',
  email: 'E-mail',
  phone: 'Telephone',
  'address.street': 'Street',
  'address.postalCode': 'Postcode',
  'address.city': 'Town',
  'address.region': 'Region',
  'address.country': 'Country',
  company: 'Company',
  jobTitle: 'Job title',
  locale: 'Language',
  createdAt: 'Customer since',
  lastActivityAt: 'Last seen',
};

const order = Object.keys(words);

/** What a reader calls an attribute such as `name.family` or `externalId.loyalty`. */
export function attributeWords(attribute: string): string {
  const [kind, name = ''] = attribute.split(/\.(.*)/s);
  if (kind === 'externalId') return `Id of ${name}`;
  if (kind === 'custom') return name;
  return words[attribute] ?? attribute;
}

/** Attributes as they are written down; those of an installation come first, as they are. */
export function compareAttributes(a: string, b: string): number {
  return order.indexOf(a) - order.indexOf(b);
}
