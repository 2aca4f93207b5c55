import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { expectGolden } from '../../support/golden.js';
import { LETTERS, type LetterName, LetterOffice } from './letter-office.js';
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
    it.each(['ja', 'en'] as const)('is the mail we wrote, discreet and open, in %s', async (language) => {
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

    it.each(['ja', 'en'] as const)(
      'tells nobody who looks over a shoulder what it is about, in %s',
      async (language) => {
        const { raw, mail } = await receive(name, { language, discreet: true });
        const telling = /印|mark|ひきこもり|hikikomori|家族|family|教室|class/i;
        const shown = { subject: mail.subject, sender: mail.from?.name, text: mail.text, html: mail.html };
        for (const [where, words] of Object.entries(shown)) {
          expect({ where, found: telling.exec(visible(words ?? '')) }).toEqual({ where, found: null });
        }
        const headers = (raw.split('\r\n\r\n', 1)[0] ?? '').replace(/^Reply-To: .*$/m, '');
        expect(telling.exec(headers)).toBeNull();
      },
    );
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

  it('keeps lines of English text within 76 columns, and links whole', async () => {
    const { mail } = await receive('waiting', { language: 'en', discreet: false });
    const long = (mail.text ?? '').split('\n').filter((line) => line.length > 76);
    expect(long.every((line) => line.startsWith('http'))).toBe(true);
  });
});

const ALL_HEADERS = [
  'Auto-Submitted',
  'Content-Language',
  'Content-Type',
  'Date',
  'From',
  'MIME-Version',
  'Message-ID',
  'Reply-To',
  'Subject',
  'To',
];

function headerNames(raw: string): string[] {
  const [headers = ''] = raw.split('\r\n\r\n', 1);
  return [...headers.matchAll(/^([\w-]+):/gm)].map(([, name]) => name as string).sort();
}

/** Without what nobody sees: style sheets, tags and their attributes. */
function visible(words: string): string {
  return words.replace(/<style>.*?<\/style>/gs, '').replace(/<[^>]*>/g, ' ');
}
