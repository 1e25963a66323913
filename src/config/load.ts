/** From a file and the environment to a configuration, or to everything that is wrong with it. */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { ConsentPolicy } from '../consent/policy.ts';
import { purposeTerms } from '../consent/policy.ts';
import { frequencyKey } from '../identity/frequencies.ts';
import { coldStartModel, type MatchModel } from '../identity/model.ts';
import { type Configuration, type LogLevel, logLevels } from './configuration.ts';
import { crossCheck, type Names, namesIn } from './cross-checks.ts';
import { readDocuments } from './document-file.ts';
import type { Environment } from './environment.ts';
import { ConfigurationError } from './fault.ts';
import { type ModelRead, modelIn } from './model-files.ts';
import { nearest } from './nearest.ts';
import { readPolicy } from './policy-files.ts';
import { type ConfigurationInput, configurationSchema } from './schema.ts';
import { YamlFile } from './yaml-file.ts';

export interface LoadOptions {
  /** Whether the model that is named is left alone: for whoever is to write it. */
  readonly withoutModel?: boolean;
}

/**
 * Reads a configuration file, and the policy files and the model it names.
 * @param file - as the user named it; faults repeat it.
 * @throws {ConfigurationError} holding every fault of all files and of PORT, LOG_LEVEL and NODE_ENV, in the order of the lines.
 */
export function loadConfiguration(
  file: string,
  env: Environment,
  { withoutModel = false }: LoadOptions = {},
): Configuration {
  const yaml = YamlFile.read(file, env);
  const input = yaml.check(configurationSchema);
  const port = portOf(env, yaml);
  const logLevel = logLevelOf(env, yaml);
  if (input?.consent.ratchet === true && input.store === undefined)
    yaml.fault(['consent', 'ratchet'], 'remembers objections, for which a store must be configured');
  const names = namesIn(yaml.data);
  const named = namedFiles(file, names);
  const { files, purposes, regimes, access } = readPolicy(
    { purposes: named.purposes, regimes: named.regimes, access: named.access },
    new Set(Object.keys(names.sources)),
  );
  if (input !== undefined)
    checkAuthentication(yaml, input.gateway.authentication, env, Object.keys(access?.roles ?? {}));
  for (const { path, message, fix } of crossCheck(names, purposes)) yaml.fault(path, message, fix);
  const registered =
    named.documents === undefined
      ? undefined
      : readDocuments(
          named.documents,
          (name) => purposes === undefined || purposeTerms(purposes, name) !== undefined,
        );
  if (registered?.file.refusal !== undefined)
    yaml.fault(
      ['gateway', 'documents', 'file'],
      `names a file that cannot be read: ${registered.file.refusal}`,
    );

  const trained = withoutModel ? undefined : modelAt(named.model, input);

  for (const [name, { refusal }] of Object.entries(files))
    if (refusal !== undefined)
      yaml.fault(
        name === 'access' ? ['access', 'policy'] : ['consent', name],
        `names a file that cannot be read: ${refusal}`,
      );
  const missing = trained?.file.refusal;
  if (missing !== undefined)
    yaml.fault(
      ['identity', 'model'],
      `names a file that cannot be read: ${missing}`,
      'onefold identity train writes it',
    );

  const read = [
    ...Object.values(files),
    ...(registered === undefined ? [] : [registered.file]),
    ...(trained === undefined ? [] : [trained.file]),
  ].filter(({ refusal }) => refusal === undefined);
  const faults = [yaml, ...read].flatMap((one) => one.faults);
  if (
    faults.length > 0 ||
    input === undefined ||
    purposes === undefined ||
    regimes === undefined ||
    access === undefined
  )
    throw new ConfigurationError(faults);
  const host = env['HOST'] || undefined;
  const model = trained?.model ?? coldStartModel(input.identity.universe);
  const { store, audit } = input;
  const placed = (folder: string) => resolve(dirname(file), folder);
  const { documents } = input.gateway;
  const configured = configurationFrom(input, { purposes, regimes }, model, { port, host, logLevel });
  return {
    ...configured,
    gateway:
      documents === undefined || registered === undefined
        ? configured.gateway
        : {
            ...configured.gateway,
            documents: { registered: registered.documents, required: documents.required },
          },
    access: { policy: access, mode: input.access.mode },
    ...(store === undefined
      ? {}
      : { store: typeof store === 'object' && 'folder' in store ? { folder: placed(store.folder) } : store }),
    ...(audit === undefined ? {} : { audit: { ...audit, folder: placed(audit.folder) } }),
  };
}

/**
 * The files a configuration is made of: itself first, then those it names, whether or not they are there; of one that
 * cannot be parsed, itself alone.
 * @param file - as the user named it; the others are placed beside it.
 */
