import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { FewAtATime } from '../../platform/few-at-a-time.js';
import { SITE_COLOUR } from '../../shared/accent.js';
import { PictureFonts } from './picture-fonts.js';

/** The size that sites show in full (Open Graph), in pixels. */
export const PICTURE_SIZE = { width: 1200, height: 630 };
/** Bytes of finished pictures that a process keeps, some 40 kB each. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Drawn at a time, and waiting for it: whoever asks for more is told to come again. */
const AT_A_TIME = 1;
const MOST_WAITING = 40;
/** Widest characters of a title in one line of that size, in pixels. */
const TITLE_SIZES = [
  { upTo: 13, size: 76 },
  { upTo: 30, size: 64 },
  { upTo: 54, size: 54 },
  { upTo: Number.POSITIVE_INFINITY, size: 44 },
] as const;
const MOST_OF_TITLE = 90;

/** What a picture says, in one language. */
export interface SharingWords {
  /** Above the title: the town. */
  readonly above: string;
  readonly title: string;
  /** Below it, a line each: when, where, for whom. */
  readonly lines: readonly string[];
  readonly site: string;
  /** `#rrggbb`; null: the site's. */
  readonly accent: string | null;
}

/** Pictures by which other sites announce a page that is shared (Open Graph), drawn from words and kept for a while. */
@Injectable()
export class SharingPictures {
  private readonly kept = new LRUCache<string, Buffer>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ length }) => length,
  });
  private readonly underWay = new Map<string, Promise<Buffer>>();
  private readonly turns = new FewAtATime(AT_A_TIME, MOST_WAITING);
  private readonly fonts = new PictureFonts();

  /** ETag of the picture of these words, without drawing it. */
  etagOf(words: SharingWords): string {
    return `"${keyOf(words)}"`;
  }

  /** @throws DomainError `busy` where too many other pictures are waiting to be drawn */
  async png(words: SharingWords): Promise<Buffer> {
    const key = keyOf(words);
    const kept = this.kept.get(key) ?? this.underWay.get(key);
    if (kept) return kept;
    const drawing = this.turns.run(() => this.draw(words)).finally(() => this.underWay.delete(key));
    this.underWay.set(key, drawing);
    const png = await drawing;
    this.kept.set(key, png);
    return png;
  }

  private async draw(words: SharingWords): Promise<Buffer> {
    const text = [words.above, words.title, ...words.lines, words.site, '…'].join('');
    // Loaded with the first picture: most processes never draw one, and both take their time.
    const [{ default: satori }, { default: sharp }] = await Promise.all([import('satori'), import('sharp')]);
    const fonts = await this.fonts.forText(text);
    const svg = await satori(card(words), { ...PICTURE_SIZE, fonts });
    return sharp(Buffer.from(svg)).png({ compressionLevel: 9, palette: true }).toBuffer();
  }
}

function keyOf(words: SharingWords): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('base64url').slice(0, 27);
}

/** The card as satori takes it: elements of flexbox. */
function card({ above, title, lines, site, accent }: SharingWords) {
  const colour = accent ?? SITE_COLOUR;
  const shown = shortened(title);
  const size = TITLE_SIZES.find(({ upTo }) => widthOf(shown) <= upTo)!.size;
  return box({ width: '100%', height: '100%', backgroundColor: '#ffffff', color: '#1a1a1a' }, [
    box({ width: 28, height: '100%', backgroundColor: colour }, []),
    box(
      {
        flexDirection: 'column',
        justifyContent: 'space-between',
        flexGrow: 1,
        width: 1172,
        padding: '64px 72px 52px',
      },
      [
        box({ flexDirection: 'column', width: '100%' }, [
          line(above, { fontSize: 36, color: colour }),
          box({ fontSize: size, lineHeight: 1.4, marginTop: 20, wordBreak: 'break-word' }, shown),
        ]),
        box({ flexDirection: 'column', width: '100%' }, [
          ...lines.map((text) => line(text, { fontSize: 36, marginTop: 10, color: '#333333' })),
          box({ justifyContent: 'flex-end', fontSize: 32, marginTop: 20, color: '#595959' }, site),
        ]),
      ],
    ),
  ]);
}

function line(text: string, style: Readonly<Record<string, unknown>>) {
  return box(
    {
      ...style,
      lineHeight: 1.4,
      whiteSpace: 'nowrap',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      display: 'block',
    },
    text,
  );
}

function box(style: Readonly<Record<string, unknown>>, children: unknown) {
  return { type: 'div', key: null, props: { style: { display: 'flex', ...style }, children } };
}

/** Width in characters of Japanese: Latin ones take about half of one. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character.codePointAt(0)! < 0x2e80 ? 0.55 : 1), 0);
}

function shortened(title: string): string {
  let shown = '';
  for (const character of title) {
    if (widthOf(shown) >= MOST_OF_TITLE) return `${shown}…`;
    shown += character;
  }
  return shown;
}
