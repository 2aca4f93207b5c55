import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Font } from 'satori';

const DIRECTORY = dirname(createRequire(import.meta.url).resolve('@fontsource/noto-sans-jp/unicode.json'));
const WEIGHT = 700;
/** Parts of the font that are held in memory, some 60 kB each. */
const MOST_PARTS = 150;

/** Code points, first and last, that a part of the font holds. */
type Range = readonly [number, number];

interface FontPart {
  /** As its file is named: `119`, `latin`. */
  readonly name: string;
  readonly ranges: readonly Range[];
}

/** The parts of Noto Sans JP, as its package divides it by Unicode ranges: a picture needs some ten of 124. */
export class PictureFonts {
  private parts: Promise<readonly FontPart[]> | undefined;
  private readonly loaded = new LRUCache<string, Promise<Font>>({ max: MOST_PARTS });

  /** Fonts that hold every character of `text` which the font has at all; each part has a name of its own. */
  async forText(text: string): Promise<Font[]> {
    this.parts ??= readParts().catch((error) => {
      // What could not be read once is tried again with the next picture.
      this.parts = undefined;
      throw error;
    });
    const points = [...new Set(text)].map((character) => character.codePointAt(0)!);
    const needed = (await this.parts).filter(
      ({ name, ranges }) =>
        name === 'latin' ||
        points.some((point) => ranges.some(([first, last]) => first <= point && point <= last)),
    );
    return Promise.all(needed.map(({ name }) => this.load(name)));
  }

  private load(name: string): Promise<Font> {
    const known = this.loaded.get(name);
    if (known) return known;
    const font = readFile(join(DIRECTORY, `files/noto-sans-jp-${name}-${WEIGHT}-normal.woff`)).then(
      (data) => ({
        name: `part ${name}`,
        data,
        weight: WEIGHT as 700,
        style: 'normal' as const,
      }),
    );
    this.loaded.set(name, font);
    font.catch(() => this.loaded.delete(name));
    return font;
  }
}

async function readParts(): Promise<FontPart[]> {
  const ranges: Record<string, string> = JSON.parse(await readFile(join(DIRECTORY, 'unicode.json'), 'utf8'));
  return Object.entries(ranges).map(([name, list]) => ({
    name: name.replace(/^\[(\d+)\]$/, '$1'),
    ranges: list.split(',').map((range) => {
      const [first = '', last = first] = range.trim().replace(/^U\+/i, '').split('-');
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)] as const;
    }),
  }));
}
