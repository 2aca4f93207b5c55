import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ComposedMail } from '../../../src/platform/mail/composers.js';
import { type Letter, writeLetter } from '../../../src/platform/mail/letter.js';
import { SmtpMailTransport } from '../../../src/platform/mail/smtp-transport.js';
import { filesOf } from './mail-calendar.js';
import { PlainPeer } from './plain-peer.js';
import { SmtpPeer } from './smtp-peer.js';
import { type Reading, readTwice } from './two-parsers.js';

const ID = '0195f000-0000-7000-8000-00000000000a';
const MAIL: ComposedMail = {
  subject: '受付のお知らせ（受付番号 ABC234）',
  text: 'こんにちは。\n',
  html: '<!doctype html><p>こんにちは。</p>\n',
  preview: 'こんにちは。',
  senderName: 'お知らせ',
  language: 'ja',
};

function letterOf(mail: Partial<ComposedMail> = {}, recipient = 'hana@mail.example'): Promise<Letter> {
  return writeLetter({
    id: ID,
    from: 'noreply@tsudoi.example',
    recipient,
    idDomain: 'tsudoi.example',
    date: new Date('2025-04-01T00:00:00Z'),
    mail: { ...MAIL, ...mail },
  });
}

function headOf({ content }: Letter): string {
  return content.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
}

function headerOf(letter: Letter, name: string): string[] {
  return [...headOf(letter).matchAll(new RegExp(`^${name}: ((?:.*\\r\\n[ \\t])*.*)$`, 'gim'))].map(
    ([, value]) => value as string,
  );
}

/** Both readings, which must not differ. */
async function readingOf(letter: Letter): Promise<Reading> {
  const [one, other] = await readTwice(letter.content);
  expect({ ...one, text: one.text?.trim(), html: one.html?.trim() }).toEqual({
    ...other,
    text: other.text?.trim(),
    html: other.html?.trim(),
  });
  return one;
}

