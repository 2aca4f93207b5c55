import { inflateSync } from 'node:zlib';

/** What the tests read of a PDF file as Chromium writes it: plain objects, streams by Flate, fonts with Unicode maps. */
export interface ReadPdf {
  /** Sizes of the pages in millimetres, rounded. */
  readonly pages: readonly { readonly width: number; readonly height: number }[];
  /** All text in the order in which it is drawn, without spaces: lines and words are set apart by positions alone. */
  readonly text: string;
  readonly title: string;
  readonly language: string;
  readonly isTagged: boolean;
  readonly hasOutline: boolean;
  /** Names of the fonts whose files are inside. */
  readonly fonts: readonly string[];
}

const MM_PER_POINT = 25.4 / 72;

export function readPdf(bytes: Buffer): ReadPdf {
  const raw = bytes.toString('latin1');
  const boxes = [...raw.matchAll(/\/Type\s*\/Page\b(?!s)[\s\S]*?\/MediaBox\s*\[([^\]]+)\]/g)];
  const title = /\/Title\s*<([0-9A-Fa-f]+)>/.exec(raw)?.[1];
  return {
    pages: boxes.map(([, box = '']) => {
      const [, , width = 0, height = 0] = box.trim().split(/\s+/).map(Number);
      return { width: Math.round(width * MM_PER_POINT), height: Math.round(height * MM_PER_POINT) };
    }),
    text: textOf(bytes),
    title: title ? utf16(title.replace(/^FEFF/i, '')) : (/\/Title\s*\(([^)]*)\)/.exec(raw)?.[1] ?? ''),
    language: /\/Lang\s*\(([^)]*)\)/.exec(raw)?.[1] ?? '',
    isTagged: /\/MarkInfo\s*<<[^>]*\/Marked\s+true/.test(raw),
    hasOutline: /\/Outlines\s+\d+ 0 R/.test(raw),
    fonts: [...raw.matchAll(/\/FontName\s*\/(?:[A-Z]{6}\+)?([\w-]+)[\s\S]{0,400}?\/FontFile[23]?\s/g)].map(
      ([, name = '']) => name,
    ),
  };
}

function textOf(bytes: Buffer): string {
  const raw = bytes.toString('latin1');
  const objects = new Map(
    [...raw.matchAll(/(?:^|\n)(\d+) 0 obj\s*([\s\S]*?)\s*endobj/g)].map(([, id = '', body = '']) => [
      id,
      body,
    ]),
  );
  const named = new Map<string, ReadonlyMap<string, string>>();
  for (const [, name = '', id = ''] of raw.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? '')?.[1];
    if (map) named.set(name, unicodeMap(streamOf(objects.get(map) ?? '')));
  }
  let text = '';
  for (const body of objects.values()) {
    if (!body.includes('stream') || body.includes('/FontFile') || body.includes('/Subtype /Image')) continue;
    const content = streamOf(body);
    if (!content.includes(' Tf')) continue;
    let font: ReadonlyMap<string, string> | undefined;
    for (const [, name, hex] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>/g)) {
      if (name) font = named.get(name);
      else for (const glyph of hex?.match(/.{4}/g) ?? []) text += font?.get(glyph.toUpperCase()) ?? '';
    }
  }
  return text.replace(/\s/g, '');
}

function streamOf(body: string): string {
  const start = body.indexOf('stream');
  if (start < 0) return '';
  const data = Buffer.from(
    body
      .slice(start)
      .replace(/^stream\r?\n/, '')
      .replace(/\r?\nendstream[\s\S]*$/, ''),
    'latin1',
  );
  try {
    return inflateSync(data).toString('latin1');
  } catch {
    return data.toString('latin1');
  }
}

/** Glyph (four hexadecimal digits) to text, from the two forms that a map has. */
function unicodeMap(map: string): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const [, section = ''] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph = '', text = ''] of section.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g))
      known.set(glyph.toUpperCase(), utf16(text));
  for (const [, section = ''] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from = '', to = '', first = ''] of section.matchAll(
      /<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g,
    ))
      for (let at = 0; at <= Number.parseInt(to, 16) - Number.parseInt(from, 16); at++) {
        const glyph = (Number.parseInt(from, 16) + at).toString(16).padStart(4, '0').toUpperCase();
        known.set(glyph, String.fromCodePoint(utf16(first).codePointAt(0)! + at));
      }
  return known;
}

function utf16(hex: string): string {
  return Buffer.from(hex, 'hex').swap16().toString('utf16le');
}
