import type { Configuration } from '../../src/config/configuration.ts';

/** Gives up on no source because the machine is busy: for tests that compare answers, or hold sources up on purpose. */
export function patient({ gateway, sources, ...rest }: Configuration): Configuration {
  return {
    ...rest,
    gateway: { ...gateway, deadline: 20_000 },
    sources: sources.map((one) => ({ ...one, options: { ...one.options, timeout: 20_000 } })),
  };
}
