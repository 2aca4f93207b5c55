import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HOUSE } from '../../../../src/platform/views/furigana/glossary.js';
import { Reader } from '../../../../src/platform/views/furigana/reader.js';
import { withRuby } from '../../../../src/platform/views/furigana/ruby.js';

const page = (body: string, lang = 'ja') =>
  `<!doctype html>\n<html lang="${lang}"><head><title>家族</title></head><body>${body}</body></html>\n`;
const bodyOf = async (body: string, lang?: string, reader = HOUSE) => {
  const html = await withRuby(page(body, lang), reader);
  return html.slice(html.indexOf('<body>') + 6, html.indexOf('</body>'));
};
const FAMILY = '<ruby>家族<rp>（</rp><rt aria-hidden="true">かぞく</rt><rp>）</rp></ruby>';

describe('a page with readings', () => {
  it('has them over text in Japanese, and is otherwise the same byte for byte', async () => {
    const body = `<!-- 家族 --><p class=a  data-b='家族'>家族&amp;<b>家族</b> &lt;家族&gt;</p><input value="家族" alt='家族'>`;
    expect(await bodyOf(body)).toBe(
      `<!-- 家族 --><p class=a  data-b='家族'>${FAMILY}&amp;<b>${FAMILY}</b> &lt;${FAMILY}&gt;</p><input value="家族" alt='家族'>`,
    );
    expect(await bodyOf('家族', 'ja-simple')).toBe(FAMILY);
  });

  it('has none where they would be wrong or break something', async () => {
    for (const name of ['script', 'style', 'textarea', 'select', 'svg', 'pre', 'code', 'ruby', 'noscript']) {
      const body = `<${name}>家族</${name}>`;
      expect(await bodyOf(`${body}家族`)).toBe(`${body}${FAMILY}`);
    }
    expect(await bodyOf('<select><option>家族</option></select>')).not.toContain('<ruby>');
    expect(await withRuby(page(''), HOUSE)).toContain('<title>家族</title>');
  });

  it('follows the language of each element, nested in one another', async () => {
    const body = '<div lang="en">家族<div>家族</div><p lang="ja">家族</p>家族</div>家族';
    expect(await bodyOf(body)).toBe(
      `<div lang="en">家族<div>家族</div><p lang="ja">${FAMILY}</p>家族</div>${FAMILY}`,
    );
    expect(await bodyOf('家族<br><img alt="">', 'en')).toBe('家族<br><img alt="">');
    expect(await bodyOf('<p lang="zh">家族</p>')).toBe('<p lang="zh">家族</p>');
  });

  it('is marked for the style sheet once', async () => {
    const once = await withRuby(page('家族'), HOUSE);
    expect(once).toContain('<html class="furigana" lang="ja">');
    expect(await withRuby(once, HOUSE)).toBe(once);
    expect(await withRuby('<html class="x" lang="ja">', HOUSE)).toBe('<html class="furigana x" lang="ja">');
  });

  it('shows what organizers enter as text, whatever it is', async () => {
    const reader = new Reader([{ text: '漢<b>', reading: '<script>alert(1)</script>"&' }]);
    const html = await bodyOf('漢&lt;b&gt;', 'ja', reader);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<b>');
  });

  it('has the text of the page without readings, for any text', async () => {
    const unit = fc.constantFrom(...'家族会の申し込み3月日<>&"\'人（かぞく）\u00a0aé😀麒');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit }), async (text) => {
        const escaped = text.replace(
          /[&<>]/g,
          (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '',
        );
        const html = await bodyOf(`<p>${escaped}</p>`);
        const plain = html
          .replace(/<ruby>(.*?)<rp>（<\/rp><rt aria-hidden="true">[^<]*<\/rt><rp>）<\/rp><\/ruby>/g, '$1')
          .replaceAll('&nbsp;', '\u00a0');
        // Brackets with a reading are gone where they have become one.
        expect(`<p>${escaped}</p>`.replaceAll('（かぞく）', '')).toBe(plain.replaceAll('（かぞく）', ''));
      }),
      { seed: 8, numRuns: 500 },
    );
  });
});
