/** Given and family names by country, from common to rare; `Random.frequent` draws the early ones more often. */

export const countries = ['DE', 'AT', 'FR', 'ES', 'GB', 'US', 'PL', 'SE'] as const;
export type Country = (typeof countries)[number];

interface NameStock {
  readonly given: readonly string[];
  readonly family: readonly string[];
}

const names = (text: string): readonly string[] => text.split(',').map((name) => name.trim());

/*
 * No name is an everyday or technical word (no Mark, Bill, Page, Cook), so that a search of the logs for every name
 * that is stored has no false alarm.
 */
const german =
  names(`Thomas, Andreas, Anna, Katharina, Stefan, Maximilian, Johanna, Susanne, Sebastian, Elisabeth,
  Matthias, Sophie, Lukas, Jürgen, Hans, Ursula, Wolfgang, Franziska, Jonas, Magdalena, Günther, Friedrich, Birgit,
  Käthe, Jörg, Annika, Tobias, Heike, Josef, Sören, Monika, Philipp, Bärbel, Dietmar, Leonie, Rüdiger, Nele, Thorsten`);

export const stock: Readonly<Record<Country, NameStock>> = {
  DE: {
    given: german,
    family:
      names(`Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann, Schäfer, Koch,
      Bauer, Richter, Schröder, Neumann, Schwarz, Zimmermann, Krüger, Hofmann, Hartmann, Lange, Krause, Lehmann,
      Köhler, Maier, Jäger, Groß, Vogel, Friedrich, Günther, Böhm, Winkler, Lorenz, Weiß, von Bülow, Großmann`),
  },
  AT: {
    given: german,
    family:
      names(`Gruber, Huber, Wagner, Pichler, Steiner, Moser, Mayer, Hofer, Leitner, Berger, Fuchs, Eder, Fischer,
      Schmid, Weber, Schwarz, Maier, Reiter, Bauer, Mayr, Wimmer, Egger, Brunner, Baumgartner, Wallner, Aigner, Ebner,
      Kögl, Köck, Grünwald, Höllwarth, Strasser`),
  },
  FR: {
    given:
      names(`Jean, Marie, Philippe, Nathalie, Nicolas, Camille, Stéphanie, Frédéric, Sylvie, Véronique, Julien,
      Céline, François, Chloé, Thérèse, Alexandre, Madeleine, Jean-Pierre, Léa, Benoît, Hélène, Rémi, Geneviève,
      Anaïs, Zoé, Jérôme, Loïc, Maëlle, Édith, Gaël`),
    family:
      names(`Martin, Bernard, Dubois, Moreau, Laurent, Lefèvre, Leroy, Roux, Fournier, Girard, Mercier, Dupont,
      Lambert, Bonnet, François, Martinez, Legrand, Garnier, Faure, Rousseau, Guérin, Müller, Chevalier, Gauthier,
      Hervé, Lemaître, Noël, Bénard, Delacroix, Pélissier, Béranger, Saint-Just`),
  },
  ES: {
    given:
      names(`María, José, Antonio, Carmen, Francisco, Ana, Manuel, Isabel, Javier, Dolores, Pilar, Ignacio, Lucía,
      Sofía, Rosario, Álvaro, Jesús, Inés, Andrés, Guadalupe, Nuria, Íñigo, Begoña, Martín, María Teresa, Óscar,
      Raúl, Verónica, Ramón, Ángela`),
    family:
      names(`García, Rodríguez, González, Fernández, López, Martínez, Sánchez, Pérez, Gómez, Jiménez, Ruiz,
      Hernández, Díaz, Moreno, Muñoz, Álvarez, Romero, Alonso, Gutiérrez, Navarro, Torres, Domínguez, Vázquez, Ramos,
      Serrano, Núñez, Ortega, Castañeda, Ibáñez, Zúñiga, García Lorca, de la Fuente`),
  },
  GB: {
    given:
      names(`James, John, Margaret, Thomas, Elizabeth, William, Catherine, Andrew, Robert, Victoria, Michael,
      Charles, Patricia, George, Daniel, Richard, Alexander, Samuel, Edward, Siân, Nicholas, Eleanor, Gareth, Zoë,
      Rhys, Niamh, Alistair, Imogen, Seán, Beatrix`),
    family:
      names(`Smith, Jones, Taylor, Williams, Davies, Evans, Thomas, Johnson, Roberts, Robinson, Thompson, Wright,
      Walker, Hughes, Edwards, Morris, Harrison, Jackson, Patel, Simpson, Chapman, Ellis, Khan, Murray, O'Brien,
      MacDonald, Fitzgerald, Pritchard, O'Sullivan, Singh, Okafor, Ashworth`),
  },
  US: {
    given:
      names(`James, Robert, Jennifer, Michael, Elizabeth, William, Patricia, Joseph, Barbara, Christopher,
      Stephanie, Daniel, Anthony, Benjamin, Samuel, Gregory, Alexandra, Jessica, Brandon, Ashley, Kimberly, Tyler,
      Latoya, José, DeShawn, Xiomara, Mei-Ling, Hiroshi, Priya, Thaddeus`),
    family:
      names(`Smith, Johnson, Williams, Jones, García, Miller, Davis, Rodríguez, Martinez, Hernandez, Lopez,
      Wilson, Anderson, Thomas, Jackson, Thompson, Robinson, Ramirez, Nguyen, Campbell, Mitchell, Peterson, Kim,
      Washington, O'Connor, Kowalski, Nakamura, Van Buren, Whitaker, Abernathy, Zhang, Okonkwo`),
  },
  PL: {
    given:
      names(`Anna, Katarzyna, Krzysztof, Agnieszka, Tomasz, Małgorzata, Andrzej, Aleksandra, Paweł, Michał,
      Stanisław, Zofia, Łukasz, Grażyna, Zbigniew, Jadwiga, Wojciech, Bożena, Rafał, Elżbieta, Świętosława, Józef,
      Żaneta, Mieczysław`),
    family:
      names(`Nowak, Kowalska, Wiśniewski, Wójcik, Kowalczyk, Kamińska, Lewandowski, Zielińska, Szymański,
      Woźniak, Dąbrowska, Kozłowski, Jankowska, Mazur, Kwiatkowski, Krawczyk, Piotrowska, Grabowski, Pawłowska,
      Michalski, Król, Wróbel, Jabłoński, Stępień, Górska, Żak, Błaszczyk, Sienkiewicz`),
  },
  SE: {
    given:
      names(`Lars, Anna, Margareta, Erik, Kristina, Birgitta, Fredrik, Sven, Ingrid, Björn, Åsa, Göran, Linnéa,
      Maja, Håkan, Åke, Örjan, Ebba, Mårten, Saga-Lill, Torbjörn, Malin, Gunilla, Viggo`),
    family:
      names(`Andersson, Johansson, Karlsson, Nilsson, Eriksson, Larsson, Olsson, Persson, Svensson, Gustafsson,
      Pettersson, Jonsson, Lindberg, Lindström, Lindqvist, Sjöberg, Bergström, Åkesson, Håkansson, Öberg, Sandström,
      Engström, Björklund, Nordin, Ångström, Hägglund, Wikström, Ek`),
  },
};

