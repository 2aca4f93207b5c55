import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeDesk, unsound } from './desk-world.js';

describe('registering somebody at the desk', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterEach(async () => expect(await unsound(app)).toEqual([]));
  afterAll(() => app.close());

  it('by the form: number in large type, a slip, and the next person', async () => {
    const desk = await makeDesk(app, {
      dates: ['2025-04-14'],
      programme: {
        eligibility: [{ rule: 'women', as: 'enforced' }],
        questions: [{ key: 'allergy', text: 'アレルギー', type: 'short' }],
      },
    });
    const browser = await signInAs(app, desk.organization, 'reception');
    const form = `/staff/registrations/new?session=${desk.sessions[0]!.id}`;
    expect((await browser.get(form)).text).toContain('name="channel"');
    const fields = {
      ...{
        session: desk.sessions[0]!.id,
        key: 'a-key-of-this-one-form',
        nickname: 'そら',
        people: '2',
        channel: 'desk',
      },
      ...{ 'companions.0.nickname': '父', 'companions.0.relation': 'family', note: '車いす\r\n2階は不可' },
    };
    const refused = await browser.post('/staff/registrations/new', fields);
    expect([refused.status, refused.text.includes('value="そら"'), refused.text.includes('車いす')]).toEqual([
      422,
      true,
      true,
    ]);
    const made = await browser.post('/staff/registrations/new', {
      ...fields,
      declares: 'women',
      'answers.allergy': '卵',
    });
    expect(made.status).toBe(303);
    const page = made.headers.location as string;
    const { text } = await browser.get(page);
    const code = /desk-number code">(\w{6})</.exec(text)?.[1];
    expect(code).toBeDefined();
    expect(text).toContain(`href="${form}"`);
    for (const shown of ['そら', '父（家族）', '窓口', '車いす', '卵', '代理で申し込んだ'])
      expect(text).toContain(shown);
    const slip = await browser.get(`${page.split('?')[0]}/slip`);
    expect([slip.text.includes(code!), slip.text.includes('そら'), slip.text.includes('家族教室')]).toEqual([
      true,
      true,
      false,
    ]);
    // A second tap is the same registration.
    const again = await browser.post('/staff/registrations/new', {
      ...fields,
      declares: 'women',
      'answers.allergy': '卵',
    });
    expect([again.status, again.headers.location]).toEqual([303, page]);
    expect((await desk.pool()).taken).toBe(2);
  });

  it('is not the same request with another exception, way or note', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'] });
    const body = { course: desk.course.id, nickname: 'そら' };
    const register = (more: object) =>
      desk.post('registrations', { ...body, ...more }, 'organizer', 'key-of-a-call');
    const made = await register({ note: '車いす' });
    expect((await register({ note: '車いす' })).body).toEqual(made.body);
    for (const other of [
      {},
      { note: '杖' },
      { note: '車いす', channel: 'desk' },
      { note: '車いす', overrideReason: '通訳が同席' },
      { note: '車いす', overrideReason: '通訳が同席', overbook: true },
    ]) {
      const { status, body: answer } = await register(other);
      expect([status, answer.faults?.[0]?.code]).toEqual([409, 'keyReused']);
    }
    const onTheWeb = await app.http
      .post('/api/v1/registrations')
      .set('idempotency-key', 'key-of-a-call')
      .send(body);
    expect(onTheWeb.status).toBe(409);
  });

  it('chooses among what is to come where nothing is named', async () => {
    const desk = await makeDesk(app, { dates: ['2025-03-01', '2025-04-14'] });
    const browser = await signInAs(app, desk.organization, 'reception');
    const { text } = await browser.get('/staff/registrations/new');
    expect([text.includes(desk.sessions[0]!.id), text.includes(desk.sessions[1]!.id)]).toEqual([false, true]);
  });

  it('excepts from rules with a reason, by organizers alone', async () => {
    const desk = await makeDesk(app, {
      dates: ['2025-04-14'],
      course: { registrationMode: 'both', closesAt: new Date('2025-03-31T00:00:00Z') },
      programme: { eligibility: [{ rule: 'residence', as: 'enforced', municipalities: ['ひかり市'] }] },
    });
    const body = { course: desk.course.id, nickname: 'よそ', municipality: 'となり市' };
    expect((await desk.post('registrations', body)).body.code).toBe('closed');
    const reason = '市内に勤めているため';
    expect((await desk.post('registrations', { ...body, overrideReason: reason })).status).toBe(403);
    const made = await desk.post(
      'registrations',
      { ...body, overrideReason: reason, channel: 'desk' },
      'organizer',
    );
    expect([made.status, made.body.status]).toEqual([201, 'confirmed']);
    const [{ action, after }] = await app.db.query(
      'SELECT action, after FROM audit_entries WHERE action !~ $$viewed$$ AND subject_id = $1',
      [made.body.id],
    );
    expect([action, after]).toMatchObject(['registration.made', { reasonGiven: true, channel: 'desk' }]);
    expect(JSON.stringify(after)).not.toMatch(/よそ|市内/);
    const notes = 'SELECT text FROM registration_notes WHERE registration_id = $1';
    expect(await app.db.query(notes, [made.body.id])).toEqual([{ text: reason }]);
  });

  it('gives a seat beyond the capacity with a reason, counted exactly', async () => {
    const desk = await makeDesk(app, { dates: ['2025-04-14'], capacity: 1 });
    await desk.register({ course: desk.course.id });
    const body = { course: desk.course.id, nickname: 'もう一人', people: 2, overbook: true };
    expect((await desk.post('registrations', body, 'organizer')).status).toBe(422);
    const reason = '通訳が同席';
    expect((await desk.post('registrations', { ...body, overrideReason: reason })).status).toBe(403);
    const made = await desk.post('registrations', { ...body, overrideReason: reason }, 'organizer');
    expect(made.body.status).toBe('confirmed');
    expect(await desk.pool()).toEqual({ capacity: 1, taken: 3, overbooked: 2 });
    expect(await desk.audited(made.body.id)).toEqual(['registration.overbooked']);
    const roomy = await makeDesk(app, { dates: ['2025-04-14'], capacity: 9 });
    const plain = await roomy.post(
      'registrations',
      { ...body, course: roomy.course.id, overrideReason: reason },
      'organizer',
    );
    expect([await roomy.pool(), await roomy.audited(plain.body.id)]).toEqual([
      { capacity: 9, taken: 2, overbooked: 0 },
      ['registration.made'],
    ]);
  });
});
