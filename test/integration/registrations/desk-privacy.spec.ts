import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeDesk } from './desk-world.js';

const SECRET = 'くすりの名前';

const SHOWN_OF_ROW = [
  ...['channel', 'code', 'course', 'courseId', 'createdAt', 'id', 'membership', 'nickname', 'offerExpiresAt'],
  ...['organization', 'people', 'programme', 'programmeEn', 'relation', 'sessions', 'status', 'timeZone'],
];
const SHOWN_OF_ONE = [
  ...['acts', 'age', 'answers', 'approval', 'cancelReason', 'cancelledAt', 'channel', 'code', 'companions'],
  ...[
    'continuedBy',
    'continues',
    'course',
    'courseId',
    'createdAt',
    'declared',
    'discreet',
    'email',
    'history',
    'id',
  ],
  ...[
    'isOrganizer',
    'language',
    'mailWanted',
    'membership',
    'municipality',
    'nickname',
    'notes',
    'offerExpiresAt',
  ],
  ...[
    'organization',
    'organizationId',
    'people',
    'places',
    'poolKey',
    'programme',
    'programmeEn',
    'programmeId',
  ],
  ...['relation', 'resting', 'sensitive', 'sessionId', 'status', 'timeZone', 'waitingPosition'],
];

describe('what staff see of a registration', () => {
  let app: TestApp;
  let desk: Awaited<ReturnType<typeof makeDesk>>;
  let id: string;
  /** The page of the registrant. */
  let seenBy: string;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
    desk = await makeDesk(app, {
      dates: ['2025-04-14'],
      programme: {
        questions: [
          { key: 'come', text: '来かた', type: 'short' },
          { key: 'health', text: '体のこと', type: 'short', sensitive: true },
        ],
      },
    });
    const answers = { come: 'バス', health: SECRET };
    const made = await desk.register({ course: desk.course.id, email: 'hanako@family.example', answers });
    id = made.id;
    seenBy = new URL(made.manageUrl).pathname;
  });
  afterAll(() => app.close());

  it('shows the desk a masked address and no sensitive answer', async () => {
    const seen = await desk.one(id);
    expect(seen).toMatchObject({
      email: 'h•••@family.example',
      answers: [{ answer: 'バス' }],
      sensitive: [{ question: 'health' }],
    });
    expect(JSON.stringify(seen)).not.toContain(SECRET);
    const clerk = await signInAs(app, desk.organization, 'reception');
    const page = await clerk.get(`/staff/registrations/${id}`);
    expect([
      page.text.includes('hanako@'),
      page.text.includes(SECRET),
      page.text.includes('value="sensitive"'),
    ]).toEqual([false, false, false]);
    expect((await clerk.post(`/staff/registrations/${id}`, { act: 'sensitive' })).status).toBe(403);
    expect((await desk.act(id, 'sensitive-answers')).status).toBe(403);
    expect(await desk.audited(id)).toEqual([]);
  });

  it('shows organizers the address, and sensitive answers on demand: each look is recorded', async () => {
    expect((await desk.one(id, 'organizer')).email).toBe('hanako@family.example');
    const organizer = await signInAs(app, desk.organization, 'organizer');
    const page = `/staff/registrations/${id}`;
    expect((await organizer.get(page)).text).not.toContain(SECRET);
    expect(await desk.audited(id)).toEqual([]);
    expect((await organizer.post(page, { act: 'sensitive' })).text).toContain(SECRET);
    expect((await desk.act(id, 'sensitive-answers', {}, 'organizer')).body.items).toEqual([
      { question: 'health', text: '体のこと', answer: SECRET },
    ]);
    expect(await desk.audited(id)).toEqual(['registration.sensitive_read', 'registration.sensitive_read']);
    const log = await app.db.query(
      'SELECT before, after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1',
      [id],
    );
    expect(JSON.stringify(log)).not.toContain(SECRET);
  });

  it('keeps notes with who wrote them, and never shows them to the registrant', async () => {
    const clerk = await signInAs(app, desk.organization, 'reception');
    const page = `/staff/registrations/${id}`;
    expect((await clerk.post(page, { act: 'note', text: ' ' })).status).toBe(422);
    expect((await clerk.post(page, { act: 'note', text: '補聴器を\r\n使っています <b>' })).status).toBe(303);
    const { text } = await clerk.get(page);
    expect([text.includes('使っています &lt;b&gt;'), text.includes('覚え書きを加えた')]).toEqual([
      true,
      true,
    ]);
    expect((await app.http.get(seenBy)).text).not.toContain('補聴器');
    const [entry] = await app.db.query(`SELECT after FROM audit_entries WHERE action = 'registration.noted'`);
    expect(entry.after).toBeNull();
  });

  it('keeps a note once that is sent twice', async () => {
    const { id: noted } = await desk.register({ session: desk.sessions[0]!.id, answers: {} });
    const clerk = await signInAs(app, desk.organization, 'reception');
    const page = `/staff/registrations/${noted}`;
    const key = /name="key" value="([\w-]+)"/.exec((await clerk.get(page)).text)?.[1] as string;
    for (const text of ['二度押し', '二度押し', '別の話'])
      expect((await clerk.post(page, { act: 'note', text, key })).status).toBe(303);
    const notes = `registrations/${noted}/notes`;
    for (const _again of [1, 2])
      expect((await desk.post(notes, { text: '電話' }, 'reception', 'key-of-a-note')).status).toBe(201);
    expect((await desk.one(noted)).notes.map(({ text }: { text: string }) => text).sort()).toEqual(
      ['二度押し', '別の話', '電話'].sort(),
    );
    expect(await desk.audited(noted)).toHaveLength(3);
  });

  it('names in JSON exactly what it is meant to', async () => {
    expect(Object.keys(await desk.one(id)).sort()).toEqual(SHOWN_OF_ONE);
    const { body } = await desk.post('registrations/search', { text: 'みどり' });
    expect(Object.keys(body).sort()).toEqual(['items', 'more']);
    expect(Object.keys(body.items[0]).sort()).toEqual(SHOWN_OF_ROW);
  });

  it('shows nothing to other towns and to those who only look', async () => {
    const other = await makeDesk(app, { dates: ['2025-04-14'] });
    const stranger = await signInAs(app, other.organization, 'owner');
    expect((await stranger.get(`/staff/registrations/${id}`)).status).toBe(404);
    expect((await stranger.post(`/staff/registrations/${id}`, { act: 'cancel' })).status).toBe(404);
    expect((await other.act(id, 'cancel', {}, 'owner')).status).toBe(404);
    const viewer = await signInAs(app, desk.organization, 'viewer');
    expect((await viewer.get(`/staff/registrations/${id}`)).status).toBe(403);
    expect(await desk.statusOf(id)).toBe('confirmed');
  });

  it('says what an act was refused for, with what was typed', async () => {
    const full = await makeDesk(app, { dates: ['2025-04-14'], capacity: 1 });
    await full.register({ course: full.course.id });
    const waits = await full.register({ course: full.course.id });
    const organizer = await signInAs(app, full.organization, 'organizer');
    const page = `/staff/registrations/${waits.id}`;
    const blank = await organizer.post(page, { act: 'overbook', reason: '' });
    expect([blank.status, /id="act-overbook" open/.test(blank.text)]).toEqual([422, true]);
    const conflict = await organizer.post(page, { act: 'accept' });
    expect([conflict.status, conflict.text.includes('いまの状態では、できません')]).toEqual([409, true]);
    const people = await organizer.post(page, { act: 'people', people: '３人' });
    expect([people.status, people.text.includes('value="３人"')]).toEqual([422, true]);
    expect((await organizer.post(page, { act: 'nonsense' })).status).toBe(422);
  });
});
