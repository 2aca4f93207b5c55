import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { completionsByProgramme } from '../../../src/attendance/completion/completion-figures.queries.js';
import type { Session } from '../../../src/programmes/session.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeParty, recordAttendance } from '../../support/attendance-factories.js';
import { makeTerm } from '../../support/factories.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { completionPath, keysOn, textOf } from './completion-town.js';

const NOW = '2025-06-30T13:00:00+09:00';

describe('completion of a course', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
  });
  afterAll(() => app.close());

  type Mark = 'attended' | 'late' | 'absent';

  /** A course of three sessions, all recorded, in which these people stand with these marks; `-` has no seat there. */
  async function courseWith(
    people: Readonly<Record<string, readonly (Mark | '-')[]>>,
    rule: object | null = { atLeast: 2 },
    more: object = {},
  ) {
    const term = await makeTerm(app.db, {
      dates: ['2025-05-12', '2025-05-26', '2025-06-09'],
      course: { completion: rule as never, ...more },
    });
    const bySession = new Map<Session, Parameters<typeof recordAttendance>[2][number][]>();
    const registrations: Record<string, string> = {};
    for (const session of term.sessions) bySession.set(session, []);
    for (const [nickname, marks] of Object.entries(people)) {
      const held = term.sessions.filter((_session, index) => marks[index] !== '-');
      const { registration, places } = await makeParty(app.db, held, { nickname });
      registrations[nickname] = registration.id;
      for (const [index, session] of held.entries()) {
        const mark = marks[term.sessions.indexOf(session)] as Mark;
        bySession.get(session)!.push({ place: places[index]!, mark, people: mark === 'absent' ? 0 : 1 });
      }
    }
    for (const [session, marks] of bySession) await recordAttendance(app.db, session, marks);
    return { ...term, registrations };
  }

  const standing = (courseId: string) =>
    app.db.query(
      `SELECT member, completed_on::text AS "completedOn", attended, sessions, certificate_number AS number, nickname
       FROM completions JOIN registrations ON registrations.id = registration_id
       WHERE completions.course_id = $1 AND withdrawn_at IS NULL ORDER BY certificate_number`,
      [courseId],
    );
  const acts = (action: string, organizationId: string) =>
    app.db.query(
      'SELECT before, after FROM audit_entries WHERE action = $1 AND organization_id = $2 ORDER BY at, id',
      [action, organizationId],
    );

  it('shows who came how often, and recognises all who fulfil the rule, once', async () => {
    const { course, organization } = await courseWith({
      ゆり: ['attended', 'late', 'absent'],
      もも: ['attended', 'absent', 'absent'],
      きく: ['attended', 'attended', 'attended'],
    });
    const staff = await signInAs(app, organization, 'organizer');
    const before = textOf((await staff.get(completionPath(course.id))).text);
    expect(before).toContain('3回中2回以上に出席した人が、修了です。');
    expect(before).toContain('修了見込み（回数を満たした） 2人');
    expect(before).toContain('3回中1回');
    for (const _twice of [1, 2]) {
      const answer = await staff.post(completionPath(course.id), { act: 'recogniseAll' });
      expect([answer.status, answer.headers.location]).toEqual([
        303,
        `${completionPath(course.id)}?done=recognised`,
      ]);
    }
    expect(await standing(course.id)).toEqual([
      { member: 0, completedOn: '2025-05-26', attended: 2, sessions: 3, number: 1, nickname: 'ゆり' },
      { member: 0, completedOn: '2025-05-26', attended: 3, sessions: 3, number: 2, nickname: 'きく' },
    ]);
    const recorded = await acts('completion.recognised', organization.id);
    expect(recorded).toHaveLength(2);
    expect(JSON.stringify(recorded)).not.toMatch(/ゆり|きく/);
    expect(recorded[0].after).toMatchObject({ byRule: true, attended: 2, sessions: 3 });
    expect((await acts('completion.viewed', organization.id)).length).toBeGreaterThan(0);
  });

  it('recognises against the rule with a reason only, and keeps what was typed', async () => {
    const { course, organization } = await courseWith({ もも: ['attended', 'absent', 'absent'] });
    const staff = await signInAs(app, organization, 'organizer');
    const key = (await keysOn(staff, course.id)).get('もも')!;
    const refused = await staff.post(completionPath(course.id), { act: 'recognise', people: key });
    expect(refused.status).toBe(422);
    expect(textOf(refused.text)).toContain('回数の足りない人が1人います。');
    expect(refused.text).toMatch(new RegExp(`value="${key}" checked`));
    const reason = '補講に出た';
    expect(
      (await staff.post(completionPath(course.id), { act: 'recognise', people: key, reason })).status,
    ).toBe(303);
    expect(await standing(course.id)).toMatchObject([{ completedOn: '2025-05-12', attended: 1 }]);
    expect((await acts('completion.recognised', organization.id))[0].after).toMatchObject({
      byRule: false,
      reason,
    });
    const nobody = await staff.post(completionPath(course.id), { act: 'recognise' });
    expect([nobody.status, textOf(nobody.text).includes('選んでください')]).toEqual([422, true]);
    const stranger = await staff.post(completionPath(course.id), {
      act: 'recognise',
      people: `${newId()}.0`,
    });
    expect([stranger.status, textOf(stranger.text).includes('この期にいない人')]).toEqual([422, true]);
  });

  it('counts sessions of one person together, whatever they registered by, and of a party each apart', async () => {
    const { course, organization, registrations, sessions } = await courseWith({
      一度目: ['attended', '-', '-'],
      二度目: ['-', 'attended', 'absent'],
    });
    const { places } = await makeParty(app.db, [sessions[2]!], { nickname: '親子', people: 2 });
    for (const [member, mark] of [
      [0, 'attended'],
      [1, 'absent'],
    ] as const)
      await app.db.query(
        `INSERT INTO attendance_marks (place_id, member, organization_id, session_id, mark, marked_at, marked_by)
         VALUES ($1, $2, $3, $4, $5, now(), 'system')`,
        [places[0]!.id, member, organization.id, sessions[2]!.id, mark],
      );
    const staff = await signInAs(app, organization, 'organizer');
    const apart = await keysOn(staff, course.id);
    expect([...apart.keys()].sort()).toEqual(
      ['一度目', '二度目', '親子', '親子さんと来た人（名前なし）'].sort(),
    );
    const person = newId();
    for (const id of Object.values(registrations))
      await app.db.query('INSERT INTO same_people (organization_id, key, person_id) VALUES ($1, $2, $3)', [
        organization.id,
        id,
        person,
      ]);
    const together = textOf((await staff.get(completionPath(course.id))).text);
    expect([...(await keysOn(staff, course.id)).keys()]).not.toContain('二度目');
    expect(together).toContain('3回中2回');
    await staff.post(completionPath(course.id), { act: 'recogniseAll' });
    expect(await standing(course.id)).toMatchObject([{ nickname: '一度目', attended: 2 }]);
    // The same person by the other registration: nothing is recognised twice.
    await staff.post(completionPath(course.id), { act: 'recognise', people: `${registrations.二度目}.0` });
    expect(await standing(course.id)).toHaveLength(1);
    const period = { from: '2025-04-01', to: '2026-03-31' };
    expect(await completionsByProgramme(app.db, period, [course.programmeId])).toEqual([
      { programmeId: course.programmeId, courseId: course.id, people: 1 },
    ]);
    expect(
      await completionsByProgramme(app.db, { from: '2025-04-01', to: '2025-05-25' }, [course.programmeId]),
    ).toEqual([]);
    // The merge is undone: who was recognised stays so, and the other has a row of their own again.
    await app.db.query('DELETE FROM same_people WHERE person_id = $1', [person]);
    expect((await keysOn(staff, course.id)).has('二度目')).toBe(true);
    expect(await standing(course.id)).toHaveLength(1);
  });

  it('shows of two that were recognised before they were found to be one the one on the roll', async () => {
    const { course, organization, registrations } = await courseWith({
      一度目: ['attended', 'late', '-'],
      二度目: ['-', 'attended', 'late'],
    });
    const staff = await signInAs(app, organization, 'organizer');
    await staff.post(completionPath(course.id), { act: 'recogniseAll' });
    const enrol = (nickname: string) =>
      staff.post(completionPath(course.id), {
        ...{ act: 'enrol', enrolledOn: '2025-06-30', people: `${registrations[nickname]}.0` },
      });
    await enrol('二度目');
    const person = newId();
    for (const id of Object.values(registrations))
      await app.db.query('INSERT INTO same_people (organization_id, key, person_id) VALUES ($1, $2, $3)', [
        organization.id,
        id,
        person,
      ]);
    expect(textOf((await staff.get(completionPath(course.id))).text)).toContain('名簿 1');
    // Nobody gets a second number.
    expect((await enrol('一度目')).status).toBe(303);
    const numbers = await app.db.query(
      'SELECT roll_number AS number FROM completions WHERE course_id = $1 AND roll_number IS NOT NULL',
      [course.id],
    );
    expect(numbers).toEqual([{ number: '1' }]);
  });

  it('keeps who was erased in the numbers, and enters or prints them no more', async () => {
    const { course, organization, registrations } = await courseWith({
      ゆり: ['attended', 'late', '-'],
      きく: ['attended', 'late', '-'],
    });
    const staff = await signInAs(app, organization, 'organizer');
    await staff.post(completionPath(course.id), { act: 'recogniseAll' });
    const [{ id }] = await app.db.query('SELECT id FROM completions WHERE registration_id = $1', [
      registrations.ゆり,
    ]);
    const [{ code }] = await app.db.query('SELECT code FROM registrations WHERE id = $1', [
      registrations.ゆり,
    ]);
    expect(
      (await staff.post(`/staff/people/${registrations.ゆり}/erase`, { confirm: code, digest: 'on' })).status,
    ).toBe(303);
    const page = await staff.get(completionPath(course.id));
    expect(textOf(page.text)).toContain('修了 2人');
    expect(page.text).not.toContain(`/staff/completions/${id}/roll`);
    const printed = await staff.get(`/staff/courses/${course.id}/certificates`);
    expect(printed.text.match(/class="certificate"/g)).toHaveLength(1);
    expect(printed.text).not.toContain('消去済み');
    const enrolled = await staff.post(completionPath(course.id), {
      ...{ act: 'enrol', enrolledOn: '2025-06-30', people: `${registrations.ゆり}.0` },
    });
    expect([enrolled.status, enrolled.text.includes('記録を消した人')]).toEqual([422, true]);
    expect((await staff.get(`/staff/completions/${id}/roll`)).status).toBe(409);
    const entry = await staff.post(`/staff/completions/${id}/roll`, { name: 'ゆり本人' });
    expect(entry.status).toBe(409);
  });

  it('lets cancelled sessions count for nobody, and waits for those that are not recorded', async () => {
    const { course, organization, sessions } = await courseWith(
      { きく: ['attended', 'absent', 'attended'] },
      { atLeast: 'all' },
    );
    const staff = await signInAs(app, organization, 'organizer');
    const state = async () => textOf((await staff.get(completionPath(course.id))).text);
    expect(await state()).toContain('不足 1人');
    await app.db.query(`UPDATE sessions SET status = 'cancelled' WHERE id = $1`, [sessions[1]!.id]);
    expect(await state()).toContain('修了見込み（回数を満たした） 1人');
    await app.db.query('DELETE FROM attendance_records WHERE session_id = $1', [sessions[2]!.id]);
    expect(await state()).toContain('まだ届く 1人');
  });

  it('keeps what was recognised when marks are corrected, shows the difference, and takes it back', async () => {
    const { course, organization, sessions } = await courseWith({ ゆり: ['attended', 'late', 'absent'] });
    const staff = await signInAs(app, organization, 'organizer');
    await staff.post(completionPath(course.id), { act: 'recogniseAll' });
    await app.db.query(`UPDATE attendance_marks SET mark = 'absent' WHERE session_id = $1`, [
      sessions[0]!.id,
    ]);
    const page = await staff.get(completionPath(course.id));
    expect(textOf(page.text)).toContain('認めたときは3回中2回、今の記録は3回中1回です。');
    expect(await standing(course.id)).toHaveLength(1);
    const path = /\/staff\/completions\/[0-9a-f-]+\/withdraw/.exec(page.text)![0];
    for (const _twice of [1, 2]) expect((await staff.post(path)).status).toBe(303);
    expect(await standing(course.id)).toEqual([]);
    expect(await acts('completion.withdrawn', organization.id)).toHaveLength(1);
    // A number is not given twice.
    await app.db.query(`UPDATE attendance_marks SET mark = 'attended' WHERE session_id = $1`, [
      sessions[0]!.id,
    ]);
    await staff.post(completionPath(course.id), { act: 'recogniseAll' });
    expect(await standing(course.id)).toMatchObject([{ number: 2 }]);
  });

  it('shows viewers numbers, reception names, and lets organizers act', async () => {
    const { course, organization } = await courseWith({ ゆり: ['attended', 'late', 'absent'] });
    const viewer = await signInAs(app, organization, 'viewer');
    const seen = await viewer.get(completionPath(course.id));
    expect([seen.status, seen.text.includes('ゆり'), textOf(seen.text).includes('1人')]).toEqual([
      200,
      false,
      true,
    ]);
    const reception = await signInAs(app, organization, 'reception');
    const named = await reception.get(completionPath(course.id));
    expect([named.text.includes('ゆり'), named.text.includes('name="act"')]).toEqual([true, false]);
    expect((await reception.post(completionPath(course.id), { act: 'recogniseAll' })).status).toBe(403);
    const api = (role: 'viewer' | 'reception') => bearer(app, organization, role);
    const get = async (role: 'viewer' | 'reception') =>
      (await app.http.get(`/api/v1${completionPath(course.id)}`).set('authorization', await api(role))).body;
    expect(await get('viewer')).toMatchObject({ people: null, sums: { fulfilled: 1 }, rule: { atLeast: 2 } });
    expect(await get('reception')).toMatchObject({
      people: [
        {
          nickname: 'ゆり',
          attended: 2,
          marks: ['attended', 'late', 'absent'],
          state: 'fulfilled',
          completion: null,
        },
      ],
    });
  });

  it('gives one result where two recognise at the same moment', async () => {
    const { course, organization } = await courseWith({
      ゆり: ['attended', 'late', '-'],
      きく: ['late', 'late', '-'],
    });
    const authorization = await bearer(app, organization, 'organizer');
    const post = () =>
      app.http
        .post(`/api/v1${completionPath(course.id)}`)
        .set('authorization', authorization)
        .send({ all: true });
    const answers = await Promise.all([post(), post(), post()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await standing(course.id)).map(({ number }: { number: number }) => number)).toEqual([1, 2]);
  });
});
