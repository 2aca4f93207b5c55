import { fork } from 'node:child_process';
import { once } from 'node:events';
import { NestFactory } from '@nestjs/core';
import { createTransport } from 'nodemailer';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module.js';
import { Clock } from '../../src/platform/clock.js';
import { AppConfig } from '../../src/platform/config/app-config.js';
import { readEnv } from '../../src/platform/config/env.js';
import { type ComposedMail, MailComposers } from '../../src/platform/mail/composers.js';
import { Delivery } from '../../src/platform/mail/delivery.js';
import { Message } from '../../src/platform/mail/message.entity.js';
import { ReminderSweep } from '../../src/reminders/reminder-sweep.js';
import { emptied } from '../support/emptied.js';
import { makeTerm } from '../support/factories.js';
import { median } from './drive.js';

const SESSIONS = 500;
const PEOPLE_OF_SESSION = 100;
/** Sessions of which nobody is to be reminded yet, and how many hold a place in each: a sweep is not to read them. */
const LATER_SESSIONS = 60;
const PEOPLE_OF_LATER_SESSION = 5_000;
/** Letters of one round, for each second that a round is to take. */
const LETTERS_PER_SECOND = 200;
const ROUNDS = 3;
/** The evening before the sessions, at which all their reminders fall due. */
const DUE = new Date('2030-04-14T18:00:00+09:00');
const SESSION_DATE = '2030-04-15';
const LATER_DATE = '2030-05-20';
const REGISTERED = new Date('2030-03-20T03:00:00Z');

export const REMINDERS_MEASURE = 'reminders due at one minute';
export const LETTERS_MEASURE = 'mails to a local SMTP server';

interface House {
  readonly db: DataSource;
  readonly sweep: ReminderSweep;
  readonly delivery: Delivery;
  readonly composers: MailComposers;
  readonly config: AppConfig;
}

/**
 * 50,000 reminders that fall due at once, among 300,000 places of which nothing is due: until all are in the ledger, against the bare insert of the same rows; then the
 * delivery of some of them, against nodemailer alone. Leaves the database without organizations, as it must be before.
 */
export async function reminding(
  url: string,
  env: Readonly<Record<string, string>>,
  seconds: number,
): Promise<void> {
  const sink = fork(new URL('smtp-sink.js', import.meta.url), [], { execArgv: [] });
  try {
    const [port] = await once(sink, 'message');
    const smtpUrl = `smtp://127.0.0.1:${port}`;
    const given = { ...env, DATABASE_URL: url, SMTP_URL: smtpUrl, DEMO: 'off', ROLE: 'web' };
    const config = new AppConfig(readEnv(given), url);
    const clock = Object.assign(new Clock(), { now: () => DUE });
    const app = await NestFactory.createApplicationContext(AppModule.for(config, clock), { logger: false });
    try {
      const db = app.get(DataSource);
      const house = {
        db,
        config,
        sweep: app.get(ReminderSweep),
        delivery: app.get(Delivery),
        composers: app.get(MailComposers),
      };
      await fill(db);
      await measureSweep(house);
      await measureLetters(house, smtpUrl, seconds * LETTERS_PER_SECOND);
      await emptied(db, 'organizations, messages');
    } finally {
      await app.close();
    }
  } finally {
    sink.kill();
  }
}

async function fill(db: DataSource): Promise<void> {
  const dates = Array.from({ length: SESSIONS + LATER_SESSIONS }, (_, index) =>
    index < SESSIONS ? SESSION_DATE : LATER_DATE,
  );
  const { organization, programme, course, sessions, pools } = await makeTerm(db, { dates, capacity: null });
  await db.query(
    `WITH made AS (
       INSERT INTO registrations (id, organization_id, programme_id, course_id, session_id, pool_key, code, token_hash,
         request_hash, status, people, nickname, email, queued_at, created_at)
       SELECT gen_random_uuid(), $1, $2, $3, session, 'onsite', 'N' || place || '-' || number,
         'hash' || place || '-' || number, '', 'confirmed', 1, 'みどり' || number,
         'midori-' || place || '-' || number || '@mail.example', $6, $6
       FROM unnest($4::uuid[]) WITH ORDINALITY s (session, place), generate_series(1, $7::int) number
       RETURNING id, session_id
     )
     INSERT INTO places (id, organization_id, registration_id, session_id, pool_id, units, status, confirmed_at)
     SELECT gen_random_uuid(), $1, made.id, session_id, pool, 1, 'confirmed', $6
     FROM made JOIN unnest($4::uuid[], $5::uuid[]) seat (session, pool) ON seat.session = made.session_id`,
    [
      organization.id,
      programme.id,
      course.id,
      sessions.slice(0, SESSIONS).map(({ id }) => id),
      pools.slice(0, SESSIONS).map(({ id }) => id),
      REGISTERED,
      PEOPLE_OF_SESSION,
    ],
  );
  await db.query(
    `WITH made AS (
       INSERT INTO registrations (id, organization_id, programme_id, course_id, pool_key, code, token_hash,
         request_hash, status, people, nickname, email, queued_at, created_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'onsite', 'L' || number, 'later' || number, '', 'confirmed', 1,
         'あおば' || number, 'aoba-' || number || '@mail.example', $4, $4
       FROM generate_series(1, $5::int) number
       RETURNING id
     )
     INSERT INTO places (id, organization_id, registration_id, session_id, pool_id, units, status, confirmed_at)
     SELECT gen_random_uuid(), $1, made.id, pool.session_id, pool.id, 1, 'confirmed', $4
     FROM made CROSS JOIN seat_pools pool WHERE pool.id = ANY($6::uuid[])`,
    [
      organization.id,
      programme.id,
      course.id,
      REGISTERED,
      PEOPLE_OF_LATER_SESSION,
      pools.slice(SESSIONS).map(({ id }) => id),
    ],
  );
  await db.query('ANALYZE');
}

