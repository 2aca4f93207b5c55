import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organizations } from '../../../src/organizations/organizations.service.js';
import { type AppProcess, startAppProcess } from '../../support/app-process.js';
import { STAFF_PASSWORD } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { askFeed } from './ask-feed.js';
import { sampleCalendar, sampleEvent } from './sample.js';
import { makeRegistration, makeYear } from './year.js';

/** Three processes start at once. */
const START_WITHIN_MS = 120_000;
const ZONES = ['UTC', 'Asia/Tokyo', 'America/New_York'];
const CHILD = join(import.meta.dirname, 'write-feed.child.mjs');

/** Around the days on which New York changes its clocks, and around midnight, where a slip of the zone changes the date. */
const EVENTS = ['Asia/Tokyo', 'America/New_York', 'Europe/London'].flatMap((timeZone) =>
  ['2025-03-09', '2025-11-02', '2025-12-31'].flatMap((startsOn) =>
    [null, '00:00', '02:30', '23:45'].map((startTime) =>
      sampleEvent({
        uid: `${timeZone}-${startsOn}-${startTime}@t`,
        timeZone,
        startsOn,
        startTime,
        endTime: null,
        changedAt: new Date('2025-03-09T06:59:59Z'),
      }),
    ),
  ),
);

it('writes the same bytes whatever zone the process is in', () => {
  const input = JSON.stringify(sampleCalendar(EVENTS));
  const written = ZONES.map((TZ) => {
    const child = spawnSync(process.execPath, [CHILD], { input, env: { ...process.env, TZ } });
    expect(child.stderr.toString()).toBe('');
    return child.stdout;
  });
  expect(written[0]?.toString()).toContain('DTSTART;TZID=America/New_York:20250309T234500\r\n');
  expect(written[0]?.toString()).toContain('DTSTAMP:20250309T065959Z\r\n');
  for (const bytes of written) expect(bytes.equals(written[0] as Buffer)).toBe(true);
});

describe('processes in several zones, on one database', () => {
  let app: TestApp;
  const processes: AppProcess[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    const year = await makeYear(app.db);
    await makeRegistration(app.db, year, 'mine', [
      [year.sessions.plain, 'confirmed'],
      [year.sessions.night, 'waitlisted'],
    ]);
    await makeRegistration(app.db, year, 'open', [[year.sessions.noEnd, 'confirmed']], { discreet: false });
    await app.nest.get(Organizations).addStaff({
      email: 'staff@town.example',
      name: '職員',
      password: STAFF_PASSWORD,
      organizationSlug: 'hikari',
      role: 'viewer',
    });
    await app.db.query(
      `INSERT INTO staff_calendars (staff_id, token_hash, version)
       SELECT id, $1, 1 FROM staff_members WHERE email = 'staff@town.example'`,
      [createHash('sha256').update('theirs').digest('hex')],
    );
    const env = {
      DATABASE_URL: app.database.url,
      TSUDOI_HOME: app.config.home,
      PUBLIC_URL: app.config.publicUrl,
      APP_SECRET: app.config.secret,
      ROLE: 'web',
      DEMO: 'off',
    };
    processes.push(...(await Promise.all(ZONES.map((TZ) => startAppProcess({ ...env, TZ })))));
  }, START_WITHIN_MS);
  afterAll(async () => {
    for (const one of processes) await one.stop();
    await app.close();
  });

  it.each([
    '/calendar/all.ics',
    '/calendar/all.ics?lang=en&organization=harbor,hikari&kind=club,lecture',
    '/calendar/hikari.ics',
    '/calendar/harbor.ics?audience=self',
    '/calendar/hikari/family-class.ics',
    '/calendar/my/mine.ics',
    '/calendar/my/open.ics?lang=en',
    '/calendar/staff/theirs.ics',
  ])('%s: the same bytes, tag and date from each, plain and packed', async (path) => {
    for (const coding of ['identity', 'gzip']) {
      const headers = { 'accept-encoding': coding };
      const [first, ...others] = await Promise.all(processes.map((one) => askFeed(one, path, headers)));
      expect(first?.status).toBe(200);
      for (const other of others) {
        expect(other.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
        for (const name of ['etag', 'last-modified', 'content-length'])
          expect(other.headers[name]).toBe(first?.headers[name]);
      }
    }
  });
});
