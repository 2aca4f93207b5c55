import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AttendanceMark } from '../../../src/attendance/attendance-mark.entity.js';
import { AttendanceRecord } from '../../../src/attendance/attendance-record.entity.js';
import { MARKS } from '../../../src/attendance/domain/attendance.js';
import { HeadCount } from '../../../src/attendance/head-count.entity.js';
import { Session } from '../../../src/programmes/session.entity.js';
import { Place } from '../../../src/registrations/seats/place.entity.js';
import { addDays } from '../../../src/shared/civil-time.js';
import { fiscalYearOf } from '../../../src/shared/fiscal-year.js';
import { makeParty, recordAttendance } from '../../support/attendance-factories.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
} from '../../support/factories.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import type { ReportedRow } from './reported-row.js';

const NOW = '2026-01-20T12:00:00+09:00';

describe('延べ and 実, proven a second way', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
  });
  afterAll(() => app.close());

  it('equals a recount of the raw rows in plain code, for a made-up organization of every case', async () => {
    const random = seeded(20250414);
    const organization = await makeOrganization(app.db);
    for (let index = 0; index < 6; index++) {
      const programme = await makeProgramme(app.db, organization, { position: index });
      const course = await makeCourse(app.db, programme);
      const sessions: Session[] = [];
      for (let number = 0; number < 9; number++) {
        const startsOn = addDays('2023-03-20', Math.floor(random() * 1200));
        const status = random() < 0.2 ? 'cancelled' : 'scheduled';
        const session = await makeSession(app.db, course, { startsOn, status, number });
        await makePool(app.db, session, { capacity: null });
        sessions.push(session);
      }
      const places: Place[] = [];
      for (let party = 0; party < 8; party++) {
        const chosen = sessions.filter(() => random() < 0.6);
        if (chosen.length === 0) continue;
        // Some contacts come back with a second registration, for other sessions.
        const contactKey = random() < 0.5 ? `contact-${index}-${party}` : null;
        const people = 1 + Math.floor(random() * 4);
        const half = Math.ceil(chosen.length / 2);
        for (const part of contactKey ? [chosen.slice(0, half), chosen.slice(half)] : [chosen]) {
          if (part.length > 0) places.push(...(await makeParty(app.db, part, { people, contactKey })).places);
        }
      }
      for (const session of sessions) {
        if (random() < 0.3) continue;
        const marks = places
          .filter((place) => place.sessionId === session.id && random() < 0.8)
          .map((place) => {
            const mark = MARKS[Math.floor(random() * MARKS.length)] ?? 'attended';
            const came = mark !== 'absent' && mark !== 'excused';
            return { place, mark, people: came ? 1 + Math.floor(random() * place.units) : 0 };
          });
        const heads: Record<string, number> = {};
        if (index % 2 === 0 && random() < 0.3)
          Object.assign(heads, { family: Math.floor(random() * 3), other: 2 });
        await recordAttendance(app.db, session, marks, heads);
      }
    }

    const authorization = await bearer(app, organization, 'viewer');
    const path = '/api/v1/staff/reports/attendance?fiscalYear=2025';
    const rows: ReportedRow[] = (await app.http.get(path).set({ authorization }).expect(200)).body.items;
    expect(rows).toHaveLength(6);
    let compared = 0;
    for (const row of rows) {
      for (const year of [row, ...row.before]) {
        const expected = await recount(row.programme.slug, year.fiscalYear);
        expect({ programme: row.programme.slug, year: year.fiscalYear, ...pick(year) }).toEqual({
          programme: row.programme.slug,
          year: year.fiscalYear,
          ...expected,
        });
        compared += expected.attendances.value ?? 0;
      }
    }
    expect(compared).toBeGreaterThan(100);
    const states = rows.flatMap((row) => [row, ...row.before]).map((year) => year.uniquePeople.state);
    for (const state of ['counted', 'partial', 'unavailable', 'unrecorded']) expect(states).toContain(state);
  });

  /** The same figures by the definitions, row by row, without the report's SQL. */
  async function recount(slug: string, fiscalYear: number) {
    const now = new Date(NOW);
    const [programme] = await app.db.query('SELECT id FROM programmes WHERE slug = $1', [slug]);
    const all = await app.db.getRepository(Session).findBy({ programmeId: programme.id });
    const sessions = all.filter(
      (session) => session.startsOn && fiscalYearOf(session.startsOn) === fiscalYear,
    );
    const records = new Set(
      (await app.db.getRepository(AttendanceRecord).find()).map((record) => record.sessionId),
    );
    const held = sessions.filter(
      (session) => session.status === 'scheduled' && session.endsAt !== null && session.endsAt <= now,
    );
    const cancelled = sessions.filter((session) => session.status === 'cancelled').length;
    const placeOf = new Map((await app.db.getRepository(Place).find()).map((place) => [place.id, place]));
    const parties = new Map<string, number>();
    let attendances = 0;
    let heads = 0;
    for (const session of held) {
      for (const mark of await app.db.getRepository(AttendanceMark).findBy({ sessionId: session.id })) {
        const place = placeOf.get(mark.placeId);
        if (!place || mark.mark === 'absent' || mark.mark === 'excused') continue;
        attendances += 1;
        parties.set(`${place.contactKey ?? place.registrationId}:${mark.member}`, 1);
      }
      for (const count of await app.db.getRepository(HeadCount).findBy({ sessionId: session.id }))
        heads += count.people;
    }
    const recorded = held.filter((session) => records.has(session.id)).length;
    const people = [...parties.values()].reduce((sum, party) => sum + party, 0);
    const allCancelled = sessions.length > 0 && cancelled === sessions.length;
    const none = allCancelled ? 'cancelled' : held.length === 0 ? 'none' : 'unrecorded';
    const state = recorded === 0 ? none : recorded < held.length ? 'partial' : 'counted';
    return {
      held: sessions.length === 0 ? null : held.length,
      cancelled,
      attendances: { value: recorded === 0 ? null : attendances + heads, state },
      uniquePeople:
        recorded > 0 && heads > 0
          ? { value: null, state: 'unavailable' }
          : { value: recorded === 0 ? null : people, state },
      recordedSessions: recorded,
    };
  }
});

function pick({ held, cancelled, attendances, uniquePeople, recordedSessions }: ReportedRow) {
  return { held: held.value, cancelled, attendances, uniquePeople, recordedSessions };
}

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
