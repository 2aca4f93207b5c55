import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { widthOf } from '../../../src/platform/mail/text-width.js';
import { LANGUAGES } from '../../../src/platform/views/messages.js';
import { expectGolden } from '../../support/golden.js';
import { LETTERS, type LetterName, LetterOffice } from './letter-office.js';
import { filesOf } from './mail-calendar.js';
import { readableMail } from './readable-mail.js';

const NAMES = Object.keys(LETTERS) as LetterName[];

describe('what the mails say', () => {
  let office: LetterOffice;
  const receive: LetterOffice['receive'] = (name, given) => office.receive(name, given);

  beforeAll(async () => {
    office = await LetterOffice.open();
  });

  afterAll(() => office?.close());

  afterEach(() => office.clear());

  describe.each(NAMES)('%s', (name) => {
    it.each(LANGUAGES)('is the mail we wrote, discreet and open, in %s', async (language) => {
      expectGolden(
        `mail/${name}.${language}.discreet.txt`,
        readableMail(await receive(name, { language, discreet: true })),
      );
      await office.clear();
      expectGolden(
        `mail/${name}.${language}.open.txt`,
        readableMail(await receive(name, { language, discreet: false, people: 2 })),
      );
    });

    it.each(LANGUAGES)('tells nobody who looks over a shoulder what it is about, in %s', async (language) => {
      const { raw, mail } = await receive(name, { language, discreet: true });
      const telling = /印|mark|ひきこもり|hikikomori|家族|family|教室|class/i;
      const shown = { subject: mail.subject, sender: mail.from?.name, text: mail.text, html: mail.html };
      for (const [where, words] of Object.entries(shown)) {
        expect({ where, found: telling.exec(visible(words ?? '')) }).toEqual({ where, found: null });
      }
      const headers = (raw.split('\r\n\r\n', 1)[0] ?? '').replace(/^Reply-To: .*$/m, '');
      expect(telling.exec(headers)).toBeNull();
      // A title that was chosen to be seen, and an address, are all that an entry has of the house.
      for (const { method, fileName, content } of (await filesOf(raw)).flat()) {
        const rest = content
          .replaceAll('\r\n ', '')
          .replace(/^(SUMMARY:.*)印集まり/gm, '$1')
          .replace(/^LOCATION:印町1-2-3\r$/gm, '');
        expect(telling.exec([method, fileName, rest].join())).toBeNull();
      }
    });
  });

  it('carries calendar entries where its reader has a place, or had one, and nowhere else', async () => {
    const carried: LetterName[] = [];
    for (const name of NAMES) {
      const { raw, mail } = await receive(name, { discreet: true });
      const [files] = await filesOf(raw);
      if (files.length > 0) carried.push(name);
      expect((mail.text ?? '').includes('添付のファイル')).toBe(files.length > 0);
      await office.clear();
    }
    expect(carried).toEqual([
      ...['confirmed', 'promoted', 'cancelled_registration', 'changed', 'cancelled_session', 'lottery_won'],
      ...['moved_registration', 'transferred'],
    ]);
  });

  it('names programme, topic and venue to someone who asked for that', async () => {
    const { mail } = await receive('confirmed', { discreet: false });
    expect(mail.subject).toContain('印ひきこもり家族教室');
    expect(mail.from?.name).toBe('印差出人');
    for (const words of [mail.text, mail.html]) {
      expect(words).toContain('印ひきこもりの理解');
      expect(words).toContain('会場：印保健所2階（印町1-2-3）');
    }
  });

  it('has no reply address that says what a discreet mail is about', async () => {
    await office.app.db.query(`UPDATE organizations SET contact_email = 'hikikomori-shien@marktown.example'`);
    try {
      for (const [name, discreet] of [
        ['confirmed', true],
        ['recovery', true],
      ] as const) {
        const { mail } = await receive(name, { discreet });
        expect({ name, replyTo: mail.replyTo }).toEqual({ name, replyTo: undefined });
        await office.clear();
      }
      const { mail } = await receive('confirmed', { discreet: false });
      expect(mail.replyTo?.[0]?.address).toBe('hikikomori-shien@marktown.example');
    } finally {
      await office.app.db.query(`UPDATE organizations SET contact_email = 'madoguchi@marktown.example'`);
    }
  });

  it.each<LetterName>(['confirmed', 'recovery'])(
    'has no line to telephone that says what a discreet "%s" is about',
    async (name) => {
      const lines = ['03-0000-0000（引きこもり相談）', '03-0000-0000 印家族教室担当', '印団体 03-0000-0000'];
      try {
        for (const line of lines) {
          await office.app.db.query('UPDATE organizations SET contact_tel = $1', [line]);
          const { mail } = await receive(name, { discreet: true });
          expect(mail.text).not.toContain('03-0000-0000');
          await office.clear();
          expect((await receive(name, { discreet: false })).mail.text).toContain(line);
          await office.clear();
        }
      } finally {
        await office.app.db.query(`UPDATE organizations SET contact_tel = '03-0000-0000'`);
      }
    },
  );

  it.each([
    ['a forged header', 'Hana\r\nBcc: eve@mail.example\r\n\r\nforged body', 'Hana Bcc'],
    ['commas, quotes and emoji', '花, "子" 🌸 <b>x</b> &amp;', '花, "子" 🌸 <b>x</b> &amp; さま'],
    ['a message format', "{code, plural, other {x}} '{'", "{code, plural, other {x}} '{' さま"],
  ])('carries %s in a nickname harmlessly', async (_what, nickname, shownAs) => {
    const { to, raw, mail } = await receive('confirmed', { nickname, discreet: false });
    expect(to).toEqual(['hana@mail.example']);
    expect(mail.to).toMatchObject([{ address: 'hana@mail.example' }]);
    expect({ cc: mail.cc, bcc: mail.bcc }).toEqual({ cc: undefined, bcc: undefined });
    expect(headerNames(raw)).toEqual(ALL_HEADERS);
    if (nickname.includes('@')) expect(mail.text).toContain('申し込まれた方へ');
    else expect(mail.text).toContain(shownAs);
    expect(mail.html).not.toContain('<b>x</b>');
  });

  it('carries a forged header in a title or a sender name harmlessly', async () => {
    await office.app.db.query(`UPDATE programmes SET title = $1`, ['印\r\nBcc: eve@mail.example']);
    await office.app.db.query(`UPDATE organizations SET sender_name = $1`, [
      'Eve" <eve@mail.example>, \r\nBcc: x@mail.example',
    ]);
    const { to, raw, mail } = await receive('confirmed', { discreet: false });
    expect(to).toEqual(['hana@mail.example']);
    expect(headerNames(raw)).toEqual(ALL_HEADERS);
    expect(mail.from?.address).toBe('noreply@tsudoi.example');
    expect(mail.subject).toContain('印 Bcc: eve@mail.example');
  });

  it('does not carry links of a stranger: anyone can register anyone', async () => {
    const { mail } = await receive('confirmed', { nickname: '当選 https://evil.example' });
    expect(mail.text).not.toContain('evil');
    expect(mail.html).not.toContain('evil');
  });

  it.each(LANGUAGES)('keeps lines of text within 76 columns, and links whole, in %s', async (language) => {
    for (const name of ['offered', 'lottery_lost', 'recovery'] as const) {
      const { mail } = await receive(name, { language, discreet: false });
      const long = (mail.text ?? '').split('\n').filter((line) => widthOf(line) > 76);
      expect(long.every((line) => /^https?:\S+$/.test(line))).toBe(true);
      await office.clear();
    }
  });

  describe('what others have written', () => {
    const OVERRIDE = '\u202E';
    const ISOLATED = /\u2068([^\u2069]*)\u2069/g;

    afterEach(() =>
      office.app.db.query(
        `UPDATE sessions SET topic = '印ひきこもりの理解' WHERE number = 1; UPDATE programmes SET title = '印ひきこもり家族教室';
         UPDATE venues SET name = '印保健所2階'`,
      ),
    );

    it('turns nothing around where it runs from right to left', async () => {
      const { db } = office.app;
      await db.query(`UPDATE programmes SET title = $1`, [`${OVERRIDE}教室\u2066`]);
      await db.query(`UPDATE venues SET name = $1`, [`بيت ${OVERRIDE}3`]);
      const { mail } = await receive('confirmed', { nickname: `שרה\u2069${OVERRIDE}`, discreet: false });
      for (const words of [mail.subject, mail.text, mail.html] as string[]) {
        expect(words).not.toMatch(/[\u200E\u200F\u202A-\u202E\u2066\u2067]/);
        expect(words.split('\u2068')).toHaveLength(words.split('\u2069').length);
      }
      expect(mail.subject).toMatch(/^教室：/);
      const isolated = [...(mail.text ?? '').matchAll(ISOLATED)].map(([, inside]) => inside);
      expect(new Set(isolated)).toEqual(new Set(['שרה', 'بيت 3']));
      expect(mail.text).toMatch(/^\u2068שרה\u2069 さま$/m);
      expect(mail.html).toContain('>\u2068שרה\u2069 さま<');
    });

    it('is told as far as a mail is for reading, and no further', async () => {
      await office.app.db.query(`UPDATE sessions SET topic = $1 WHERE number = 1`, [
        'とても長い話です。'.repeat(1112),
      ]);
      const { mail } = await receive('confirmed', { discreet: false });
      const told = /(?:とても長い話です。?|\s|と?て?も?長?い?話?で?す?…)+/.exec(mail.html ?? '')?.[0] ?? '';
      expect(mail.html).toMatch(/とても長い話です。とて?も?長?い?話?で?す?。?…/);
      expect(told.length).toBeLessThan(200);
      expect((mail.text ?? '').length).toBeLessThan(1500);
      expect(mail.text).toContain('/my/');
    });

    it('is no more than text in HTML', async () => {
      await office.app.db.query(`UPDATE venues SET name = $1`, ['<img src=x onerror=alert(1)>&amp;']);
      await office.app.db.query(`UPDATE sessions SET topic = $1 WHERE number = 1`, ['</td></table><script>']);
      const { mail } = await receive('confirmed', { nickname: '"><a href=x>', discreet: false });
      expect(mail.html).not.toMatch(/<img|<script|<a href=x/);
      expect(mail.html).toContain('&lt;img src=x onerror=alert(1)&gt;&amp;amp;');
      expect(mail.text).toContain('<img src=x onerror=alert(1)>&amp;');
    });
  });
});

const ALL_HEADERS = [
  'Auto-Submitted',
  'Content-Language',
  'Content-Type',
  'Date',
  'From',
  'List-Unsubscribe',
  'MIME-Version',
  'Message-ID',
  'Reply-To',
  'Subject',
  'To',
  'X-Auto-Response-Suppress',
];

function headerNames(raw: string): string[] {
  const [headers = ''] = raw.split('\r\n\r\n', 1);
  return [...headers.matchAll(/^([\w-]+):/gm)].map(([, name]) => name as string).sort();
}

/** Without what nobody sees: style sheets, tags and their attributes. */
function visible(words: string): string {
  return words.replace(/<style>.*?<\/style>/gs, '').replace(/<[^>]*>/g, ' ');
}
