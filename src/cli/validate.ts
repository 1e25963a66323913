import { loadConfiguration } from '../config/load.ts';
import type { Command } from './io.ts';

/** Prints `valid`, or every fault on a line of its own. */
export const validate: Command = async ({ config = '' }, io) => {
  loadConfiguration(config, io.env);
  io.out('valid');
  return 0;
};
