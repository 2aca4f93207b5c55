import { plainToInstance, Transform } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
  validateSync,
} from 'class-validator';
import 'reflect-metadata';
import { asMailbox, isOneAddress } from '../mail/addresses.js';
import { dkimOf } from './dkim-key.js';

const URL_LIKE = { require_tld: false, require_protocol: true } as const;

/** Everything that the environment may say, checked once at start. docs/operations.md explains each. */
export class Env {
  @Transform(({ value }) => (/^\d+$/.test(value) ? Number(value) : value))
  // The lowest decorator speaks first: that a word is no number is the fault to tell.
  @Max(65535, { message: 'PORT must be 65535 or less' })
  @Min(0, { message: 'PORT must be 0 (any free port) or more' })
  @IsInt({ message: 'PORT must be a whole number, e.g. 3000' })
  PORT = 3000;

  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/.+/, {
    message: 'DATABASE_URL must look like postgres://user:password@host:5432/database',
  })
  DATABASE_URL?: string;

  /** Only used to change the schema; with it, the role in DATABASE_URL needs to own nothing. */
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/.+/, {
    message: 'DATABASE_OWNER_URL must look like postgres://user:password@host:5432/database',
  })
  DATABASE_OWNER_URL?: string;

  @IsOptional()
  @Matches(/^smtps?:\/\/.+/, {
    message: 'SMTP_URL must look like smtp://user:password@host:587 or smtps://…',
  })
  SMTP_URL?: string;

  /** As every letter and calendar entry can have it. */
  @Transform(({ value }) => asMailbox(value.trim()))
  @ValidateBy(
    { name: 'isOneAddress', validator: { validate: isOneAddress } },
    {
      message:
        'MAIL_FROM must be one mail address alone, without a name or brackets, e.g. noreply@city.example (organizations name themselves)',
    },
  )
  MAIL_FROM = 'noreply@tsudoi.example';

  @Transform(({ value }) => (/^\d+$/.test(value) ? Number(value) : value))
  @Max(50, { message: 'MAIL_CONNECTIONS must be 50 or less' })
  @Min(1, { message: 'MAIL_CONNECTIONS must be 1 or more' })
  @IsInt({ message: 'MAIL_CONNECTIONS must be a whole number, e.g. 5' })
  MAIL_CONNECTIONS = 5;

  @Transform(({ value }) => (/^\d+$/.test(value) ? Number(value) : value))
  @Max(1_000_000, { message: 'MAIL_PER_MINUTE must be 1000000 or less' })
  @Min(0, { message: 'MAIL_PER_MINUTE must be 0 (no limit) or more' })
  @IsInt({ message: 'MAIL_PER_MINUTE must be a whole number, e.g. 600' })
  MAIL_PER_MINUTE = 0;

  /** These three together, or none; `dkimOf` says what is wrong with them. */
  @IsOptional()
  @IsString()
  MAIL_DKIM_DOMAIN?: string;

  @IsOptional()
  @IsString()
  MAIL_DKIM_SELECTOR?: string;

  @IsOptional()
  @IsString()
  MAIL_DKIM_KEY_FILE?: string;

  @IsOptional()
  @IsUrl(
    { ...URL_LIKE, protocols: ['http', 'https'] },
    { message: 'PUBLIC_URL must be the address people open, e.g. https://tsudoi.city.example' },
  )
  @Matches(/[^/]$/, { message: 'PUBLIC_URL must not end in a slash' })
  @Matches(/^\w+:\/\/[^/?#@]+\/?$/, {
    message:
      'PUBLIC_URL must be a scheme and a host alone, e.g. https://tsudoi.city.example: pages need a host of their own, without a path',
  })
  PUBLIC_URL?: string;

  @IsIn(['all', 'web', 'worker'], { message: 'ROLE must be all, web or worker' })
  ROLE: 'all' | 'web' | 'worker' = 'all';

  @IsIn(['auto', 'off'], { message: 'DEMO must be auto (load the demo year into an empty database) or off' })
  DEMO: 'auto' | 'off' = 'auto';

  @IsOptional()
  @IsString()
  @MinLength(32, {
    message: 'APP_SECRET must have at least 32 characters, e.g. from: openssl rand -base64 48',
  })
  APP_SECRET?: string;

  @IsString()
  @MinLength(1, { message: 'TSUDOI_HOME must name a directory' })
  TSUDOI_HOME = 'var';

  @Transform(({ value }) => (/^\d+$/.test(value) ? Number(value) : value))
  @Max(1_000_000, { message: 'REGISTRATIONS_PER_ORIGIN must be 1000000 or less' })
  @Min(0, { message: 'REGISTRATIONS_PER_ORIGIN must be 0 (no limit) or more' })
  @IsInt({ message: 'REGISTRATIONS_PER_ORIGIN must be a whole number, e.g. 60' })
  REGISTRATIONS_PER_ORIGIN = 60;

  @Transform(({ value }) => (/^\d+$/.test(value) ? Number(value) : value))
  @Max(4096, { message: 'PAGE_CACHE_MIB must be 4096 or less' })
  @Min(0, { message: 'PAGE_CACHE_MIB must be 0 (keep none) or more' })
  @IsInt({ message: 'PAGE_CACHE_MIB must be a whole number, e.g. 32' })
  PAGE_CACHE_MIB = 32;

  /** Hosts that this server may speak to although they are in a private network or without TLS. */
  @IsOptional()
  @Matches(/^[^\s,/]+(,[^\s,/]+)*$/, {
    message: 'OUTGOING_HOSTS must be names of hosts with commas between them, e.g. idp.city.example,10.1.2.3',
  })
  OUTGOING_HOSTS?: string;

  /** A browser of one's own for PDF files, instead of the one among the packages. */
  @IsOptional()
  @Matches(/^\//, { message: 'CHROMIUM_PATH must be the whole path of a Chromium, e.g. /usr/bin/chromium' })
  CHROMIUM_PATH?: string;

  @IsOptional()
  @IsUrl(
    { ...URL_LIKE, protocols: ['http', 'https'] },
    {
      message:
        'OPEN_DATA_LICENCE must be the address of the terms, e.g. https://creativecommons.org/licenses/by/4.0/',
    },
  )
  OPEN_DATA_LICENCE?: string;
}

