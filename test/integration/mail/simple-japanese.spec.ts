import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FORMATS } from '../../../src/platform/views/formats.js';
import { type Messages, type Params } from '../../../src/platform/views/messages.js';
import { TEMPLATES } from '../../../src/platform/views/paths.js';
import { Views } from '../../../src/platform/views/views.js';
import { TextKinds } from '../../../src/registrations/mails/texts/text-kinds.js';
import { LETTERS, type LetterName, LetterOffice } from './letter-office.js';

/** Words of `mail.*` that stand on pages of staff, and in no mail to a registrant. */
const FOR_STAFF = ['mail.staff.', 'mail.states.', 'mail.kinds.', 'mail.reason.'];
/** Where a sentence ends. */
const ENDS = /[。！？{}]/;
/** Words of politeness and of offices, which やさしい日本語 does without; or writes in kana, or with how they are read. */
const HARD =
  /いただ|申し上げ|いたし|くださいませ|お待ちして|お取りし|ご案内|ご連絡|お手続|につきまして|令和|受付|申し?込|理由|予定(?!（よてい）)/;

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

  it('speak in short sentences with spaces between the words, and without words of politeness', () => {
    const directory = join(TEMPLATES, 'messages');
    const files = readdirSync(directory).filter((file) => file.endsWith('.ja-simple.yaml'));
    expect(files).toContain('mail.ja-simple.yaml');
    for (const file of files) {
      const texts = readFileSync(join(directory, file), 'utf8').split('\n');
      for (const text of texts.map((line) => line.replace(/^\s*[\w-]+:(?: |$)/, ''))) {
        const long = text.split(ENDS).filter((sentence) => sentence.length > 45);
        const crowded = text.split(ENDS).filter((sentence) => /[^\s{}。、「」（）：]{19,}/.test(sentence));
        const hard = HARD.exec(text)?.[0];
        expect({ file, text, long, crowded, hard }).toEqual({
          file,
          text,
          long: [],
          crowded: [],
          hard: undefined,
        });
      }
    }
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
    expect([format.time('00:30'), format.time('00:00')]).toEqual(['夜の 12時30分', '午前0時']);
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
