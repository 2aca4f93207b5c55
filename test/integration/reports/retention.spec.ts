import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SamePerson } from '../../../src/attendance/people/same-person.entity.js';
import { Principal } from '../../../src/organizations/principal.js';
import { Retention } from '../../../src/reports/breakdowns/retention.service.js';
import { courseRetention } from '../../../src/reports/domain/retention.js';
import { newId } from '../../../src/shared/ids.js';
import { makeParty, recordAttendance } from '../../support/attendance-factories.js';
import { makeTerm } from '../../support/factories.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const DATES = ['2025-04-14', '2025-05-12', '2025-06-09', '2025-07-14', '2025-08-18'];

describe('who stays through a course', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-07-20T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  const cellsOf = (table: {
    lines: readonly { cells: readonly { value: number | null; state: string }[] }[];
  }) => table.lines.map(({ cells }) => cells.map(({ value, state }) => value ?? state));

  it('counts who came, who was new and who was there from the first, each person once', async () => {
    const term = await makeTerm(app.db, { dates: DATES });
    const [first, second, third] = term.sessions as [never, never, never];
    const pair = await makeParty(app.db, term.sessions, { people: 2, contactKey: 'pair' });
    const late = await makeParty(app.db, term.sessions, { contactKey: 'late' });
    // The same person twice, under two addresses.
    const other = await makeParty(app.db, term.sessions, { contactKey: 'late-too' });
    const personId = newId();
    for (const key of ['late', 'late-too'])
      await app.db.getRepository(SamePerson).insert({ organizationId: term.organization.id, key, personId });
    const mark = (party: typeof pair, index: number, people: number) => ({
      place: party.places[index]!,
      mark: people === 0 ? ('absent' as const) : ('attended' as const),
      people,
    });
    await recordAttendance(app.db, first, [mark(pair, 0, 2), mark(late, 0, 0)]);
    await recordAttendance(app.db, second, [mark(pair, 1, 1), mark(late, 1, 1)]);
    await recordAttendance(app.db, third, [mark(pair, 2, 2), mark(other, 2, 1)]);
    const principal = new Principal('staff:x', 'x', new Map([[term.organization.id, 'viewer' as const]]));
    const { table, funnel, chart } = await app.nest.get(Retention).of(principal, term.course.id);
    expect(cellsOf(table)).toEqual([
      [4, 2, 2, 2],
      [4, 2, 1, 1],
      [4, 3, 0, 2],
      [4, 'unrecorded', 'unrecorded', 'unrecorded'],
      [4, 'none', 'none', 'none'],
    ]);
    // The contact three times, who came along twice, the one with two addresses twice.
    expect(cellsOf(funnel)).toEqual([[3], [3], [1]]);
    expect(chart.series.map(({ points }) => points)).toEqual([
      [4, 4, 4, 4, 4],
      [2, 2, 3, null, null],
      [2, 1, 2, null, null],
    ]);

    const staff = await signInAs(app, term.organization, 'viewer');
    const { status, text } = await staff.get(`/staff/courses/${term.course.id}/retention`);
    expect(status).toBe(200);
    expect(text).toContain('第3回 6月9日（月）');
    expect(text).toContain('2回以上来た人');
    const stranger = await signInAs(app, (await makeTerm(app.db, { dates: [] })).organization, 'owner');
    expect((await stranger.get(`/staff/courses/${term.course.id}/retention`)).status).toBe(404);
  });

  it('says nothing of who stayed where heads were counted', () => {
    const session = (id: string, heads: number) => ({
      id,
      number: null,
      startsOn: '2025-04-14',
      held: true,
      recorded: true,
      approximate: false,
      expected: 3,
      heads,
    });
    const { sessions, atLeast } = courseRetention(
      [session('a', 0), session('b', 5)],
      [
        { sessionId: 'a', person: 'x' },
        { sessionId: 'b', person: 'x' },
      ],
    );
    expect(
      sessions.map(({ attended, fresh, stayed }) => [attended.value, fresh.value, stayed.state]),
    ).toEqual([
      [1, 1, 'counted'],
      [6, null, 'unavailable'],
    ]);
    expect(atLeast).toBeNull();
  });

  it('has nothing to show of a course without dates', async () => {
    const term = await makeTerm(app.db, { dates: [] });
    const staff = await signInAs(app, term.organization, 'viewer');
    const { text } = await staff.get(`/staff/courses/${term.course.id}/retention`);
    expect(text).toContain('日の決まった回がまだありません');
  });
});