describe('a letter as bytes', () => {
  it('says who may answer, who must not, and how to leave', async () => {
    const letter = await letterOf({
      replyTo: 'Madoguchi@City.Example',
      language: 'ja-simple',
      unsubscribeUrl: 'https://tsudoi.example/unsubscribe/AbC-1?x=1&y=2',
    });
    expect(headerOf(letter, 'Reply-To')).toEqual(['Madoguchi@city.example']);
    expect(headerOf(letter, 'Auto-Submitted')).toEqual(['auto-generated']);
    expect(headerOf(letter, 'X-Auto-Response-Suppress')).toEqual(['DR, RN, NRN, OOF, AutoReply']);
    expect(headerOf(letter, 'Content-Language')).toEqual(['ja-simple']);
    expect(headerOf(letter, 'Message-ID')).toEqual([`<${ID}@tsudoi.example>`]);
    expect(headerOf(letter, 'List-Unsubscribe')).toEqual([
      '<https://tsudoi.example/unsubscribe/AbC-1?x=1&y=2>',
    ]);
    expect(headerOf(letter, 'List-Unsubscribe-Post')).toEqual(['List-Unsubscribe=One-Click']);
  });

  it('offers one click only where a POST is safe from listeners (RFC 8058 §3.1)', async () => {
    const letter = await letterOf({ unsubscribeUrl: 'http://tsudoi.example/unsubscribe/x' });
    expect(headerOf(letter, 'List-Unsubscribe')).toEqual(['<http://tsudoi.example/unsubscribe/x>']);
    expect(headerOf(letter, 'List-Unsubscribe-Post')).toEqual([]);
    expect(headerOf(await letterOf(), 'List-Unsubscribe')).toEqual([]);
  });

  it('is the same bytes when it is written again, but for the boundary', async () => {
    const [one, other] = [await letterOf(), await letterOf()].map(({ content }) =>
      content.toString('latin1').replace(/--_NmP-[\w-]+/g, 'boundary'),
    );
    expect(one).toBe(other);
  });

  const SUBJECTS = [
    '受付のお知らせ',
    'あ'.repeat(150),
    `${'あ'.repeat(40)}🌸${'い'.repeat(40)}`,
    '🌸'.repeat(60),
    '👩‍👩‍👧‍👦👨🏽‍🦽‍➡️🏴󠁧󠁢󠁥󠁮󠁧󠁿'.repeat(12),
    'が゙ぱ゚が'.repeat(25),
    'e\u0301'.repeat(120),
    '𠮷野家'.repeat(45),
    'Plain words, "quoted" and (bracketed)',
    `${'word '.repeat(25)}end`,
    'לוח אירועים 4月',
    '=? not encoded ?=',
    'ア=B?C_D E',
  ];

  it.each(SUBJECTS)('carries the subject %j in lines and words that are not too long', async (subject) => {
    const letter = await letterOf({ subject, senderName: [...subject].slice(0, 30).join('') });
    expectWellFormed(letter);
    const reading = await readingOf(letter);
    expect(reading.subject).toBe(subject.replaceAll('=?', '= ?'));
    expect(reading.text?.trim()).toBe('こんにちは。');
  });

  it('carries any words as two parsers read them, in lines that every server takes', async () => {
    const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(words, words, fc.string({ unit: 'grapheme' }), async (subject, senderName, text) => {
        const letter = await letterOf({ subject, senderName, text: `${text}\n` });
        expectWellFormed(letter);
        const { to, fromAddress } = await readingOf(letter);
        expect({ to, fromAddress }).toEqual({
          to: ['hana@mail.example'],
          fromAddress: 'noreply@tsudoi.example',
        });
      }),
      { numRuns: 150, seed: 20251121 },
    );
  });

  it.each([
    ['commas and quotes', 'Doe, "Jo" \\ Hana', 'Doe, "Jo" \\ Hana'],
    ['an address', 'Eve <eve@evil.example>, x', 'Eve <eve@evil.example>, x'],
    ['emoji', '花, 🌸 "春" <x@evil.example>', '花, 🌸 "春" <x@evil.example>'],
    ['a forged header', 'Hana\r\nBcc: eve@evil.example\r\n\r\nforged', 'Hana Bcc: eve@evil.example forged'],
    ['separators of lines', 'Hana\u2028Bcc:\u2029x\u0085y\u000bz', 'Hana Bcc: x y z'],
    ['turned words', 'Hana \u202egnp.exe\u202c \u2067x\u2069\u200f', 'Hana gnp.exe x'],
    ['an encoded word', '=?UTF-8?B?RXZl?= <eve@evil.example>', '= ?UTF-8?B?RXZl?= <eve@evil.example>'],
    [
      'encoded line breaks',
      '=?utf-8?Q?a=0D=0ABcc:_x@evil.example?=',
      '= ?utf-8?Q?a=0D=0ABcc:_x@evil.example?=',
    ],
    ['half a character', 'x\ud800y', 'x\ufffdy'],
    ['a name of nothing', '\u202e\u200b \r\n', ''],
  ])('carries %s in a subject and a sender name harmlessly', async (_what, words, shown) => {
    const letter = await letterOf({ subject: words, senderName: words });
    expectWellFormed(letter);
    const { subject, fromName, fromAddress, to } = await readingOf(letter);
    expect({ subject: subject ?? '', fromName, fromAddress, to }).toEqual({
      subject: shown,
      fromName: shown,
      fromAddress: 'noreply@tsudoi.example',
      to: ['hana@mail.example'],
    });
    expect(headOf(letter)).not.toMatch(/^(bcc|cc):/im);
  });

  it('shortens a topic of 10,000 characters between characters, and says so', async () => {
    const family = '👩‍👩‍👧‍👦';
    const { subject, fromName } = await readingOf(
      await letterOf({ subject: family.repeat(10_000), senderName: 'な'.repeat(10_000) }),
    );
    expect(subject).toBe(`${family.repeat(149)}…`);
    expect(fromName).toBe(`${'な'.repeat(59)}…`);
    const heap = await letterOf({ subject: `a${'\u0301'.repeat(10_000)}b`, text: 'x'.repeat(100_000) });
    expectWellFormed(heap);
    expect((await readingOf(heap)).subject).toBe(`a${'\u0301'.repeat(31)}b`);
  });

  it('turns no line of the body', async () => {
    const { text, html } = await readingOf(
      await letterOf({ text: 'Topic \u202eabc\u202c, from 10:00\n', html: '<p>\u202eabc</p>' }),
    );
    expect({ text: text?.trim(), html: html?.trim() }).toEqual({
      text: 'Topic abc, from 10:00',
      html: '<p>abc</p>',
    });
  });

  it('leaves out a Reply-To that is not one address', async () => {
    for (const replyTo of ['a@b.example, c@d.example', 'a@b.example\r\nBcc: x@y.example', '']) {
      expect(headerOf(await letterOf({ replyTo }), 'Reply-To')).toEqual([]);
    }
  });

  it('is not written to what is not one address', async () => {
    await expect(letterOf({}, 'a@b.example\nBcc: x@y.example')).rejects.toThrow('not one address');
  });
});

