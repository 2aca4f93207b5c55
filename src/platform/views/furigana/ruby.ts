import { finished } from 'node:stream/promises';
import { RewritingStream } from 'parse5-html-rewriting-stream';
import type { Reader } from './reader.js';

/** Elements whose text is no text of the page, or may hold no elements, or must be read letter by letter. */
const LEFT_OUT = new Set([
  ...['title', 'head', 'script', 'style', 'template', 'noscript', 'textarea', 'select', 'option', 'datalist'],
  ...['svg', 'math', 'pre', 'code', 'kbd', 'samp', 'ruby', 'rt', 'rp', 'canvas', 'object', 'iframe'],
]);

const HAS_KANJI = /[\p{Script=Han}]/u;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** An element in which something else holds than around it, with how many of its name are open inside. */
interface Frame {
  readonly name: string;
  depth: number;
  readonly isJapanese: boolean;
  readonly isLeftOut: boolean;
}

/**
 * A page with readings over its kanji, as far as `reader` knows them; everything else of it stays byte for byte. Only text in Japanese
 * elements (`lang`) is touched. Screen readers pass over the readings: they would read every word twice.
 */
export async function withRuby(html: string, reader: Reader): Promise<string> {
  const pieces: string[] = [];
  const stream = new RewritingStream();
  const copy = (_: unknown, raw: string) => void pieces.push(raw);
  stream.on('doctype', copy);
  stream.on('comment', copy);
  const frames: Frame[] = [{ name: '', depth: 1, isJapanese: false, isLeftOut: false }];
  const top = () => frames.at(-1) as Frame;
  stream.on('startTag', (tag, raw) => {
    const frame = top();
    const lang = tag.attrs.find(({ name }) => name === 'lang')?.value;
    const isLeftOut = frame.isLeftOut || LEFT_OUT.has(tag.tagName);
    const isJapanese = lang === undefined ? frame.isJapanese : /^ja\b/i.test(lang);
    if (isLeftOut !== frame.isLeftOut || isJapanese !== frame.isJapanese) {
      if (!tag.selfClosing) frames.push({ name: tag.tagName, depth: 1, isJapanese, isLeftOut });
    } else if (frame.name === tag.tagName && !tag.selfClosing) {
      frame.depth++;
    }
    pieces.push(tag.tagName === 'html' ? marked(raw) : raw);
  });
  stream.on('endTag', (tag, raw) => {
    const frame = top();
    if (frame.name === tag.tagName && --frame.depth === 0) frames.pop();
    pieces.push(raw);
  });
  stream.on('text', (token, raw) => {
    const { isJapanese, isLeftOut } = top();
    const isRead = isJapanese && !isLeftOut && HAS_KANJI.test(token.text);
    pieces.push(isRead ? rubyOf(token.text, reader) : raw);
  });
  stream.resume();
  stream.end(html);
  await finished(stream);
  return pieces.join('');
}

/** The start tag of the page with the class by which the style sheet gives lines with readings their room. */
function marked(raw: string): string {
  if (/\sclass="furigana\b/.test(raw)) return raw;
  if (/\sclass="/.test(raw)) return raw.replace(/(\sclass=")/, '$1furigana ');
  return raw.replace(/^<html/i, '<html class="furigana"');
}

/** A text as HTML, with readings. */
export function rubyOf(text: string, reader: Reader): string {
  return reader
    .parts(text)
    .map(({ text: own, reading }) =>
      reading === null
        ? escaped(own)
        : `<ruby>${escaped(own)}<rp>（</rp><rt aria-hidden="true">${escaped(reading)}</rt><rp>）</rp></ruby>`,
    )
    .join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign).replaceAll('\u00a0', '&nbsp;');
}