/** How often a person lives in each country; weights, not shares. */
export const countryWeights: readonly (readonly [Country, number])[] = [
  ['DE', 30],
  ['US', 18],
  ['GB', 14],
  ['FR', 11],
  ['ES', 9],
  ['AT', 7],
  ['PL', 6],
  ['SE', 5],
];

/** Languages people of a country write in, as locale tags, the usual one first. */
export const locales: Readonly<Record<Country, readonly string[]>> = {
  DE: ['de-DE', 'de-DE', 'de-DE', 'en-GB', 'tr-DE'],
  AT: ['de-AT'],
  FR: ['fr-FR'],
  ES: ['es-ES', 'es-ES', 'ca-ES'],
  GB: ['en-GB'],
  US: ['en-US', 'en-US', 'en-US', 'es-US'],
  PL: ['pl-PL'],
  SE: ['sv-SE', 'sv-SE', 'en-GB'],
};

export const currencies: Readonly<Record<Country, string>> = {
  DE: 'EUR',
  AT: 'EUR',
  FR: 'EUR',
  ES: 'EUR',
  GB: 'GBP',
  US: 'USD',
  PL: 'PLN',
  SE: 'SEK',
};

/** First parts of invented companies; the second part says what they do. */
export const companyStems: readonly string[] =
  names(`Nordlicht, Albatros, Kestrel, Meridian, Bluebell, Ostsee,
  Montclair, Sierra, Wisla, Hazelwood, Alpenrose, Lumen, Cobalt, Juniper, Marlow, Tramontana, Falkenstein, Rivage,
  Quercus, Solveig, Pennine, Calypso, Tamarind, Zephyr, Obsidian, Larkspur, Borealis, Cinnabar`);
export const companyTrades: readonly string[] = names(
  'Logistik, Foods, Design, Textiles, Optics, Travel, Instruments, Ceramics, Brewery, Robotics, Timber, Apparel',
);