async function measureSweep({ db, sweep }: House): Promise<void> {
  const taken: { seconds: number; again: number; bare: number }[] = [];
  const memory = { before: 0, after: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    await db.query('TRUNCATE messages');
    if (round === 0) memory.before = process.memoryUsage.rss();
    const seconds = await secondsOf(async () => {
      const count = await sweep.sweep();
      if (count !== SESSIONS * PEOPLE_OF_SESSION) throw new Error(`the sweep put ${count}`);
    });
    memory.after = Math.max(memory.after, process.memoryUsage.rss());
    const again = await secondsOf(async () => {
      const count = await sweep.sweep();
      if (count !== 0) throw new Error(`the next sweep put ${count}`);
    });
    await db.query('CREATE UNLOGGED TABLE bench_messages AS SELECT * FROM messages');
    await db.query('TRUNCATE messages');
    const bare = await secondsOf(() => db.query('INSERT INTO messages SELECT * FROM bench_messages'));
    await db.query('DROP TABLE bench_messages');
    taken.push({ seconds, again, bare });
  }
  const middle = (field: 'seconds' | 'again' | 'bare') => median(taken.map((one) => one[field]));
  const line = {
    measure: REMINDERS_MEASURE,
    reminders: SESSIONS * PEOPLE_OF_SESSION,
    otherPlaces: LATER_SESSIONS * PEOPLE_OF_LATER_SESSION,
    seconds: rounded(middle('seconds')),
    nextSweepSeconds: rounded(middle('again')),
    rssMb: { before: megabytes(memory.before), after: megabytes(memory.after) },
    limit: { name: 'one INSERT of the same rows', seconds: rounded(middle('bare')) },
    ratio: rounded(middle('bare') / middle('seconds')),
  };
  console.log(JSON.stringify(line));
}

async function measureLetters(house: House, smtpUrl: string, wanted: number): Promise<void> {
  const { db, delivery, config } = house;
  const count = Math.max(1, Math.min(wanted, SESSIONS * PEOPLE_OF_SESSION));
  await db.query('DELETE FROM messages WHERE id NOT IN (SELECT id FROM messages ORDER BY id LIMIT $1)', [
    count,
  ]);
  await db.query('ANALYZE messages');
  const mails = await composed(house);
  const pool = createTransport({ pool: true, url: smtpUrl, maxConnections: config.mailConnections });
  const taken: { ours: number; bare: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await db.query(`UPDATE messages SET state = 'queued', attempts = 0, claimed_at = NULL, sent_at = NULL`);
    const ours = await secondsOf(() => delivery.deliverDue());
    const [{ sent }] = await db.query(`SELECT count(*)::int AS sent FROM messages WHERE state = 'sent'`);
    if (sent !== count) throw new Error(`${sent} of ${count} letters were sent`);
    const bare = await secondsOf(() =>
      Promise.all(
        mails.map(({ to, mail: { senderName, subject, text, html } }) =>
          pool.sendMail({ from: { name: senderName, address: config.mailFrom }, to, subject, text, html }),
        ),
      ),
    );
    taken.push({ ours: count / ours, bare: count / bare });
  }
  pool.close();
  const [perSecond, limit] = [median(taken.map(({ ours }) => ours)), median(taken.map(({ bare }) => bare))];
  const line = {
    measure: LETTERS_MEASURE,
    letters: count * ROUNDS,
    connections: config.mailConnections,
    perSecond: Math.round(perSecond),
    limit: { name: 'bare nodemailer, the same pool and bodies', perSecond: Math.round(limit) },
    ratio: rounded(perSecond / limit),
  };
  console.log(JSON.stringify(line));
}

async function composed({ db, composers }: House): Promise<{ to: string; mail: ComposedMail }[]> {
  const mails: { to: string; mail: ComposedMail }[] = [];
  for (const message of await db.getRepository(Message).find()) {
    const mail = await composers.compose(message);
    if (!('subject' in mail)) throw new Error(`a reminder was not to be sent: ${JSON.stringify(mail)}`);
    mails.push({ to: message.recipient, mail });
  }
  return mails;
}

async function secondsOf(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1000;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
