/**
 * A small fixed set of people, in the shapes that each kind of source holds, for the contract suite. What the suite
 * expects of a source is said here once, of the people; the shapes only write it down, as far as a system's model
 * reaches.
 *
 * Each shape is `Seeded`: what to fill the system with, the mapping to configure the source with, and where things
 * went. A test spreads it into its harness.
 */
export { type Child, childNumber, children, childrenOf } from './fixture/children.ts';
export { type ConsentFact, consentFacts, consentRowsShown, consentShown } from './fixture/consent.ts';
export {
  attributesShown,
  hostileTexts,
  type Person,
  people,
  personOf,
  sharedBirthDate,
  sharedCount,
  sharedPhone,
  shown,
} from './fixture/people.ts';
export { fixtureAsSalesforce } from './fixture/salesforce.ts';
export { type MovingTools, movingTools, type Seeded } from './fixture/seeded.ts';
export { fixtureAsStripe } from './fixture/stripe.ts';
export { fixtureCollections, fixtureMapping, fixtureTables } from './fixture/tables.ts';
