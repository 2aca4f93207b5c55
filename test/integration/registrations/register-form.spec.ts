import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeepPartial } from 'typeorm';
import type { Course } from '../../../src/programmes/course.entity.js';
import { Registration } from '../../../src/registrations/registration.entity.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { sendForm, tokenOf } from './form-sender.js';

const KEY = 'a-key-of-this-form-0001';

describe('the form by which one registers', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  const sessionOf = async (capacity = 10, course: DeepPartial<Course> = {}): Promise<string> => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-05-12'], capacity, course });
    return sessions[0]?.id as string;
  };
  const registrationsOf = (sessionId: string) => app.db.getRepository(Registration).findBy({ sessionId });

  it('takes a nickname alone, and leads to the page to keep', async () => {
    const session = await sessionOf();
    const answer = await sendForm(app, { session, nickname: 'はな', key: KEY });
    expect(answer.headers['set-cookie']).toBeUndefined();
    const page = await app.http.get(answer.headers.location as string).expect(200);
    expect(page.text).toContain('申込を受け付けました。');
    expect(page.text).toContain(`http://tsudoi.example/my/${tokenOf(answer)}`);
    expect(await registrationsOf(session)).toMatchObject([
      { nickname: 'はな', people: 1, email: null, discreet: true },
    ]);
  });

  it('takes the box that is not ticked for a no, and the language of the page', async () => {
    const session = await sessionOf();
    const answer = await app.http
      .post('/register?lang=en')
      .type('form')
      .send(
        `session=${session}&nickname=Hana&people=2&relation=family&discreet=false&email=hana%40mail.example`,
      );
    expect(answer.headers.location).toMatch(/^\/my\/[^?]+\?new=1&lang=en$/);
    const ticked = await app.http
      .post('/register')
      .type('form')
      .send(`session=${session}&nickname=Ken&discreet=false&discreet=true`);
    expect(ticked.status).toBe(303);
    const rows = await registrationsOf(session);
    expect(rows.find(({ nickname }) => nickname === 'Hana')).toMatchObject({
      people: 2,
      relation: 'family',
      discreet: false,
      email: 'hana@mail.example',
      language: 'en',
    });
    expect(rows.find(({ nickname }) => nickname === 'Ken')).toMatchObject({ discreet: true });
  });

  it('offers mails in every language, that of the page first, and takes the one that is chosen', async () => {
    const session = await sessionOf();
    const chosenIn = (html: string) => /<option value="([\w-]+)" lang="\w+" selected>/.exec(html)?.[1];
    const { text } = await app.http.get(`/register?session=${session}`).expect(200);
    expect([...text.matchAll(/<option value="([\w-]+)" lang="(\w+)"/g)].map(([, ...found]) => found)).toEqual(
      [
        ['ja', 'ja'],
        ['ja-simple', 'ja'],
        ['en', 'en'],
      ],
    );
    expect(chosenIn(text)).toBe('ja');
    expect(chosenIn((await app.http.get(`/register?session=${session}&lang=en`)).text)).toBe('en');

    const refused = await sendForm(app, { session, nickname: '', language: 'ja-simple' });
    expect(refused.status).toBe(422);
    expect(chosenIn(refused.text)).toBe('ja-simple');

    const answer = await sendForm(app, { session, nickname: 'リン', language: 'ja-simple' });
    expect(await registrationsOf(session)).toMatchObject([{ nickname: 'リン', language: 'ja-simple' }]);
    // The calendar is in the language of the mails.
    const { text: calendar } = await app.http.get(`/calendar/my/${tokenOf(answer)}.ics`).expect(200);
    const { text: page } = await app.http.get(`/my/${tokenOf(answer)}`).expect(200);
    expect(calendar).toContain('SUMMARY:よてい');
    expect(page).toContain('<html lang="ja">');
  });

  it.each([
    ['nickname', 'あ'.repeat(10_000), '40文字以内にしてください。'],
    ['nickname', '   ', '入力してください。'],
    ['nickname', 'はな\r\nBcc: all@city.example', '改行や制御文字は使えません。'],
    ['nickname', 'はな\u0007', '改行や制御文字は使えません。'],
    ['nickname', 'はな\u202e', '改行や制御文字は使えません。'],
    ['email', 'hana@mail.example\r\nBcc: all@city.example', 'メールアドレスの形を確かめてください'],
    ['email', 'hana', 'メールアドレスの形を確かめてください'],
    ['people', '0', '1以上にしてください。'],
    ['people', '21', '20以下にしてください。'],
    ['people', 'ふたり', '整数で入力してください。'],
    ['relation', 'boss', '選択肢から選んでください。'],
    ['language', 'fr', '選択肢から選んでください。'],
  ])(
    'returns a faulty %s with the sentence beside the field and what was typed',
    async (field, value, sentence) => {
      const session = await sessionOf();
      const answer = await sendForm(app, {
        session,
        nickname: 'はなの母',
        email: 'kept@mail.example',
        [field]: value,
      });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(`id="${field}-error">${sentence}`);
      expect(answer.text).toMatch(
        new RegExp(`id="${field}"[^>]*aria-describedby="[^"]*${field}-error"[^>]*aria-invalid="true"`),
      );
      expect(answer.text).toContain(`<a href="#${field}">`);
      expect(answer.text).toContain(`value="${field === 'email' ? 'はなの母' : 'kept@mail.example'}"`);
      if (field === 'nickname') expect(answer.text).toContain(`value="${value}"`);
      expect(await registrationsOf(session)).toEqual([]);
    },
  );

  it('carries what a spreadsheet would run as plain text', async () => {
    const session = await sessionOf();
    const answer = await sendForm(app, { session, nickname: "=cmd|' /C calc'!A0" });
    const page = await app.http.get(`/my/${tokenOf(answer)}`).expect(200);
    expect(page.text).toContain('=cmd|&#39; /C calc&#39;!A0');
  });

  it('makes one registration of a form sent twice, one after the other or at once', async () => {
    const session = await sessionOf();
    const fields = { session, nickname: '二度押し', key: 'pressed-twice-0001' };
    const [first, second] = await Promise.all([sendForm(app, fields), sendForm(app, fields)]);
    const third = await sendForm(app, fields);
    expect(new Set([first, second, third].map((answer) => tokenOf(answer))).size).toBe(1);
    expect(await registrationsOf(session)).toHaveLength(1);
  });

  it('asks again where the same form comes with other content, and then takes it', async () => {
    const session = await sessionOf();
    await sendForm(app, { session, nickname: 'はな', key: 'gone-back-and-changed' });
    const asked = await sendForm(app, { session, nickname: 'けん', key: 'gone-back-and-changed' });
    expect(asked.status).toBe(409);
    expect(asked.text).toContain('value="けん"');
    const key = /name="key" value="([^"]+)"/.exec(asked.text)?.[1];
    expect(key).not.toBe('gone-back-and-changed');
    tokenOf(await sendForm(app, { session, nickname: 'けん', key }));
    expect(await registrationsOf(session)).toHaveLength(2);
  });

  it('says that all is taken, keeps what was typed and shows the way on', async () => {
    const session = await sessionOf(1, { waitingList: false });
    tokenOf(await sendForm(app, { session, nickname: '先の人' }));
    const refused = await sendForm(app, { session, nickname: '後の人' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('満席です。');
    expect(refused.text).toContain('value="後の人"');
    expect(refused.text).toMatch(/href="\/programmes\/[^"]+">ほかの日程や案内を見る/);
  });

  it('says before one registers that a course with one full session means waiting', async () => {
    const { course, sessions } = await makeTerm(app.db, { dates: ['2025-05-12', '2025-05-26'], capacity: 1 });
    const open = await app.http.get(`/register?course=${course.id}`).expect(200);
    expect(open.text).not.toContain('キャンセル待ちに入る');
    tokenOf(await sendForm(app, { session: sessions[1]?.id, nickname: '先の人' }));
    const waiting = await app.http.get(`/register?course=${course.id}`).expect(200);
    expect(waiting.text).toContain('キャンセル待ちに入る');
    const answer = await sendForm(app, { course: course.id, nickname: '待つ人' });
    expect((await app.http.get(`/my/${tokenOf(answer)}`)).text).toContain('1番目');
  });

  it('puts one in the queue and says at which position', async () => {
    const session = await sessionOf(1);
    tokenOf(await sendForm(app, { session, nickname: '先の人' }));
    const form = await app.http.get(`/register?session=${session}`).expect(200);
    expect(form.text).toContain('キャンセル待ちに入る');
    const answer = await sendForm(app, { session, nickname: '待つ人' });
    const page = await app.http.get(answer.headers.location as string).expect(200);
    expect(page.text).toContain('満席なので、キャンセル待ちに入りました。');
    expect(page.text).toContain('1番目');
  });

  it.each([
    ['not open yet', { opensAt: new Date('2025-04-20T00:00:00Z') }, 'まだ申込の受付が始まっていません。'],
    ['closed', { closesAt: new Date('2025-03-20T00:00:00Z') }, '申込の受付は終わりました。'],
    ['taken elsewhere', { registrationMode: 'elsewhere' }, '案内にある方法でお申し込みください。'],
    ['only for the whole course', { registrationMode: 'course' }, 'この集まりは、全回まとめて申し込みます。'],
  ] as const)('offers no form where registration is %s', async (_reason, course, sentence) => {
    const session = await sessionOf(10, course);
    const page = await app.http.get(`/register?session=${session}`).expect(409);
    expect(page.text).toContain(sentence);
    expect(page.text).not.toContain('<form');
    const sent = await sendForm(app, { session, nickname: 'はな' });
    expect(sent.status).toBe(409);
    expect(sent.text).toContain('value="はな"');
    expect(await registrationsOf(session)).toEqual([]);
  });

  it('skips one session, cancels the rest, and takes each repetition calmly', async () => {
    const { course, sessions } = await makeTerm(app.db, {
      dates: ['2025-05-12', '2025-05-26', '2025-06-09'],
    });
    const token = tokenOf(await sendForm(app, { course: course.id, nickname: '三回' }));
    for (const _again of [1, 2]) {
      const released = await app.http.post(`/my/${token}/places/${sessions[1]?.id}/release`).expect(303);
      expect(released.headers.location).toBe(`/my/${token}?done=release`);
    }
    const page = await app.http.get(`/my/${token}`).expect(200);
    expect(page.text.match(/この回だけ休む/g)).toHaveLength(2);
    app.clock.set('2025-05-13T09:00:00+09:00');
    await app.http.post(`/my/${token}/places/${sessions[0]?.id}/release`).expect(409);
    await app.http.post(`/my/${token}/places/${course.id}/release`).expect(404);
    app.clock.set('2025-04-01T09:00:00+09:00');
    for (const _again of [1, 2]) await app.http.post(`/my/${token}/cancel`).expect(303);
    const cancelled = await app.http.get(`/my/${token}?done=cancel`).expect(200);
    expect(cancelled.text).toContain('申込を取りやめました。');
    expect(cancelled.text).not.toContain('この回だけ休む');
  });
});
