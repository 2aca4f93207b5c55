import type { Frame } from './fitting.js';
import type { HeadlineFrame } from './headline.js';
import type { Contents, Passage, Said } from './leaflet.js';
import { breadthOf, linesIn } from './text-space.js';

/*
 * Sizes of sheets and of what stands on them, as templates/assets/leaflet.css sets them; all in points. A test measures in a
 * browser that nothing runs over: whoever changes the one changes the other.
 */

const MM = 72 / 25.4;
const LEADING = 1.6;
/** Readings over the kanji need lines further apart. */
const LEADING_WITH_READINGS = 2.1;

export const HEADLINES: Readonly<Record<'poster' | 'threefold' | 'card', HeadlineFrame>> = {
  poster: { sizes: [54, 46, 40, 34, 29, 25, 21], breadth: 182 * MM, lines: 4 },
  threefold: { sizes: [30, 27, 24, 21, 18, 16], breadth: 82 * MM, lines: 5 },
  card: { sizes: [14, 12.5, 11, 9.5, 8.5], breadth: 56 * MM, lines: 3 },
};

function leadingOf(hasReadings: boolean): number {
  return hasReadings ? LEADING_WITH_READINGS : LEADING;
}

/** Height of paragraphs one below the other. */
function heightOfLines(lines: readonly Said[], size: number, breadth: number, leading: number): number {
  return lines.reduce((sum, { text }) => sum + linesIn(text, breadth / size - 1) * size * leading, 0);
}

/** How dates stand: one alone, a few in large letters, many in lines, or (where a date is all there is to say) in two columns. */
export function datesMode({ dates, more }: Contents): 'one' | 'few' | 'many' | 'columns' {
  const all = dates.length + more;
  if (all <= 1) return 'one';
  if (all <= LARGE_DATES) return 'few';
  return dates.some(({ time, about }) => time !== null || about !== null) ? 'many' : 'columns';
}

const LARGE_DATES = 4;
/** What stands around a time that has room on the line of its day. */
const BESIDE_EMS = 2.5;
const DATE_SIZES = { one: 1.7, few: 1.25, many: 1, columns: 1 } as const;

function heightOfDates(contents: Contents, size: number, breadth: number, leading: number): number {
  const { dates, more, passages } = contents;
  const mode = datesMode(contents);
  const large = size * DATE_SIZES[mode];
  const ems = breadth / large - 1;
  const heights = dates.map(({ day, time, about }) => {
    if (mode === 'many')
      return linesIn([day, time, about?.text].filter(Boolean).join('　'), ems) * large * leading + size * 0.3;
    const first = time && breadthOf(day) + BESIDE_EMS + breadthOf(time) > ems ? [day, time] : [day];
    const below = about ? linesIn(about.text, breadth / size - 1) : 0;
    const lines = first.reduce((count, text) => count + linesIn(text, ems), 0);
    return lines * large * leading + below * size * leading + size * 0.3;
  });
  const sum = heights.reduce((one, other) => one + other, 0);
  const listed = mode === 'columns' ? sum / 2 + Math.max(0, ...heights) : sum;
  return (
    listed +
    heightOfLines(passages.when, size, breadth, leading) +
    (more > 0 ? size * leading : 0) +
    size * 0.4
  );
}

/** Space that fixed things take: what the frame does not weigh itself. */
interface Fixed {
  /** Points of height that the headline and what stands with it take. */
  readonly head: number;
  /** Short words in frames: 匿名でよい. */
  readonly comforts: readonly string[];
  readonly hasReadings: boolean;
  readonly hasPicture: boolean;
}

function heightOfComforts({ comforts, hasReadings }: Fixed, size: number, breadth: number): number {
  if (comforts.length === 0) return 0;
  const ems = comforts.reduce((sum, words) => sum + breadthOf(words) + 2.6, 0);
  return (Math.ceil(ems / (breadth / size - 2)) * (hasReadings ? 2.8 : 2.3) + 0.8) * size;
}

const ROWS: readonly Passage[] = ['who', 'where', 'fee', 'register', 'bring', 'notes'];