describe('a letter with calendar entries', () => {
  const CONTENT = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'METHOD:CANCEL',
    'X-LONG:あいうえおかきくけこさしすせそたちつてと',
    ' なにぬねの👪',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const calendar = { method: 'CANCEL', fileName: 'yotei.ics', content: CONTENT } as const;

  it('has them beside its text, once, as a file', async () => {
    const letter = await letterOf({ calendar });
    expectWellFormed(letter);
    const [head = ''] = headerOf(letter, 'Content-Type');
    expect(head).toMatch(/^multipart\/mixed;/);
    const types = [...letter.content.toString('latin1').matchAll(/^Content-Type: ([^;\r]+)/gm)];
    expect(types.map(([, type]) => type)).toEqual([
      ...['multipart/mixed', 'multipart/alternative', 'text/plain', 'text/html', 'text/calendar'],
    ]);
    const { text, html } = await readingOf(letter);
    expect({ text: text?.trim(), html: html?.trim() }).toEqual({
      text: MAIL.text.trim(),
      html: MAIL.html.trim(),
    });
  });

  it('carries their bytes as they are, and the method on the part as in the object', async () => {
    const [one, other] = await filesOf((await letterOf({ calendar })).content);
    expect(other).toEqual([
      { fileName: 'yotei.ics', disposition: 'attachment', method: 'CANCEL', content: CONTENT },
    ]);
    expect(one).toEqual(other);
  });

  it('is the same bytes when it is written again, but for the boundaries', async () => {
    const [one, other] = [await letterOf({ calendar }), await letterOf({ calendar })].map(({ content }) =>
      content.toString('latin1').replace(/--_NmP-[\w-]+/g, 'boundary'),
    );
    expect(one).toBe(other);
  });
});

describe('a letter over the wire', () => {
  it.each([
    ['hana@mail.example', 'hana@mail.example'],
    ['Hana@日本語.jp', 'Hana@xn--wgv71a119e.jp'],
    ["o'brien+club@mail.example", "o'brien+club@mail.example"],
    // RFC 5321 §4.1.2: dots there want quotes; the carriers take them with quotes.
    ['hana..s@docomo.ne.jp', '"hana..s"@docomo.ne.jp'],
    ['.hana@ezweb.ne.jp', '".hana"@ezweb.ne.jp'],
    ['hana.@ezweb.ne.jp', '"hana."@ezweb.ne.jp'],
  ])('is handed over for %s as RFC 5321 writes it', async (recipient, written) => {
    const peer = await PlainPeer.start();
    const transport = new SmtpMailTransport({ url: peer.url, connections: 1 });
    try {
      const letter = await letterOf({}, recipient);
      await expect(transport.send(letter)).resolves.toMatchObject({ state: 'sent' });
      expect(peer.commands.filter((line) => line.startsWith('RCPT'))).toEqual([`RCPT TO:<${written}>`]);
      const isQuoted = written.startsWith('"');
      expect(headerOf(letter, 'To')).toEqual([isQuoted ? `<${written}>` : written]);
    } finally {
      transport.close();
      await peer.stop();
    }
  });

  it('arrives as the bytes that were written', async () => {
    const peer = await SmtpPeer.start();
    const transport = new SmtpMailTransport({ url: peer.url, connections: 1 });
    try {
      const letter = await letterOf({ text: '.\n..two\n.\n' });
      await transport.send(letter);
      expect(peer.received.map(({ raw }) => raw)).toEqual([letter.content.toString('utf8')]);
    } finally {
      transport.close();
      await peer.stop();
    }
  });
});

/** RFC 5322 §2.1.1, RFC 2047 §2, RFC 2045 §6.8. */
function expectWellFormed({ content }: Letter): void {
  const text = content.toString('latin1');
  expect(text).not.toMatch(/[^\r]\n|\r[^\n]|[^\x20-\x7e\r\n\t]/);
  const head = text.slice(0, text.indexOf('\r\n\r\n'));
  const body = text.slice(head.length);
  expect(head.split('\r\n').filter((line) => line.length > 998)).toEqual([]);
  expect(body.split('\r\n').filter((line) => line.length > 76)).toEqual([]);
  for (const [word, charset, encoding, data] of head.matchAll(/=\?([\w-]+)\?([BQ])\?([^? ]*)\?=/g)) {
    expect((word ?? '').length).toBeLessThanOrEqual(75);
    expect({ charset, encoding }).toEqual({ charset: 'UTF-8', encoding: 'B' });
    // Each word holds whole characters: half of one would not decode.
    expect(() =>
      new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(data ?? '', 'base64')),
    ).not.toThrow();
  }
}
