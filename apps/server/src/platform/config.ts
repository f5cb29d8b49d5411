import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { FileKeys, fixedKeys, Keyring, type Keys } from './crypto/keys.js';

const flag = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(fallback)
    .transform((value) => value === 'on');
const count = (fallback: number, max = 1_000_000) =>
  z.coerce.number().int().min(0).max(max).default(fallback);
const listOf = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    );
const list = listOf('');
const webAddress = (fallback: string) => z.url({ protocol: /^https?$/ }).default(fallback);

const Environment = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'set it to a PostgreSQL URL: postgres://user@host:5432/name',
  }),
  DATABASE_REPLICA_URLS: list.pipe(z.array(z.url({ protocol: /^postgres(ql)?$/ }))),
  DATABASE_POOL_SIZE: count(10, 50),
  DATABASE_STATEMENT_TIMEOUT_MS: count(10_000),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'set it to a Redis URL: redis://host:6379' }),
  KEYRING_FILE: z.string().optional(),
  KEYRING: z.string().optional(),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug', 'silent']).default('info'),
  CORS_ORIGINS: list,
  TRUST_PROXY_HOPS: count(0, 10),
  RATE_LIMIT_ANONYMOUS: count(10),
  RATE_LIMIT_USER: count(100),
  RATE_LIMIT_TASTEMAKER: count(200),
  RATE_LIMIT_TOKEN: count(100),
  RATE_CLASS_LIMITS: flag('off'),
  AUTH_GUARD_ATTEMPTS: count(5),
  BCRYPT_COST: z.coerce.number().int().min(4).max(15).default(12),
  TRUST_CLIENT_RATING: flag('on'),
  IMAGE_ORIGIN: z
    .url({ protocol: /^https$/ })
    .transform((address) => new URL(address).origin)
    .optional(),
  APP_URL: z.url({ protocol: /^https?$/ }).default('http://localhost:3000'),
  MAIL_FILE: z.string().optional(),
  OAUTH_REDIRECT_URIS: list,
  OAUTH_GOOGLE_CLIENT_IDS: list,
  OAUTH_GOOGLE_CLIENT_SECRET: z.string().optional(),
  OAUTH_GOOGLE_ISSUERS: listOf('https://accounts.google.com,accounts.google.com'),
  OAUTH_GOOGLE_AUTHORIZATION_URL: webAddress('https://accounts.google.com/o/oauth2/v2/auth'),
  OAUTH_GOOGLE_TOKEN_URL: webAddress('https://oauth2.googleapis.com/token'),
  OAUTH_GOOGLE_JWKS_URL: webAddress('https://www.googleapis.com/oauth2/v3/certs'),
  OAUTH_APPLE_CLIENT_IDS: list,
  OAUTH_APPLE_CLIENT_SECRET: z.string().optional(),
  OAUTH_APPLE_TEAM_ID: z.string().optional(),
  OAUTH_APPLE_KEY_ID: z.string().optional(),
  OAUTH_APPLE_PRIVATE_KEY: z.string().optional(),
  OAUTH_APPLE_ISSUERS: listOf('https://appleid.apple.com'),
  OAUTH_APPLE_AUTHORIZATION_URL: webAddress('https://appleid.apple.com/auth/authorize'),
  OAUTH_APPLE_TOKEN_URL: webAddress('https://appleid.apple.com/auth/token'),
  OAUTH_APPLE_JWKS_URL: webAddress('https://appleid.apple.com/auth/keys'),
  FEED_PUSH_FOLLOWERS: count(5_000),
  SOCKET_HANDSHAKES: count(300),
  SOCKET_GRACE_MS: count(60_000),
  PRESENCE_SILENCE_MS: z.coerce.number().int().min(1_000).max(600_000).default(60_000),
  METRICS_TOKEN: z.string().min(16).optional(),
  WORKER_CONCURRENCY: count(8, 100),
  JOB_LOCK_MS: z.coerce.number().int().min(500).max(600_000).default(30_000),
  SHUTDOWN_TIMEOUT_MS: count(10_000),
});

export type Config = z.output<typeof Environment> & {
  readonly isProduction: boolean;
  /** the keys, watched where they lie in a file */
  loadKeys(onFault: (error: Error) => void): Keys;
  loadKeyring(): Keyring;
};

/** A configuration that cannot be used; the message names every fault. */
export class ConfigError extends Error {}

/** Reads the environment once. Nothing else in the server looks at `process.env`. */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const config = parse(Environment, environment);
  return {
    ...config,
    isProduction: config.NODE_ENV === 'production',
    loadKeyring: () => loadKeyring(config),
    loadKeys: (onFault) => loadKeys(config, onFault),
  };
}

/** What a command line tool needs: it can do without Redis. */
export type ToolConfig = Omit<Config, 'REDIS_URL'> & { readonly REDIS_URL?: string | undefined };

const ToolEnvironment = Environment.partial({ REDIS_URL: true });

export function loadToolConfig(environment: NodeJS.ProcessEnv = process.env): ToolConfig {
  const config = parse(ToolEnvironment, environment);
  return {
    ...config,
    isProduction: config.NODE_ENV === 'production',
    loadKeyring: () => loadKeyring(config),
    loadKeys: (onFault) => loadKeys(config, onFault),
  };
}

/** Whether errors are shown with their traces; asked for also where the configuration is the error. */
export const isDebugging = (environment: NodeJS.ProcessEnv = process.env): boolean =>
  environment.LOG_LEVEL === 'debug';

function parse<T extends z.ZodType>(schema: T, environment: NodeJS.ProcessEnv): z.output<T> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`The configuration has ${faults.length} fault(s):\n${faults.join('\n')}`);
}

function loadKeyring(config: Pick<z.output<typeof Environment>, 'KEYRING' | 'KEYRING_FILE'>): Keyring {
  const source = config.KEYRING ?? (config.KEYRING_FILE && readFileSync(config.KEYRING_FILE, 'utf8'));
  if (!source)
    throw new ConfigError(
      'Set KEYRING_FILE (a path) or KEYRING (the JSON itself): keys for tokens and private data.',
    );
  return parseKeyring(source);
}

export function parseKeyring(text: string): Keyring {
  const parsed = Keyring.safeParse(JSON.parse(text));
  if (!parsed.success) throw new ConfigError(`The keyring is not usable: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function loadKeys(
  config: Pick<z.output<typeof Environment>, 'KEYRING' | 'KEYRING_FILE'>,
  onFault: (error: Error) => void,
): Keys {
  return config.KEYRING === undefined && config.KEYRING_FILE !== undefined
    ? new FileKeys(config.KEYRING_FILE, parseKeyring, onFault)
    : fixedKeys(loadKeyring(config));
}