/** Names of all variables that `Env` knows. */
export const ENV_NAMES = [
  'PORT',
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'SMTP_URL',
  'MAIL_FROM',
  'MAIL_CONNECTIONS',
  'MAIL_PER_MINUTE',
  'MAIL_DKIM_DOMAIN',
  'MAIL_DKIM_SELECTOR',
  'MAIL_DKIM_KEY_FILE',
  'PUBLIC_URL',
  'ROLE',
  'DEMO',
  'APP_SECRET',
  'TSUDOI_HOME',
  'REGISTRATIONS_PER_ORIGIN',
  'PAGE_CACHE_MIB',
  'OPEN_DATA_LICENCE',
  'OUTGOING_HOSTS',
  'CHROMIUM_PATH',
] as const satisfies readonly (keyof Env)[];

export class EnvError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
    this.name = 'EnvError';
  }
}

/**
 * Reads the known variables; an empty string counts as not set.
 * @throws EnvError with every problem at once.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = ENV_NAMES.filter((name) => source[name] !== undefined && source[name] !== '');
  const env = plainToInstance(Env, Object.fromEntries(given.map((name) => [name, source[name]])), {
    exposeDefaultValues: true,
  });
  const problems = validateSync(env).flatMap((fault) => Object.values(fault.constraints ?? {}).slice(0, 1));
  if (env.DATABASE_URL && !env.APP_SECRET && env.ROLE !== 'all') {
    problems.push('APP_SECRET must be set where web and worker are separate processes: both need the same');
  }
  problems.push(...dkimOf(env).problems);
  if (problems.length > 0) throw new EnvError(problems);
  return env;
}
