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
};
