import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CalendarSweep } from '../../../src/calendar/staff/calendar-sweep.js';
import { newId } from '../../../src/shared/ids.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: '2027-04-01T04:00:00+09:00' });
});
afterAll(() => app.close());

describe('what is erased of calendars at night', () => {
  it('is addresses that went more than two years ago, and seats of sessions that cannot come back', async () => {
    const { sessions, organization } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const removed = newId();
    await app.db.query('INSERT INTO removed_sessions (id, organization_id, sequence) VALUES ($1, $2, 3)', [
      removed,
      organization.id,
    ]);
    const kept = [sessions[0]?.id as string, removed];
    for (const id of [...kept, newId()])
      await app.db.query(`INSERT INTO seat_figures VALUES ($1, '[]', 1, '2025-01-01')`, [id]);
    await app.db.query(
      `INSERT INTO revoked_calendars VALUES ('old', '2025-03-31T03:00:00+09:00'), ('young', '2025-04-01T05:00:00+09:00')`,
    );
    const sweep = app.nest.get(CalendarSweep);
    expect(await sweep.due()).toEqual({ addresses: 1, figures: 1 });
    expect(await sweep.sweep()).toEqual({ addresses: 1, figures: 1 });
    expect(await sweep.sweep()).toEqual({ addresses: 0, figures: 0 });
    expect(await app.db.query('SELECT token_hash FROM revoked_calendars')).toEqual([{ token_hash: 'young' }]);
    const left: { id: string }[] = await app.db.query('SELECT session_id AS id FROM seat_figures');
    expect(left.map(({ id }) => id).sort()).toEqual(kept.sort());
  });
});
