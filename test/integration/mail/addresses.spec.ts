import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSameMailbox, mailboxOf } from '../../../src/platform/mail/addresses.js';

const LABEL = `${'y'.repeat(60)}.`;

describe('what a mail address is', () => {
  it.each([
    ['hana@mail.example', 'hana@mail.example'],
    ['Hana.Suzuki@Mail.EXAMPLE', 'Hana.Suzuki@mail.example'],
    ["o'brien+club/x=1!#$%&*?^`{|}~-_@mail.example", "o'brien+club/x=1!#$%&*?^`{|}~-_@mail.example"],
    // As carriers gave them out.
    ['hana..s@docomo.ne.jp', 'hana..s@docomo.ne.jp'],
    ['.hana@ezweb.ne.jp', '.hana@ezweb.ne.jp'],
    ['hana-.@softbank.ne.jp', 'hana-.@softbank.ne.jp'],
    ['"hana..s"@docomo.ne.jp', 'hana..s@docomo.ne.jp'],
    // As Japanese keyboards type it.
    ['ｈａｎａ＿１＠ｄｏｃｏｍｏ．ｎｅ．ｊｐ', 'hana_1@docomo.ne.jp'],
    ['hana@docomo。ne。jp', 'hana@docomo.ne.jp'],
    // RFC 5891.
    ['hana@日本語.jp', 'hana@xn--wgv71a119e.jp'],
    ['hana@MÜNCHEN.de', 'hana@xn--mnchen-3ya.de'],
    [`${'x'.repeat(64)}@mail.example`, `${'x'.repeat(64)}@mail.example`],
    [`${'x'.repeat(7)}@${LABEL.repeat(4)}jp`, `${'x'.repeat(7)}@${LABEL.repeat(4)}jp`],
  ])('takes %j as %j', (typed, kept) => {
    expect(mailboxOf(typed)).toBe(kept);
    expect(mailboxOf(kept)).toBe(kept);
  });

  it.each([
    '',
    'hana',
    '@mail.example',
    'hana@',
    '...@mail.example',
    'hana@localhost',
    'hana@mail.example.',
    'hana@.mail.example',
    'hana@mail..example',
    'hana@-mail.example',
    'hana@mail_1.example',
    'hana@127.0.0.1',
    'hana@127.1',
    'hana@[127.0.0.1]',
    'hana@[IPv6:::1]',
    'hana@mail.example:25',
    'hana@mail.example/x',
    'hana@ma%69l.example',
    '花@mail.example',
    'hana\u0301@mail.example',
    '"hana s"@mail.example',
    '"hana\\"s"@mail.example',
    '"hana@mail.example"@evil.example',
    'hana@mail.example@evil.example',
    'hana@mail.example, eve@mail.example',
    'hana@mail.example;eve@mail.example',
    'Hana <hana@mail.example>',
    '<hana@mail.example>',
    'hana@mail.example (Hana)',
    ' hana@mail.example',
    'ha na@mail.example',
    'hana@mail.example\nBcc: eve@mail.example',
    'a@b\r\nBcc:x@mail.example',
    'hana\u0000@mail.example',
    'hana\u202e@mail.example',
    'hana@mail\u202e.example',
    'hana@mail.example\u2028',
    `${'x'.repeat(65)}@mail.example`,
    `hana@${'y'.repeat(64)}.example`,
    `${'x'.repeat(8)}@${LABEL.repeat(4)}jp`,
    'x'.repeat(100_000),
  ])('refuses %j', (text) => {
    expect(mailboxOf(text)).toBeUndefined();
  });

  it('lets nothing through that could mean more in a header or a command, and is stable', () => {
    const piece = fc.constantFrom(
      'a',
      'Z',
      '9',
      '.',
      '..',
      '@',
      '"',
      '\\',
      ' ',
      ',',
      '<',
      '>',
      '\r\n',
      'ａ',
      '花',
      'ü',
      '-',
      '%',
    );
    const texts = fc.array(piece, { maxLength: 12 }).map((parts) => `${parts.join('')}@mail.example`);
    fc.assert(
      fc.property(texts, (text) => {
        const kept = mailboxOf(text);
        if (kept === undefined) return;
        expect(kept).toMatch(/^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9.-]+$/);
        expect(mailboxOf(kept)).toBe(kept);
      }),
      { numRuns: 2000, seed: 20251121 },
    );
  });

  it('knows one mailbox in two spellings', () => {
    expect(isSameMailbox('Hana@日本語.jp', 'hana@XN--WGV71A119E.jp')).toBe(true);
    expect(isSameMailbox('"hana..s"@docomo.ne.jp', 'hana..s@docomo.ne.jp')).toBe(true);
    expect(isSameMailbox('hana@mail.example', 'hanna@mail.example')).toBe(false);
  });
});