export function filesOf(file: string, env: Environment): readonly string[] {
  const named = namedFiles(file, namesIn(YamlFile.read(file, env).data));
  return [file, ...Object.values(named).filter((one) => one !== undefined)];
}

function namedFiles(file: string, { consent, access, gateway, identity }: Names) {
  return {
    purposes: beside(file, consent?.purposes),
    regimes: beside(file, consent?.regimes),
    access: beside(file, access?.policy),
    documents: beside(file, gateway?.documents?.file),
    model: beside(file, identity?.model),
  };
}

/** Production must know who asks; and a way in that lets nobody in is a mistake. */
function checkAuthentication(
  yaml: YamlFile,
  authentication: ConfigurationInput['gateway']['authentication'],
  env: Environment,
  roles: readonly string[],
): void {
  const at = ['gateway', 'authentication'];
  if (authentication === 'open') {
    if (env['NODE_ENV'] === 'production')
      yaml.fault(at, 'must not be open where NODE_ENV is production: customer data needs to know who asks');
    return;
  }
  const { jwt, apiKeys, anonymous } = authentication;
  if (jwt === undefined && apiKeys.length === 0 && anonymous === undefined)
    yaml.fault(at, 'lets nobody in', 'give jwt, apiKeys or both');
  for (const [index, key] of apiKeys.entries())
    for (const member of ['name', 'hash'] as const)
      if (apiKeys.findIndex((one) => one[member] === key[member]) !== index)
        yaml.fault([...at, 'apiKeys', index, member], `is the ${member} of another key, too`);
  const granted = [
    ...apiKeys.map((key, index) => ({ key, path: [...at, 'apiKeys', index] })),
    ...(anonymous === undefined ? [] : [{ key: anonymous, path: [...at, 'anonymous'] }]),
  ];
  // A role that nobody defined would grant nothing, without a word.
  for (const { key, path } of granted)
    for (const [index, role] of key.roles.entries())
      if (roles.length > 0 && !roles.includes(role)) {
        const near = nearest(role, roles);
        yaml.fault(
          [...path, 'roles', index],
          'is not a role of the access policy',
          near === undefined ? undefined : `did you mean ${near}?`,
        );
      }
}

function beside(file: string, path: string | undefined): string | undefined {
  return path === undefined || isAbsolute(path) ? path : join(dirname(file), path);
}

/** Whether its names were counted by this gateway can be told only where the rest of the configuration is right. */
function modelAt(place: string | undefined, input: ConfigurationInput | undefined): ModelRead | undefined {
  if (place === undefined) return undefined;
  const { lookupSecret, secret } = input?.gateway ?? {};
  const key = lookupSecret ?? secret;
  return modelIn(place, key === undefined ? undefined : frequencyKey(key));
}

function portOf(env: Environment, yaml: YamlFile): number | undefined {
  const text = env['PORT'];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  yaml.fault(['gateway', 'port'], 'the environment variable PORT must be a whole number from 0 to 65535');
  return undefined;
}

function logLevelOf(env: Environment, yaml: YamlFile): LogLevel {
  const name = env['LOG_LEVEL'] || 'info';
  const level = logLevels.find((one) => one === name);
  if (level === undefined)
    yaml.fault(['LOG_LEVEL'], `the environment variable must be one of ${logLevels.join(', ')}`);
  return level ?? 'info';
}

function configurationFrom(
  { gateway: { documents: _, ...gateway }, sources, identity, profile, consent }: ConfigurationInput,
  policy: ConsentPolicy,
  model: MatchModel,
  fromEnvironment: {
    readonly port: number | undefined;
    readonly host: string | undefined;
    readonly logLevel: LogLevel;
  },
): Omit<Configuration, 'access' | 'store' | 'audit'> {
  return {
    gateway: {
      ...gateway,
      host: fromEnvironment.host ?? gateway.host,
      port: fromEnvironment.port ?? gateway.port,
      lookupSecret: gateway.lookupSecret ?? gateway.secret,
      countries: gateway.countries ?? [gateway.country],
    },
    sources: Object.entries(sources).map(([name, options]) => ({ name, kind: options.kind, options })),
    identity: {
      ...identity,
      model,
      precedence: [...new Set([...identity.precedence, ...Object.keys(sources)])],
      xref: {
        entries: identity.xref.entries,
        ttl: identity.xref.ttl * 1000,
        absentTtl: identity.xref.absentTtl * 1000,
        refresh: identity.xref.refresh * 1000,
      },
    },
    profile,
    consent: { policy, thresholds: consent.thresholds, ratchet: consent.ratchet },
    logLevel: fromEnvironment.logLevel,
  };
}