/** A4, one page: a coloured head, dates, facts, and whom to ask at the foot. */
export function posterFrame(fixed: Fixed): Frame {
  const { head, hasReadings, hasPicture } = fixed;
  const leading = leadingOf(hasReadings);
  const breadth = 182 * MM;
  const value = breadth - 34 * MM;
  return {
    sizes: [24, 21, 18.5, 17, 15.5, 14, 13, 12, 11.2, 10.5],
    passages: ['lead', 'when', ...ROWS, 'hosts', 'contact'],
    fewestDates: 4,
    room: 297 * MM,
    heightOf(contents, size) {
      const { passages } = contents;
      // Telephone and mail address, and the notes below, whether they are there or not.
      const asking =
        heightOfLines(passages.contact, 12, 86 * MM, leading) +
        heightOfLines(passages.hosts, 10.5, 86 * MM, leading) +
        (hasReadings ? 40 : 27) * MM;
      const foot = Math.max(36 * MM, asking) + (contents.isCut ? 28 : 23) * MM;
      const rows = ROWS.reduce((sum, name) => {
        const lines = passages[name];
        if (lines.length === 0) return sum;
        return sum + Math.max(size * leading, heightOfLines(lines, size, value, leading)) + size * 0.75;
      }, 0);
      return (
        head +
        heightOfLines(passages.lead, size * 1.1, breadth, leading) +
        (hasPicture ? 52 * MM : 0) +
        heightOfDates(contents, size, value, leading) +
        heightOfComforts(fixed, size, breadth) +
        rows +
        12 * MM +
        foot
      );
    },
  };
}

export const PANELS = ['cover', 'about', 'dates', 'place', 'joining', 'back'] as const;
export type Panel = (typeof PANELS)[number];

const PANEL_PASSAGES: Readonly<Record<Panel, readonly Passage[]>> = {
  cover: ['lead'],
  about: ['description', 'who'],
  dates: ['when'],
  place: ['where', 'fee', 'bring'],
  joining: ['register', 'notes'],
  back: ['contact', 'hosts'],
};

/** One of six panels of A4 folded twice; the one that is folded in is 3 mm narrower. */
export function panelFrame(panel: Panel, around: Fixed): Frame {
  const { head, hasReadings, hasPicture } = around;
  const leading = leadingOf(hasReadings);
  const breadth = (panel === 'place' || panel === 'joining' ? 79 : 82) * MM;
  const sections = PANEL_PASSAGES[panel];
  return {
    sizes: [16, 14.5, 13, 12, 11, 10, 9],
    passages: sections,
    fewestDates: panel === 'dates' ? 4 : 0,
    room: (210 - 26) * MM,
    heightOf(contents, size) {
      const filled = sections.filter((name) => contents.passages[name].length > 0);
      const heading = size * 1.15 * leading + size * 1.7;
      const texts = filled.reduce(
        (sum, name) => sum + heightOfLines(contents.passages[name], size, breadth, leading) + heading,
        0,
      );
      const dates = panel === 'dates' ? heightOfDates(contents, size, breadth, leading) + heading : 0;
      const comfort = panel === 'joining' ? heightOfComforts(around, size, breadth) + heading : 0;
      const picture = panel === 'cover' && hasPicture ? 60 * MM : 0;
      // The head of the cover; the telephone, the QR code and its address on the back and beside registering.
      const fixed =
        { cover: Math.max(head, 95 * MM) + 36 * MM, back: 84 * MM, joining: 52 * MM }[panel as string] ?? 0;
      return texts + dates + comfort + picture + fixed;
    },
  };
}

/** The contents as a card draws them: what it never shows need not be cut for its sake. */
export function onCard(contents: Contents): Contents {
  const { when, where, who } = contents.passages;
  const drawn = { when: when.slice(0, 2), where: where.slice(0, 1), who: who.slice(0, 1) };
  return { ...contents, passages: { ...contents.passages, ...drawn } };
}

/** 91 mm by 55 mm; for contents `onCard`. */
export function cardFrame({ head }: Fixed): Frame {
  const leading = 1.4;
  const breadth = 56 * MM;
  return {
    sizes: [10, 9, 8, 7.5, 7, 6.5],
    passages: ['when', 'where', 'who'],
    fewestDates: 1,
    room: (55 - 8) * MM,
    heightOf(contents, size) {
      const { passages, dates, more } = contents;
      const when = [
        ...dates.map(({ day, time }) => ({ text: [day, time].filter(Boolean).join('　'), lang: 'ja' })),
        ...passages.when,
      ];
      return (
        head +
        heightOfLines([...when, ...passages.who, ...passages.where], size, breadth, leading) +
        (more > 0 ? size * leading : 0) +
        9 * MM
      );
    },
  };
}
