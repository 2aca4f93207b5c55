import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeepPartial } from 'typeorm';
import type { Course } from '../../../../src/programmes/course.entity.js';
import type { Programme } from '../../../../src/programmes/programme.entity.js';
import { Registration } from '../../../../src/registrations/registration.entity.js';
import { makeTerm } from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { sendForm, tokenOf } from '../form-sender.js';

/** Everything that the form of these tests can hold, as typed. */
const TYPED = {
  nickname: 'はなの母',
  people: '3',
  'companions.0.nickname': 'はなの父',
  'companions.0.relation': 'family',
  'companions.1.nickname': 'はな',
  email: 'hana@mail.example',
  relation: 'family',
  municipality: '-',
  otherMunicipality: '和光市',
  declares: 'women',
  'answers.wish': '一行目\r\n二行目',
  'answers.how': '紹介',
  discreet: 'false',
};

const PROGRAMME: DeepPartial<Programme> = {
  eligibility: [{ rule: 'women', as: 'enforced' }],
  asks: { municipality: 'optional' },
  questions: [
    { key: 'wish', text: '知りたいこと', type: 'long' },
    { key: 'how', text: '何で知りましたか', type: 'choice', choices: ['区報', '紹介'] },
  ],
};

describe('a request that is refused', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(() => app.clock.set('2025-04-01T09:00:00+09:00'));
  afterAll(() => app.close());

  const make = async (
    course: DeepPartial<Course> = {},
    programme: DeepPartial<Programme> = {},
    capacity = 10,
  ) => {
    const made = await makeTerm(app.db, {
      dates: ['2025-05-12', '2025-05-26'],
      capacity,
      course,
      programme: { ...PROGRAMME, ...programme },
    });
    return { course: made.course.id, session: made.sessions[0]?.id as string, slug: made.programme.slug };
  };

  const expectKept = (html: string) => {
    for (const kept of [
      'value="はなの母"',
      'value="3"',
      'value="はなの父"',
      '<option value="family" selected>',
      'value="はな"',
      'value="hana@mail.example"',
      'value="和光市"',
      '>一行目\n二行目</textarea>',
    ])
      expect(html).toContain(kept);
    expect(html).toMatch(/name="declares" value="women" checked/);
    expect(html).toMatch(/name="answers.how" value="紹介" checked/);
    expect(html).not.toMatch(/id="discreet"[^>]*checked/);
  };

  const cases: [string, Parameters<typeof make>, 'course' | 'session', string, string][] = [
    ['full', [{ waitingList: false }, {}, 2], 'session', '満席です。', 'This is full.'],
    [
      'closed',
      [{ closesAt: new Date('2025-03-30T00:00:00Z') }],
      'session',
      '申込の受付は終わりました。',
      'closed',
    ],
    [
      'not_yet_open',
      [{ opensAt: new Date('2025-04-30T00:00:00Z') }],
      'session',
      'まだ申込の受付が',
      'not opened',
    ],
    [
      'not_offered',
      [{ registrationMode: 'none' }],
      'session',
      '申込はいりません。そのままお越しください。',
      'You cannot register here',
    ],
    [
      'not_eligible',
      [
        {},
        {
          eligibility: [
            { rule: 'self', as: 'enforced' },
            { rule: 'women', as: 'enforced' },
          ],
        },
      ],
      'course',
      '確かめられなかったものがあります',
      'conditions',
    ],
  ];
  it.each(cases)(
    'is answered with %s: a sentence, a way on, and all that was typed',
    async (code, given, scope, ja, en) => {
      const made = await make(...given);
      const form = await sendForm(app, { ...TYPED, [scope]: made[scope] });
      expect(form.status).toBe(409);
      expect(form.text).toContain(ja);
      expect(form.text).toContain(`href="/programmes/${made.slug}"`);
      expectKept(form.text);
      const { body } = await app.http
        .post('/api/v1/registrations?lang=en')
        .send({
          [scope]: made[scope],
          ...{ nickname: 'はなの母', people: 3, relation: 'family', declares: ['women'] },
        })
        .expect(409);
      expect(body.code).toBe(code);
      expect(body.detail).toContain(en);
      expect(await app.db.getRepository(Registration).countBy({ courseId: made.course })).toBe(0);
    },
  );

  it('for a session that begins while one types is past', async () => {
    const { session } = await make();
    await app.http.get(`/register?session=${session}`).expect(200);
    app.clock.set('2025-05-12T10:00:01+09:00');
    const form = await sendForm(app, { ...TYPED, session });
    expect(form.status).toBe(409);
    expect(form.text).toContain('もう始まったか、終わった回です。');
    expectKept(form.text);
  });

  it('for a course that runs already is too late, also before one types', async () => {
    const { course } = await make({ joinUntil: 1, registrationMode: 'course' });
    app.clock.set('2025-05-13T09:00:00+09:00');
    const page = await app.http.get(`/register?course=${course}`).expect(409);
    expect(page.text).toContain('途中から参加できません。');
    expect(page.text).not.toContain('<form');
    const form = await sendForm(app, { ...TYPED, course });
    expect(form.status).toBe(409);
    expectKept(form.text);
    expect((await app.http.get(`/courses/${course}`)).text).toContain('途中参加の受付終了');
  });

  it('for the same address twice shows nothing of the first, and offers its link by mail', async () => {
    const { course, session } = await make();
    const first = await sendForm(app, {
      ...TYPED,
      nickname: 'ひみつの名',
      otherMunicipality: 'ひみつ市',
      'answers.wish': 'ひみつの願い',
      course,
    });
    const { code } = await app.db.getRepository(Registration).findOneByOrFail({ nickname: 'ひみつの名' });
    const form = await sendForm(app, { ...TYPED, email: 'hana@MAIL.example', session });
    expect(form.status).toBe(409);
    expect(form.text).toContain('href="/my/recover"');
    for (const secret of ['ひみつ', code, tokenOf(first)]) expect(form.text).not.toContain(secret);
    expect(form.text).toContain('value="はなの母"');
    const { body } = await app.http
      .post('/api/v1/registrations')
      .send({ session, nickname: 'x', email: 'hana@mail.example', declares: ['women'] })
      .expect(409);
    expect(body.code).toBe('duplicate');
    expect(JSON.stringify(body)).not.toContain('ひみつ');
  });

  it('names every fault beside its field and at the head', async () => {
    const { session } = await make(
      { maxPeople: 3 },
      {
        asks: { relation: 'required', companions: 'required', municipality: 'required' },
        questions: [{ key: 'state', text: 'ご様子', type: 'long', required: true, sensitive: true }],
      },
    );
    const form = await sendForm(app, { session, nickname: 'はな', people: '3' });
    expect(form.status).toBe(422);
    for (const [field, sentence] of [
      ['declares.women', 'この条件に当てはまる場合は'],
      ['relation', '選んでください。'],
      ['municipality', '選んでください。'],
      ['answers.state', '入力してください。'],
      ['companions', 'いっしょに来る方（2人）をお書きください。'],
    ]) {
      expect(form.text).toContain(`id="${field}-error">${sentence}`);
      expect(form.text).toContain(`<a href="#${field}">`);
      expect(form.text).toContain(`id="${field}"`);
    }
    // The head names them in the order in which they stand below.
    const heads = [...form.text.matchAll(/<a href="#([^"]+)">/g)].map(([, field]) => field);
    expect(heads.filter((field) => field !== 'main')).toEqual([
      ...['declares.women', 'companions', 'relation', 'municipality', 'answers.state'],
    ]);
    // As many rows as there are people to name.
    expect(form.text).toContain('name="companions.1.nickname"');
    expect(form.text).not.toContain('name="companions.2.nickname"');
    const many = await sendForm(app, { session, nickname: 'はな', people: '4' });
    expect(many.text).toContain('id="people-error">3以下にしてください。');
    const long = await sendForm(app, { session, nickname: 'はな', 'companions.0.nickname': 'あ'.repeat(41) });
    expect(long.text).toContain('id="companions.0.nickname-error">40文字以内にしてください。');
  });

  it('asks for one more row without registering anyone, and keeps everything', async () => {
    const { session, course } = await make();
    const form = await sendForm(app, { ...TYPED, session, act: 'more', key: 'kept-while-rows-grow' });
    expect(form.status).toBe(200);
    expectKept(form.text);
    expect(form.text).toContain('name="companions.2.nickname"');
    expect(form.text).toContain('name="key" value="kept-while-rows-grow"');
    expect(await app.db.getRepository(Registration).countBy({ courseId: course })).toBe(0);
  });

  it('puts a session of a course to choose from down for the one that was chosen, and for no other', async () => {
    const { course, session } = await make({ registrationMode: 'session' });
    const other = await make({ registrationMode: 'session' });
    const choose = async (chosen?: string) =>
      sendForm(app, { course, session: chosen, nickname: 'はな', declares: 'women' });
    const unchosen = await choose();
    expect(unchosen.status).toBe(422);
    expect(unchosen.text).toContain('id="session-error">選んでください。');
    const foreign = await choose(other.session);
    expect(foreign.status).toBe(422);
    expect(foreign.text).toContain('id="session-error">選択肢から選んでください。');
    tokenOf(await choose(session));
    expect(await app.db.getRepository(Registration).findBy({ courseId: course })).toMatchObject([
      { sessionId: session },
    ]);
    // The course as a whole is not on offer, and a whole course has no session to choose.
    const whole = await make({ registrationMode: 'course' });
    const both = await sendForm(app, { course: whole.course, session: whole.session, nickname: 'はな' });
    expect(both.status).toBe(422);
  });

  it('makes a member of whoever registers for a course that is held for its members', async () => {
    const { course, session } = await make({ registrationMode: 'members' });
    const page = await app.http.get(`/sessions/${session}`).expect(200);
    expect(page.text).toContain('一度登録すると、いつでも来られます。');
    expect(page.text).toContain(`href="/register?course=${course}"`);
    const form = await app.http.get(`/register?course=${course}`).expect(200);
    expect(form.text).toContain('利用登録');
    tokenOf(await sendForm(app, { course, nickname: 'はな', declares: 'women' }));
    expect(await app.db.getRepository(Registration).findBy({ courseId: course })).toMatchObject([
      { membership: true, status: 'confirmed' },
    ]);
  });
});
