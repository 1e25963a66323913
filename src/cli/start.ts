import { loadConfiguration } from '../config/load.ts';
import type { Command } from './io.ts';
import { serve } from './serve.ts';

export const start: Command = async ({ config = '' }, io) => serve(loadConfiguration(config, io.env), io);
