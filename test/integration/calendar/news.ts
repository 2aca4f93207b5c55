import type { DataSource } from 'typeorm';
import { Session } from '../../../src/programmes/session.entity.js';
import { makeYear } from './year.js';

/** The year of the calendar tests, in which some sessions have moved since. */
export async function makeNews(db: DataSource) {
  const year = await makeYear(db);
  const sessions = db.getRepository(Session);
  const changedAt = (day: number) => new Date(Date.UTC(2025, 2, day, 9, 30));
  await sessions.update(year.sessions.plain.id, {
    startsOn: '2025-04-15',
    changedAt: changedAt(20),
    sequence: 1,
  });
  await sessions.update(year.sessions.noEnd.id, {
    dateState: 'undated',
    startsOn: null,
    startTime: null,
    startsAt: null,
    endsAt: null,
    changedAt: changedAt(21),
    sequence: 1,
  });
  await sessions.update(year.sessions.undated.id, {
    withinFrom: '2025-10-01',
    withinUntil: '2026-03-31',
    changedAt: changedAt(22),
  });
  return year;
}
