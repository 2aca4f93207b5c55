import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DkimKey } from '../mail/dkim.js';
import { dkimOf } from './dkim-key.js';
import type { Env } from './env.js';

/** The configuration as the rooms see it: typed, complete, and the same for the whole life of the process. */
export class AppConfig {
  readonly port: number;
  /** PostgreSQL to use; the embedded server's URL where the operator named none. */
  readonly databaseUrl: string;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Letters that this process has on their way at once, each over a connection of its own. */
  readonly mailConnections: number;
  /** Letters that all workers together may hand to the mail server in any minute; 0: no limit. */
  readonly mailPerMinute: number;
  /** With what letters are signed; undefined: they are not. */
  readonly dkim: DkimKey | undefined;
  /** Address under which people reach the site, without a slash at the end. */
  readonly publicUrl: string;
  readonly role: Env['ROLE'];
  readonly loadsDemo: boolean;
  readonly secret: string;
  /** Directory for everything the process keeps on disk: embedded database, mail files, secret. */
  readonly home: string;
  /** Requests to register that one address may send to this process in ten minutes; 0: no limit. */
  readonly registrationsPerOrigin: number;
  /** MiB of public pages that this process may keep; 0: none, each is rendered anew. */
  readonly pageCacheMiB: number;
  /** Hosts that may be spoken to although they are in a private network or without TLS; lower case. */
  readonly trustedHosts: readonly string[];
  /** Address of the terms under which the lists of events may be used; undefined: nobody has set them. */
  readonly openDataLicence: string | undefined;

  /** The browser that makes PDF files; undefined: the one among the packages. */
  readonly chromiumPath: string | undefined;

  /** @param role instead of the environment's: the command line never does a worker's work */
  constructor(env: Env, databaseUrl: string, role: Env['ROLE'] = env.ROLE) {
    this.port = env.PORT;
    this.databaseUrl = databaseUrl;
    this.smtpUrl = env.SMTP_URL;
    this.mailFrom = env.MAIL_FROM;
    this.mailConnections = env.MAIL_CONNECTIONS;
    this.mailPerMinute = env.MAIL_PER_MINUTE;
    this.dkim = dkimOf(env).key;
    this.publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
    this.role = role;
    this.loadsDemo = env.DEMO === 'auto';
    this.home = resolve(env.TSUDOI_HOME);
    this.registrationsPerOrigin = env.REGISTRATIONS_PER_ORIGIN;
    this.pageCacheMiB = env.PAGE_CACHE_MIB;
    this.openDataLicence = env.OPEN_DATA_LICENCE;
    this.chromiumPath = env.CHROMIUM_PATH;
    this.trustedHosts = (env.OUTGOING_HOSTS ?? '').toLowerCase().split(',').filter(Boolean);
    this.secret = env.APP_SECRET ?? secretOfHome(this.home);
  }

  get runsWeb(): boolean {
    return this.role !== 'worker';
  }

  get runsWorker(): boolean {
    return this.role !== 'web';
  }

  /** Where mails become files while no SMTP server is configured. */
  get mailDirectory(): string {
    return join(this.home, 'mail');
  }
}

/** A secret made at first start and kept in a file that only this account can read. */
function secretOfHome(home: string): string {
  const file = join(home, 'secret');
  mkdirSync(home, { recursive: true });
  try {
    writeFileSync(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
