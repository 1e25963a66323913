import type { Country } from './names.ts';
import type { Random } from './random.ts';

/** Where somebody lives, as one record writes it; the country is always known. */
export interface Place {
  readonly street: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly postcode: string | null;
  readonly country: Country;
}

interface Land {
  readonly name: string;
  /** City, region, postcode pattern: `#` is a digit, `@` a letter. */
  readonly cities: readonly (readonly [string, string, string])[];
  readonly streets: readonly string[];
  /** The house number stands before the street's name. */
  readonly numberFirst: boolean;
}

const german = [
  'Lindenstraße',
  'Bahnhofstraße',
  'Schillerstraße',
  'Am Mühlbach',
  'Goethestraße',
  'Kirchweg',
  'Rosenweg',
  'Ahornallee',
  'Hauptstraße',
  'Gartenstraße',
  'Königsweg',
  'Schloßgasse',
];

export const lands: Readonly<Record<Country, Land>> = {
  DE: {
    name: 'Germany',
    cities: [
      ['Berlin', 'Berlin', '10###'],
      ['München', 'Bayern', '803##'],
      ['Hamburg', 'Hamburg', '20###'],
      ['Köln', 'Nordrhein-Westfalen', '506##'],
      ['Leipzig', 'Sachsen', '041##'],
      ['Freiburg', 'Baden-Württemberg', '791##'],
    ],
    streets: german,
    numberFirst: false,
  },
  AT: {
    name: 'Austria',
    cities: [
      ['Wien', 'Wien', '1##0'],
      ['Graz', 'Steiermark', '80##'],
      ['Linz', 'Oberösterreich', '40##'],
      ['Innsbruck', 'Tirol', '60##'],
    ],
    streets: german,
    numberFirst: false,
  },
  FR: {
    name: 'France',
    cities: [
      ['Paris', 'Île-de-France', '750##'],
      ['Lyon', 'Auvergne-Rhône-Alpes', '6900#'],
      ['Nantes', 'Pays de la Loire', '44#00'],
      ['Besançon', 'Bourgogne-Franche-Comté', '25000'],
    ],
    streets: [
      'rue des Lilas',
      'avenue Jean Jaurès',
      'rue de la Paix',
      'boulevard Voltaire',
      'rue Molière',
      'place du Marché',
      'chemin des Vignes',
      "rue de l'Église",
      'allée des Tilleuls',
    ],
    numberFirst: true,
  },
  ES: {
    name: 'Spain',
    cities: [
      ['Madrid', 'Madrid', '280##'],
      ['Barcelona', 'Cataluña', '080##'],
      ['Sevilla', 'Andalucía', '410##'],
      ['A Coruña', 'Galicia', '150##'],
    ],
    streets: [
      'Calle Mayor',
      'Calle de Alcalá',
      'Avenida de la Constitución',
      'Calle del Prado',
      'Paseo de Gracia',
      'Plaza de España',
      'Calle Cervantes',
      'Camino Viejo',
    ],
    numberFirst: false,
  },
  GB: {
    name: 'United Kingdom',
    cities: [
      ['London', 'Greater London', 'SE# #@@'],
      ['Manchester', 'Greater Manchester', 'M# #@@'],
      ['Bristol', 'Bristol', 'BS# #@@'],
      ['Edinburgh', 'Midlothian', 'EH# #@@'],
      ['Cardiff', 'South Glamorgan', 'CF# #@@'],
    ],
    streets: [
      'Victoria Road',
      'Station Road',
      'Orchard Street',
      'Albert Avenue',
      'Mill Lane',
      'Queensway',
      'Chestnut Grove',
      'Abbey Street',
      'Harbour View',
    ],
    numberFirst: true,
  },
  US: {
    name: 'United States',
    cities: [
      ['New York', 'NY', '100##'],
      ['San Francisco', 'CA', '941##'],
      ['Chicago', 'IL', '606##'],
      ['Boston', 'MA', '021##'],
      ['Austin', 'TX', '787##'],
      ['Seattle', 'WA', '981##'],
    ],
    streets: [
      'Maple Street',
      'Oak Avenue',
      'Washington Street',
      'Cedar Avenue',
      'Lincoln Street',
      'Sunset Boulevard',
      'Juniper Avenue',
      'Second Street',
      'Lakeview Drive',
    ],
    numberFirst: true,
  },
  PL: {
    name: 'Poland',
    cities: [
      ['Warszawa', 'Mazowieckie', '00-###'],
      ['Kraków', 'Małopolskie', '31-###'],
      ['Łódź', 'Łódzkie', '90-###'],
      ['Gdańsk', 'Pomorskie', '80-###'],
    ],
    streets: [
      'ul. Polna',
      'ul. Słoneczna',
      'ul. Mickiewicza',
      'ul. Leśna',
      'al. Róż',
      'ul. Krótka',
      'ul. Długa',
    ],
    numberFirst: false,
  },
  SE: {
    name: 'Sweden',
    cities: [
      ['Stockholm', 'Stockholms län', '11# ##'],
      ['Göteborg', 'Västra Götalands län', '41# ##'],
      ['Malmö', 'Skåne län', '21# ##'],
      ['Umeå', 'Västerbottens län', '90# ##'],
    ],
    streets: [
      'Storgatan',
      'Drottninggatan',
      'Kungsgatan',
      'Björkvägen',
      'Ängsvägen',
      'Skolgatan',
      'Sjövägen',
    ],
    numberFirst: false,
  },
};

/** A home that may exist: a real city with a street and number that go with the country. */
export function newHome(random: Random, country: Country): Place {
  const land = lands[country];
  const [city, region, pattern] = random.frequent(land.cities);
  const street = random.pick(land.streets);
  const number = random.integer(1, 180);
  return {
    street: land.numberFirst ? `${number} ${street}` : `${street} ${number}`,
    city,
    region,
    postcode: pattern.replace(/[#@]/g, (mark) =>
      mark === '#' ? random.digits(1) : random.pick([...'ABDEFGHJLNPQRSTUWXYZ']),
    ),
    country,
  };
}

const shortForms: readonly (readonly [RegExp, string])[] = [
  [/straße/i, 'str.'],
  [/ Street$/, ' St'],
  [/ Avenue$/, ' Ave'],
  [/ Road$/, ' Rd'],
  [/^Calle /, 'C/ '],
  [/^Avenida /, 'Avda. '],
  [/ avenue /, ' av. '],
  [/gatan /, 'g. '],
];

/** The street as somebody in a hurry writes it; unchanged where it has no short form. */
export function shortened(street: string): string {
  const form = shortForms.find(([pattern]) => pattern.test(street));
  return form === undefined ? street : street.replace(...form);
}
