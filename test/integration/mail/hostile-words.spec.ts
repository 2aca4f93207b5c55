import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { lintICalendar } from '../../support/icalendar-lint.js';
import { LetterOffice } from './letter-office.js';
import { filesOf } from './mail-calendar.js';
import { readTwice } from './two-parsers.js';

const TURN = '\u202e';
const BREAK = '\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>';

describe('words of others on their way into a mail', () => {
  let office: LetterOffice;
  beforeAll(async () => {
    office = await LetterOffice.open();
  });
  afterAll(() => office?.close());
  afterEach(() => office.clear());

  /** The letter as it arrived, read by two parsers, and its header lines. */
  async function received(given: object) {
    const { raw, to } = await office.receive('confirmed', { discreet: false, ...given });
    const head = raw.split('\r\n\r\n', 1)[0] ?? '';
    const names = [...head.matchAll(/^([\w-]+):/gm)].map(([, name]) => name?.toLowerCase() ?? '');
    const [, files] = await filesOf(raw);
    return { to, names, head, readings: await readTwice(Buffer.from(raw)), files };
  }

  it.each([
    ['programmes', 'title', `印${TURN}会${BREAK}`],
    ['programmes', 'title', `印<b onclick=x>会</b> "花", 🌸 =?UTF-8?B?RXZl?=`],
    ['programmes', 'title', `印${'長い題'.repeat(3400)}`],
    ['sessions', 'topic', `印${TURN}${'話'.repeat(10_000)}${BREAK}`],
    ['organizations', 'sender_name', `Eve" <eve@evil.example>,${TURN} 花${BREAK}`],
    ['organizations', 'sender_name', '長'.repeat(10_000)],
    ['organizations', 'contact_email', `a@b.example, eve@evil.example${BREAK}`],
    ['organizations', 'contact_name', `窓口${TURN}<img src=x>${BREAK}`],
    ['registrations', 'nickname', `花${TURN}<img src=x onerror=y>`],
  ])('are harmless and readable: %s.%s (%#)', async (table, column, words) => {
    const former: { id: string; was: string }[] = await office.app.db.query(
      `SELECT id, ${column} AS was FROM ${table}`,
    );
    await office.app.db.query(`UPDATE ${table} SET ${column} = $1`, [words]);
    try {
      const { to, names, head, readings, files } = await received(
        table === 'registrations' ? { nickname: words } : {},
      );
      expect(to).toEqual(['hana@mail.example']);
      expect(names.filter((name) => ['bcc', 'cc', 'sender'].includes(name))).toEqual([]);
      expect(names).toEqual([...new Set(names)]);
      expect(head.length).toBeLessThan(4000);
      expect(files.map(({ content }) => lintICalendar(Buffer.from(content), 'sent'))).toEqual([[]]);
      for (const { content } of files) {
        expect(content.length).toBeLessThan(8000);
        expect(content.match(/^(ATTENDEE|METHOD).*$/gm)).toEqual(['METHOD:PUBLISH']);
      }
      for (const { subject = '', fromName = '', fromAddress, replyTo, text = '', html = '' } of readings) {
        expect(fromAddress).toBe('noreply@tsudoi.example');
        expect([[], ['madoguchi@marktown.example']]).toContainEqual(replyTo);
        expect([subject, fromName, text, html].join()).not.toMatch(/[\u202a-\u202e]/);
        expect([...new Intl.Segmenter().segment(subject)].length).toBeLessThanOrEqual(150);
        expect([...new Intl.Segmenter().segment(fromName)].length).toBeLessThanOrEqual(60);
        expect(html).not.toMatch(/<script|<img|<b onclick|onerror=y>/);
        expect(text).toContain('受付番号');
      }
    } finally {
      for (const { id, was } of former)
        await office.app.db.query(`UPDATE ${table} SET ${column} = $2 WHERE id = $1`, [id, was]);
    }
  });
});
