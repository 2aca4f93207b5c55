import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeTerm } from '../../support/factories.js';
import { register } from '../../support/registering.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('what a programme asks and requires', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(() => app.clock.set('2025-04-01T09:00:00+09:00'));
  afterAll(() => app.close());

  const refused = async (body: object, status: number) =>
    (
      await app.http
        .post('/api/v1/registrations')
        .send({ nickname: 'みどり', ...body })
        .expect(status)
    ).body;
  const fieldsOf = (body: { faults?: { field: string; code: string }[] }) =>
    (body.faults ?? []).map(({ field, code }) => `${field} ${code}`);

  it('asks nothing for what is only guidance', async () => {
    const { sessions } = await makeTerm(app.db, {
      dates: ['2025-05-14'],
      programme: {
        eligibility: [{ rule: 'women' }, { rule: 'residence' }, { rule: 'age', min: 18, max: 49 }],
      },
    });
    await register(app, { session: sessions[0]?.id });
  });

  it('lets in who says that they meet an enforced condition', async () => {
    const { sessions } = await makeTerm(app.db, {
      dates: ['2025-05-14'],
      programme: {
        eligibility: [
          { rule: 'women', as: 'enforced' },
          { rule: 'age', as: 'enforced', min: 18, max: 49 },
          { rule: 'age', as: 'enforced', of: 'relative', min: 15 },
        ],
      },
    });
    const session = sessions[0]?.id;
    expect(fieldsOf(await refused({ session, declares: ['women'] }, 422))).toEqual([
      'declares.age declare',
      'declares.age-2 declare',
    ]);
    const { id } = await register(app, { session, declares: ['women', 'age', 'age-2'] });
    const [row] = await app.db.query('SELECT declares FROM registrations WHERE id = $1', [id]);
    expect(row.declares).toEqual(['women', 'age', 'age-2']);
  });

  it('asks for what a residence or relation rule needs, and refuses who does not meet it', async () => {
    const { sessions } = await makeTerm(app.db, {
      dates: ['2025-05-14'],
      programme: {
        eligibility: [
          { rule: 'residence', as: 'enforced' },
          { rule: 'self', as: 'enforced' },
        ],
      },
    });
    const session = sessions[0]?.id;
    expect(fieldsOf(await refused({ session }, 422))).toEqual([
      'municipality isNotEmpty',
      'relation isNotEmpty',
    ]);
    const elsewhere = { session, relation: 'self', municipality: 'となり市' };
    expect((await refused(elsewhere, 409)).code).toBe('not_eligible');
    expect((await refused({ session, relation: 'family', municipality: 'ひかり市' }, 409)).code).toBe(
      'not_eligible',
    );
    await register(app, { session, relation: 'self', municipality: 'ひかり 市' });
  });

  it('keeps answers, the sensitive ones apart', async () => {
    const { sessions } = await makeTerm(app.db, {
      dates: ['2025-05-14'],
      programme: {
        questions: [
          { key: 'heard', text: '何で知りましたか', type: 'choice', choices: ['広報', '紹介'] },
          { key: 'state', text: 'いまの様子', type: 'long', required: true, sensitive: true },
        ],
      },
    });
    const session = sessions[0]?.id;
    expect(fieldsOf(await refused({ session, answers: { heard: 'うわさ', other: 'x' } }, 422))).toEqual([
      'answers.other unknownQuestion',
      'answers.heard isIn',
      'answers.state isNotEmpty',
    ]);
    const { id } = await register(app, { session, answers: { heard: '広報', state: '部屋から\n出ません' } });
    const answersIn = (table: string) =>
      app.db.query(`SELECT question, answer FROM ${table} WHERE registration_id = $1`, [id]);
    expect(await answersIn('answers')).toEqual([{ question: 'heard', answer: '広報' }]);
    expect(await answersIn('sensitive_answers')).toEqual([
      { question: 'state', answer: '部屋から\n出ません' },
    ]);
  });

  it('counts who comes along, and keeps their names and relations', async () => {
    const { sessions, pools } = await makeTerm(app.db, { dates: ['2025-05-14'], course: { maxPeople: 3 } });
    const session = sessions[0]?.id;
    const companions = [{ nickname: 'ちちおや', relation: 'family' }];
    const { id } = await register(app, { session, companions });
    const [{ taken }] = await app.db.query('SELECT taken FROM seat_pools WHERE id = $1', [pools[0]?.id]);
    expect(taken).toBe(2);
    expect(
      await app.db.query('SELECT nickname, relation FROM companions WHERE registration_id = $1', [id]),
    ).toEqual(companions);
    expect(fieldsOf(await refused({ session, people: 1, companions }, 422))).toEqual([
      'people fewerThanNamed',
    ]);
    expect(fieldsOf(await refused({ session, people: 4 }, 422))).toEqual(['people max']);
  });

  describe('windows', () => {
    const web = { closesBefore: { days: 1, at: '17:00' } };

    it('closes the web before each session while staff still take requests by telephone', async () => {
      const { sessions } = await makeTerm(app.db, {
        dates: ['2025-05-14'],
        course: { channels: { web, telephone: {} } },
      });
      const session = sessions[0]?.id;
      app.clock.set('2025-05-13T16:59:59+09:00');
      await register(app, { session });
      const { body } = await app.http.get(`/api/v1/sessions/${session}`).expect(200);
      expect(body.registration).toMatchObject({ state: 'open', closesAt: '2025-05-13T17:00:00+09:00' });
      app.clock.set('2025-05-13T17:00:00+09:00');
      expect((await refused({ session }, 409)).code).toBe('closed');
    });

    it('does not offer the web where it is not named', async () => {
      const { sessions } = await makeTerm(app.db, {
        dates: ['2025-05-14'],
        course: { channels: { telephone: { weekdays: ['monday'], from: '08:30', until: '17:30' } } },
      });
      expect((await refused({ session: sessions[0]?.id }, 409)).code).toBe('not_offered');
    });

    it('lets nobody join a course once the session has begun until which one may', async () => {
      const { course } = await makeTerm(app.db, {
        dates: ['2025-05-14', '2025-05-21', '2025-05-28'],
        course: { joinUntil: 2 },
      });
      app.clock.set('2025-05-20T12:00:00+09:00');
      expect((await register(app, { course: course.id })).places).toHaveLength(2);
      app.clock.set('2025-05-21T10:00:00+09:00');
      expect((await refused({ course: course.id }, 409)).code).toBe('too_late');
    });
  });
});
