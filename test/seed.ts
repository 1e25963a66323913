/**
 * What property tests make up is the same in every run, so that a build fails for what was changed and for nothing else.
 * `ONEFOLD_TEST_SEED` repeats the seed that fast-check reported; `random` looks where nobody has looked yet.
 */
import fc from 'fast-check';

const { ONEFOLD_TEST_SEED: seed = '1' } = process.env;
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
