import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AcceptedConflict } from '../../../../src/programmes/accepted-conflict.entity.js';
import { ProgrammeHost } from '../../../../src/programmes/programme-host.entity.js';
import { Session } from '../../../../src/programmes/session.entity.js';
import { Conflicts } from '../../../../src/programmes/year/conflicts.service.js';
import { newId } from '../../../../src/shared/ids.js';
import { makeOrganization, makeSession } from '../../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { makeSharedRoom, type SharedRoom } from './shared-room.js';

const MAY = { from: '2025-05-01', to: '2025-05-31' };
const YEAR = { from: '2025-04-01', to: '2026-03-31' };

describe('accepting conflicts', () => {
  let app: TestApp;
  let town: SharedRoom;
  let staff: StaffBrowser;

  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-10T09:00:00+09:00' });
  });
  beforeEach(async () => {
    town = await makeSharedRoom(app);
    staff = await signInAs(app, town.organization, 'organizer');
  });
  afterAll(() => app.close());

  const found = async (span: { from: string; to: string }) =>
    (await app.nest.get(Conflicts).of({ organizationIds: [town.organization.id], programmeIds: [] }, span))
      .conflicts;
  const openIn = async (span: { from: string; to: string }) =>
    (await found(span)).filter(({ acceptance }) => acceptance === null);
  const named = async (span = MAY) => {
    const [conflict] = await found(span);
    if (!conflict) throw new Error('no conflict');
    return {
      session: conflict.sessionIds[1] ?? conflict.sessionIds[0] ?? '',
      kind: conflict.kind,
      fact: conflict.fact,
    };
  };
  const acts = () =>
    app.db.query(
      `SELECT action, subject_id AS subject, before, after FROM audit_entries WHERE organization_id = $1
         AND action LIKE 'conflict.%' ORDER BY at, id`,
      [town.organization.id],
    );

  it('warns of the gathering in the room of the free space, and leaves it once it is accepted', async () => {
    expect(await openIn(MAY)).toMatchObject([{ kind: 'room' }]);
    const answer = await staff.post('/staff/conflicts/accept', {
      ...(await named()),
      reason: '同じ人が見ている',
      back: '/staff/calendar?fiscalYear=2025',
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/staff/calendar?fiscalYear=2025&done=accepted');
    expect(await openIn(MAY)).toEqual([]);
    expect(await found(MAY)).toMatchObject([{ acceptance: { reason: '同じ人が見ている' } }]);
    expect(await openIn(YEAR)).toHaveLength(2);
    expect(await acts()).toMatchObject([
      { action: 'conflict.accepted', before: null, after: { kind: 'room', reason: '同じ人が見ている' } },
    ]);
  });

  it('accepts every meeting of the two courses at once, and nothing else', async () => {
    const lecture = await makeSession(app.db, town.family.course, {
      startsOn: '2025-05-05',
      startTime: '18:00',
      endTime: '19:00',
    });
    await staff.post('/staff/conflicts/accept', { ...(await named()), alike: 'true' });
    expect(await openIn(YEAR)).toMatchObject([{ kind: 'holiday', sessionIds: [lecture.id] }]);
    expect(await acts()).toHaveLength(3);
    await staff.post('/staff/conflicts/accept', { ...(await named()), alike: 'true' });
    expect(await acts()).toHaveLength(3);
  });

  it('is open again once a session moves within it, and accepted where it moves back', async () => {
    await staff.post('/staff/conflicts/accept', await named());
    const [session] = town.family.sessions;
    const move = (startTime: string, startsAt: string) =>
      app.db.getRepository(Session).update(session!.id, { startTime, startsAt: new Date(startsAt) });
    await move('14:00', '2025-05-07T14:00+09:00');
    expect(await openIn(MAY)).toHaveLength(1);
    await move('13:30', '2025-05-07T13:30+09:00');
    expect(await openIn(MAY)).toHaveLength(0);
  });

  it('is gone once a session is cancelled or leaves the room', async () => {
    const [session] = town.family.sessions;
    const before = await named();
    await app.db.getRepository(Session).update(session!.id, { status: 'cancelled' });
    expect(await found(MAY)).toEqual([]);
    const answer = await staff.post('/staff/conflicts/accept', before);
    expect([answer.status, answer.headers.location]).toEqual([303, '/staff?done=changed']);
    expect(
      await app.db.getRepository(AcceptedConflict).countBy({ organizationId: town.organization.id }),
    ).toBe(0);
  });

  it('opens one again by hand', async () => {
    const conflict = await named();
    await staff.post('/staff/conflicts/accept', { ...conflict, reason: 'よい' });
    const answer = await staff.post('/staff/conflicts/reopen', { ...conflict, back: '/staff/calendar' });
    expect(answer.headers.location).toBe('/staff/calendar?done=reopened');
    expect(await openIn(MAY)).toHaveLength(1);
    expect((await acts())[1]).toMatchObject({
      action: 'conflict.reopened',
      before: { reason: 'よい' },
      after: null,
    });
    expect((await staff.post('/staff/conflicts/reopen', conflict)).headers.location).toBe(
      '/staff?done=changed',
    );
  });

  it('keeps one acceptance where two people press at once', async () => {
    const conflict = await named();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => staff.post('/staff/conflicts/accept', conflict)),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(
      await app.db.getRepository(AcceptedConflict).countBy({ organizationId: town.organization.id }),
    ).toBe(1);
    expect(await acts()).toHaveLength(1);
  });

  it('refuses a reason with a line break or too long, keeps the typing, and tells what it is about', async () => {
    const answer = await staff.post('/staff/conflicts/accept', {
      ...(await named()),
      reason: `一行目\n${'あ'.repeat(301)}`,
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('aria-invalid="true"');
    expect(answer.text).toContain('あ'.repeat(301));
    expect(answer.text).toContain('視聴覚室で、「フリースペース');
    expect(await openIn(MAY)).toHaveLength(1);
    expect(
      (await staff.post('/staff/conflicts/accept', { ...(await named()), kind: 'weather' })).status,
    ).toBe(422);
  });

  it('goes back to no other site', async () => {
    const answer = await staff.post('/staff/conflicts/accept', {
      ...(await named()),
      back: '//elsewhere.example/staff',
    });
    expect(answer.headers.location).toBe('/staff?done=accepted');
  });

  it('is for organizers: viewers look, others find nothing, co-hosts as far as their rights go', async () => {
    const conflict = await named();
    const viewer = await signInAs(app, town.organization, 'viewer');
    const page = (await viewer.get('/staff/calendar?fiscalYear=2025')).text;
    expect(page).toContain('会場の重なり');
    expect(page).not.toContain('/staff/conflicts/accept');
    expect((await viewer.post('/staff/conflicts/accept', conflict)).status).toBe(403);
    const neighbours = await makeOrganization(app.db, { name: '日進市' });
    const neighbour = await signInAs(app, neighbours, 'organizer');
    expect((await neighbour.post('/staff/conflicts/accept', conflict)).status).toBe(404);
    const host = (rights: 'viewer' | 'organizer') => ({
      id: newId(),
      programmeId: town.family.programme.id,
      role: 'co_host' as const,
      name: '日進市',
      hostOrganizationId: neighbours.id,
      rights,
      position: 1,
    });
    const family = town.family.sessions[0]!.id;
    await app.db.getRepository(ProgrammeHost).insert(host('viewer'));
    expect((await neighbour.post('/staff/conflicts/accept', { ...conflict, session: family })).status).toBe(
      403,
    );
    await app.db.getRepository(ProgrammeHost).insert(host('organizer'));
    const free = town.freeSpace.sessions[0]!.id;
    expect((await neighbour.post('/staff/conflicts/accept', { ...conflict, session: free })).status).toBe(
      404,
    );
    expect((await neighbour.post('/staff/conflicts/accept', { ...conflict, session: family })).status).toBe(
      303,
    );
    expect(await openIn(MAY)).toHaveLength(0);
    const theirs = (await neighbour.get('/staff/calendar?fiscalYear=2025')).text;
    expect(theirs).toContain('家族のつどい');
    expect(theirs).not.toContain('フリースペース');
  });

  it('are listed as JSON, for a year at most', async () => {
    const authorization = await bearer(app, town.organization, 'viewer');
    const ask = (query: string) =>
      app.http.get(`/api/v1/staff/conflicts${query}`).set('authorization', authorization);
    await staff.post('/staff/conflicts/accept', await named());
    const { body } = await ask('').expect(200);
    expect(body).toMatchObject({ ...YEAR, next: null });
    expect(body.items).toHaveLength(3);
    expect(body.items[0]).toMatchObject({
      kind: 'room',
      sentence:
        '視聴覚室で、「フリースペース 5月7日（水） 10:00～15:00」と「家族のつどい 5月7日（水） 13:30～15:00」が重なっています（13:30～15:00）。',
      sessions: [
        { title: 'フリースペース', startsAt: '2025-05-07T10:00:00+09:00', venue: '視聴覚室' },
        { title: '家族のつどい' },
      ],
      accepted: { reason: null },
    });
    expect((await ask('?open=true').expect(200)).body.items).toHaveLength(2);
    expect((await ask('?from=2025-06-01&to=2025-06-30').expect(200)).body.items).toHaveLength(1);
    expect((await ask('?from=2025-06-05').expect(200)).body.items).toHaveLength(1);
    await ask('?organization=elsewhere').expect(404);
    const refused = await ask('?from=2025-04-01&to=2026-04-01').expect(400);
    expect(refused.body.faults ?? refused.body.errors).toMatchObject([{ field: 'to', code: 'withinAYear' }]);
    await ask('?from=2025-06-05&to=2025-06-01').expect(400);
    await ask('?from=soon').expect(400);
    expect((await app.http.get('/api/openapi.json')).body.paths['/api/v1/staff/conflicts'].get).toBeDefined();
  });

  it('holds sessions that are not stored yet against those that are', async () => {
    const [stored] = town.family.sessions;
    const draft = {
      ...stored!,
      id: newId(),
      courseId: newId(),
      programmeId: town.family.programme.id,
      startsOn: '2025-05-14',
      startsAt: new Date('2025-05-14T13:30+09:00'),
      endsAt: new Date('2025-05-14T15:00+09:00'),
    };
    const among = (more: object) =>
      app.nest
        .get(Conflicts)
        .amongPlanned(app.db.manager, { organizationId: town.organization.id, sessions: [draft], ...more });
    const { conflicts, rows } = await among({});
    expect(conflicts.map(({ kind }) => kind)).toEqual(['room']);
    expect(rows.sessions.get(draft.id)?.startsOn).toBe('2025-05-14');
    expect((await among({ gone: [town.freeSpace.sessions[1]!.id] })).conflicts).toEqual([]);
    // In the place of the stored session with its id: that one's own meeting is gone.
    const moved = {
      ...draft,
      id: stored!.id,
      startsOn: '2025-05-15',
      startsAt: new Date('2025-05-15T13:30+09:00'),
      endsAt: new Date('2025-05-15T15:00+09:00'),
    };
    expect((await among({ sessions: [moved] })).conflicts).toEqual([]);
    const course = {
      id: draft.courseId,
      title: '新しい期',
      titleEn: null,
      fiscalYear: 2025,
      registrationMode: 'course' as const,
      opensAt: null,
      closesAt: new Date('2025-05-20T00:00+09:00'),
    };
    const closing = await among({ courses: [course] });
    expect(closing.conflicts.map(({ kind }) => kind)).toEqual(['room', 'closes_after_start']);
  });
});
