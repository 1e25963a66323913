import { z } from 'zod';

/** What every source may say about itself, whatever its kind. */
export const sourceOptions = {
  region: z.string().min(1).optional().describe('Where its data lives, such as eu.'),
  steward: z.string().min(1).optional().describe('Who answers for its data.'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code such as DE')
    .optional()
    .describe('Where telephone numbers without a country code are read; the gateway has a default.'),
  timeout: z.number().int().min(50).max(60_000).default(1500).describe('Milliseconds a call may take.'),
  perSecond: z
    .number()
    .positive()
    .optional()
    .describe('Calls a second it may be asked; more wait and leave together. Stripe: 100 unless given.'),
  breaker: z
    .strictObject({
      failures: z
        .number()
        .int()
        .min(0)
        .default(8)
        .describe('Failures in a row after which an operation is not tried for a while; 0 always tries.'),
      pause: z
        .number()
        .int()
        .min(100)
        .max(600_000)
        .default(2_000)
        .describe('Milliseconds until it is tried again, by one call first.'),
    })
    .prefault({})
    .describe('When a source that keeps failing is left alone.'),
  retries: z
    .number()
    .int()
    .min(0)
    .max(5)
    .default(2)
    .describe('How often what failed and may succeed is asked again, within the time that is left.'),
};
