import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FORMATS } from '../../../src/platform/views/formats.js';
import { type Messages, type Params } from '../../../src/platform/views/messages.js';
import { Views } from '../../../src/platform/views/views.js';
import { TextKinds } from '../../../src/registrations/mails/texts/text-kinds.js';
import { simpleTexts } from '../languages/simple-texts.js';
import { LETTERS, type LetterName, LetterOffice } from './letter-office.js';

/** Words of `mail.*` that stand on pages of staff, and in no mail to a registrant. */
const FOR_STAFF = ['mail.staff.', 'mail.states.', 'mail.kinds.', 'mail.reason.'];
/** Words of the mails that hardly anybody reads who needs やさしい日本語; what else is too hard, `languages/` lists for all catalogues. */
const HARD =
  /予定(?!（よてい）)|受付|申し?込|理由|中止(?!（ちゅうし）)|結果(?!（けっか）)|順番(?!（じゅんばん）)|登録(?!（とうろく）)/;

describe('mails in やさしい日本語', () => {
  let office: LetterOffice;
  let messages: Messages;

  beforeAll(async () => {
    office = await LetterOffice.open();
    messages = office.app.nest.get(Views).messages;
  });

  afterAll(() => office?.close());

  afterEach(async () => {
    jest.restoreAllMocks();
    await office.clear();
  });

  /** Every word that mails can be put together from: those of each kind that a room has registered, and the common ones. */
  function wordsOfMails(): string[] {
    const ofKinds = office.app.nest
      .get(TextKinds)
      .all()
      .flatMap(({ words }) => messages.keys(`${words}.`));
    const common = messages.keys('mail.').filter((key) => !FOR_STAFF.some((part) => key.startsWith(part)));
    return [...new Set([...ofKinds, ...common])];
  }

  it('have words of their own for all that mails can say', () => {
    const words = wordsOfMails();
    expect(words.length).toBeGreaterThan(150);
    expect(words.filter((key) => !messages.hasSimple(key))).toEqual([]);
  });

  it.each(Object.keys(LETTERS) as LetterName[])('say nothing in other Japanese in "%s"', async (name) => {
    const said = new Set<string>();
    const translator = messages.translator.bind(messages);
    jest.spyOn(messages, 'translator').mockImplementation((language) => (key: string, params?: Params) => {
      if (language === 'ja-simple') said.add(key);
      return translator(language)(key, params);
    });
    await office.receive(name, { language: 'ja-simple', discreet: false, people: 2 });
    expect(said.size).toBeGreaterThan(5);
    expect([...said].filter((key) => !messages.hasSimple(key))).toEqual([]);
  });

  it('write hard words in kana, or with how they are read, for nothing can stand above a line of a mail', () => {
    const words = new Set(wordsOfMails());
    const texts = simpleTexts().filter(({ key }) => words.has(key));
    expect(texts.length).toBeGreaterThan(150);
    expect(texts.filter(({ text }) => HARD.test(text))).toEqual([]);
  });

  it('write dates and times out, and no years of an era', () => {
    const format = FORMATS['ja-simple'];
    expect(format.date('2025-04-14')).toBe('2025年4月14日（月曜日）');
    expect(format.shortDate('2025-04-13')).toBe('4月13日（日曜日）');
    expect(format.weekday('2025-04-14')).toBe('月曜日');
    expect(format.timeRange('10:00', '11:45')).toBe('午前10時から 午前11時45分まで');
    expect(format.timeRange('13:30', null)).toBe('午後1時30分から');
    expect(format.timeRange('10:00', '12:00')).toBe('午前10時から 昼の 12時まで');
    expect(format.timeRange('12:30', '24:00')).toBe('昼の 12時30分から 夜の 12時まで');
    // Five past midnight is the next day's: 夜の 12時 ends one.
    expect([format.time('00:30'), format.time('00:00')]).toEqual(['午前0時30分', '午前0時']);
    expect(format.fiscalYear(2025)).toBe('2025年度（2025年4月から 2026年3月まで）');
    expect(format.dateTime(new Date('2025-04-14T01:00:00Z'), 'Asia/Tokyo')).toBe(
      '2025年4月14日（月曜日） 午前10時',
    );
  });

  it('tell a date as easy Japanese writes it', async () => {
    const { mail } = await office.receive('confirmed', { language: 'ja-simple' });
    expect(mail.text).toContain('・1回目 2025年4月14日（月曜日） 午前10時から 午前11時45分まで');
    expect(mail.html).toContain('<html lang="ja-simple">');
  });

  it.each(['ja', 'en', 'ja-simple'] as const)(
    'have subjects that tell the kinds apart, in %s, also where they are discreet',
    (language) => {
      const kinds = office.app.nest.get(TextKinds).all();
      const words = kinds.map((kind) => kind.words).filter((one) => /^(mail|reminders)\./.test(one));
      const t = messages.translator(language);
      for (const part of ['subject', 'discreetSubject']) {
        const subjects = words.map((one) =>
          t(`${one}.${part}`, { title: 'T', code: 'C', deadline: 'D', start: 'S' }),
        );
        expect(new Set(subjects).size).toBe(words.length);
        expect(words.length).toBeGreaterThan(15);
      }
    },
  );
});
