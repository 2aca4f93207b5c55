import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '../../../src/programmes/session.entity.js';
import { makeParty, recordAttendance } from '../../support/attendance-factories.js';
import { makePool, makeSession, makeTerm } from '../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const PARTS = ['today', 'needs', 'upcoming', 'next-week', 'unrecorded', 'plans', 'undated'];

/** Under which headings a link to the session stands. */
function partsWith(html: string, session: Session): string[] {
  const parts = html.split(/<h2 id="/).slice(1);
  return parts
    .filter((part) => part.includes(`/staff/sessions/${session.id}"`))
    .map((part) => PARTS.find((name) => part.startsWith(`${name}"`)) ?? part.slice(0, 20));
}

describe("the staff's first page", () => {
  let app: TestApp;
  let term: Awaited<ReturnType<typeof makeTerm>>;
  let staff: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-05-12T23:30:00+09:00' });
    term = await makeTerm(app.db, { dates: ['2025-05-13'], capacity: 2 });
    staff = await signInAs(app, term.organization, 'viewer');
  });
  afterAll(() => app.close());

  const home = async () => (await staff.get('/staff')).text;

  it('lists today, this week and the next, by the calendar of the session and not of the server', async () => {
    const on = async (startsOn: string, timeZone = 'Asia/Tokyo') =>
      makeSession(app.db, term.course, { startsOn, startTime: '09:00', endTime: '10:00', timeZone });
    const [today, sunday] = [await on('2025-05-12'), await on('2025-05-18')];
    const [monday, last, after] = [await on('2025-05-19'), await on('2025-05-25'), await on('2025-05-26')];
    // In Honolulu it is still the morning of the 12th: that day's session has not begun.
    const far = await on('2025-05-12', 'Pacific/Honolulu');
    const html = await home();
    expect(partsWith(html, today)).toEqual(['today', 'unrecorded']);
    expect(partsWith(html, sunday)).toEqual(['upcoming']);
    expect(partsWith(html, monday)).toEqual(['next-week']);
    expect(partsWith(html, last)).toEqual(['next-week']);
    expect(partsWith(html, after)).toEqual([]);
    expect(partsWith(html, far)).toEqual(['today']);
  });

  it('asks for attendance of what is over, was not cancelled, and is not recorded', async () => {
    const yesterday = await makeSession(app.db, term.course, { startsOn: '2025-05-11' });
    const cancelled = await makeSession(app.db, term.course, { startsOn: '2025-05-11', status: 'cancelled' });
    const recorded = await makeSession(app.db, term.course, { startsOn: '2025-05-11' });
    const longAgo = await makeSession(app.db, term.course, { startsOn: '2025-04-01' });
    await recordAttendance(app.db, recorded, [], { self: 0 });
    const html = await home();
    expect(partsWith(html, yesterday)).toEqual(['unrecorded']);
    for (const session of [cancelled, recorded, longAgo]) expect(partsWith(html, session)).toEqual([]);
  });

  it('shows seats taken of the capacity, and the queue', async () => {
    const [session] = term.sessions as [Session];
    await makeParty(app.db, [session], { people: 2 });
    await makeParty(app.db, [session], { placeStatus: 'waitlisted' });
    const unlimited = await makeSession(app.db, term.course, { startsOn: '2025-05-20' });
    await makePool(app.db, unlimited, { capacity: null });
    const html = await home();
    expect(html).toContain('席 2／2');
    expect(html).toContain('キャンセル待ち1件');
    expect(html).toContain('席 0／制限なし');
    expect(html).toContain('キャンセル待ちのある回が1回あります');
  });

  it('shows nothing of another organization', async () => {
    const other = await makeTerm(app.db, { dates: ['2025-05-11', '2025-05-13'] });
    const stranger = await signInAs(app, other.organization, 'viewer');
    const html = (await stranger.get('/staff')).text;
    expect(other.sessions.map((session) => partsWith(html, session))).toEqual([['unrecorded'], ['upcoming']]);
    for (const session of term.sessions) expect(partsWith(html, session)).toEqual([]);
    const mine = await home();
    for (const session of other.sessions) expect(partsWith(mine, session)).toEqual([]);
  });
});
