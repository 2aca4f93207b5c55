import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { MailText } from '../../../../src/registrations/mails/texts/mail-text.entity.js';
import { newId } from '../../../../src/shared/ids.js';
import { makeOrganization, makeTerm } from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

let app: TestApp;
let term: Awaited<ReturnType<typeof makeTerm>>;

beforeAll(async () => {
  app = await startTestApp();
  term = await makeTerm(app.db, {
    dates: ['2025-04-14', '2025-05-12'],
    programme: { title: 'ひきこもり家族教室', titleEn: 'Family class' },
  });
});
afterAll(() => app.close());

const form = (id = term.sessions[0]!.id, more = '') => app.http.get(`/register?session=${id}${more}`);
const cardsIn = (html: string) =>
  [
    ...html.matchAll(
      /lock-sender">([^<]*)<\/p>\s*<p class="lock-subject">([^<]*)<\/p>\s*<p class="lock-preview">([^<]*)</g,
    ),
  ].map(([, sender, subject, preview]) => ({ sender, subject, preview }));

describe('what a locked phone shows', () => {
  it('stands on the form beside the choice, both ways, for the answer and the reminder', async () => {
    const cards = cardsIn((await form()).text);
    expect(cards.map(({ sender }) => sender)).toEqual(['お知らせ', 'お知らせ', 'ひかり市', 'ひかり市']);
    const [received, reminded, plain, plainReminder] = cards.map(({ subject }) => subject);
    expect(received).toBe('受付のお知らせ（受付番号 見本23）');
    expect(plain).toBe('ひきこもり家族教室：受け付けました（受付番号 見本23）');
    expect(plainReminder).toMatch(/^ひきこもり家族教室/);
    for (const { sender, subject, preview } of cards.slice(0, 2))
      expect(`${sender}${subject}${preview}`).not.toMatch(/ひきこもり|家族|ひかり市|市民センター/);
    expect(reminded).not.toBe('');
    expect(cards.every(({ preview }) => preview !== '')).toBe(true);
  });

  it('is in the language of the page', async () => {
    const cards = cardsIn((await form(undefined, '&lang=en')).text);
    expect(cards[0]).toMatchObject({
      sender: 'Notice',
      subject: 'Your registration (SAMPLE)',
    });
    expect(cards[2]?.subject).toContain('Family class');
  });

  it('is in the language that was chosen for the mails where the form comes back, and says which', async () => {
    expect((await form()).text).toContain('日本語のメールの場合です。');
    const typed = {
      session: term.sessions[0]!.id,
      key: newId(),
      nickname: '',
      people: '1',
      discreet: 'true',
    };
    const back = await app.http
      .post('/register')
      .type('form')
      .send({ ...typed, language: 'en' });
    expect(back.status).toBe(422);
    expect(cardsIn(back.text)[0]).toMatchObject({ sender: 'Notice', subject: 'Your registration (SAMPLE)' });
    expect(back.text).toContain('Englishのメールの場合です。');
    expect(back.text).toContain('<html lang="ja"');
    const simple = await app.http
      .post('/register')
      .type('form')
      .send({ ...typed, language: 'ja-simple' });
    expect(cardsIn(simple.text)[0]?.subject).toContain('もうしこみが できました');
    const unknown = await app.http
      .post('/register')
      .type('form')
      .send({ ...typed, language: 'xx' });
    expect(cardsIn(unknown.text)[0]?.subject).toBe('受付のお知らせ（受付番号 見本23）');
  });

  it('quotes names as mails do', async () => {
    const long = await makeTerm(app.db, {
      dates: ['2025-04-21'],
      programme: { title: `\u202e会\n${'長い題'.repeat(200)}` },
    });
    const [plain] = cardsIn((await form(long.sessions[0]!.id)).text).slice(2);
    expect(plain?.subject).toMatch(/^会 長い題[長い題]+…：受け付けました/);
    expect([...(plain?.subject ?? '')].length).toBeLessThan(200);
  });

  it('tells of no reminder where none is sent, and of what the answer will be', async () => {
    const quiet = await makeTerm(app.db, {
      dates: ['2025-04-21'],
      programme: { title: '待つ会', reminders: [] },
      course: { approval: true },
    });
    const cards = cardsIn((await form(quiet.sessions[0]!.id)).text);
    expect(cards).toHaveLength(2);
    expect(cards[0]?.subject).not.toContain('待つ会');
    expect(cards[1]?.subject).toContain('待つ会：お申し込みを受け取りました');
  });

  it('is in the words of the organization where it has its own, and in nobody else’s', async () => {
    const other = await makeOrganization(app.db);
    const words = { kind: 'confirmed', language: 'ja' as const, discreet: true, changedAt: new Date() };
    const text = { ...words, body: 'お会いしましょう。\n\n{{dates}}\n\n{{link}}' };
    await app.db.manager.insert(MailText, [
      { ...text, organizationId: term.organization.id, subject: 'わたしたちの件名' },
      { ...text, organizationId: other.id, subject: 'よその件名' },
    ]);
    const { text: html } = await form();
    expect(cardsIn(html)[0]).toEqual({
      sender: 'お知らせ',
      subject: 'わたしたちの件名',
      preview: 'お会いしましょう。',
    });
    expect(html).not.toContain('よその件名');
    await app.db.query('DELETE FROM mail_texts');
  });

  it('asks the database nothing that the form does not ask anyway', async () => {
    const ask = jest.spyOn(pg.Client.prototype, 'query');
    await form();
    const asked = ask.mock.calls.map(([query]) => JSON.stringify(query));
    ask.mockRestore();
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((sql) => sql.includes('mail_texts'))).toHaveLength(1);
    // It rides on the question which programme the course belongs to.
    expect(asked.find((sql) => sql.includes('mail_texts'))).toContain('SELECT programme.slug');
  });

  it('stands with the settings of a registration', async () => {
    const { body } = await app.http.post('/api/v1/registrations').set('idempotency-key', newId()).send({
      session: term.sessions[0]!.id,
      people: 1,
      nickname: '花',
      email: 'hana@mail.example',
      language: 'en',
    });
    const token = new URL(body.manageUrl).pathname.split('/').at(-1);
    const { text } = await app.http.get(`/my/${token}/mail`);
    const cards = cardsIn(text);
    expect(cards[0]?.subject).toBe(`Your registration (${body.code})`);
    expect(cards[2]?.subject).toContain('Family class');
  });
});
