import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fontFaces } from './font-faces.js';
import { TEMPLATES } from './paths.js';

const resolve = createRequire(import.meta.url).resolve;

/** A style sheet that pages link to: its address holds the content's hash, so browsers may keep it for ever. */
export interface StyleSheet {
  readonly path: string;
  readonly content: string;
}

/**
 * Our own rules, in the order in which they overrule each other. `everyone`: public pages need them, and staff pages too;
 * `staff`: only pages and papers of staff.
 */
const PARTS: readonly (readonly [name: string, readers: 'everyone' | 'staff'])[] = [
  ['style', 'everyone'],
  ['components', 'everyone'],
  ['forms', 'everyone'],
  ['pages', 'everyone'],
  ['finding', 'everyone'],
  ['site', 'everyone'],
  ['languages', 'everyone'],
  ['ruby', 'everyone'],
  ['staff', 'staff'],
  ['plans', 'staff'],
  ['annual', 'everyone'],
  ['editing', 'staff'],
  ['year', 'staff'],
  ['planning', 'staff'],
  ['import', 'staff'],
  ['lottery', 'everyone'],
  ['registering', 'everyone'],
  ['answers', 'everyone'],
  ['keeping', 'everyone'],
  ['desk', 'staff'],
  ['papers', 'staff'],
  ['mail-texts', 'everyone'],
  ['digest', 'everyone'],
  ['tallies', 'staff'],
  ['subscribing', 'everyone'],
  ['open-data', 'everyone'],
  ['report', 'staff'],
  ['accounts', 'staff'],
  ['completion', 'staff'],
  ['people', 'staff'],
  ['today', 'staff'],
  ['door', 'staff'],
  ['navigation', 'staff'],
  ['look', 'staff'],
  ['paper', 'everyone'],
];

/** The whole list of the Digital Agency's design tokens, by name. */
const TOKENS = new Map(
  [
    ...readFileSync(resolve('@digital-go-jp/design-tokens/dist/tokens.css'), 'utf8').matchAll(
      /(--[\w-]+):\s*([^;]+);/g,
    ),
  ].map(([, name, value]) => [name as string, value as string]),
);

/** What stands in the head of public pages, all that holds them up: the tokens they use, and our rules. */
export const PUBLIC_SHEET = sheet('public', rulesOf('everyone'));

/** The same for pages and papers of staff. */
export const STAFF_SHEET = sheet('staff', rulesOf('everyone', 'staff'));

/** Linked at the end of the page: a page is read in a font of the device until its own has come. */
export const FONT_SHEET = sheet('fonts', fontFaces());

/** What the list needs that other sites show in a frame. */
export const EMBED_SHEET = sheet(
  'embed',
  shortened(readFileSync(join(TEMPLATES, 'assets/embed.css'), 'utf8')),
);

/** Sheets that are also served in the colour of an organization. */
export const COLOURED_SHEETS: readonly StyleSheet[] = [PUBLIC_SHEET, STAFF_SHEET, EMBED_SHEET];

function rulesOf(...readers: readonly string[]): string {
  const rules = shortened(
    PARTS.filter(([, whose]) => readers.includes(whose))
      .map(([part]) => readFileSync(join(TEMPLATES, `assets/${part}.css`), 'utf8'))
      .join('\n'),
  );
  return `:root{${[...tokensIn(rules)].map((name) => `${name}:${TOKENS.get(name)}`).join(';')}}${rules}`;
}

/** Without what only its writers read. */
function shortened(css: string): string {
  return css.replace(/\/\*.*?\*\//gs, '').replace(/\n\s*/g, '\n');
}

/** Names of the tokens that `css` uses, and those that they stand on. */
function tokensIn(css: string, found: Set<string> = new Set()): Set<string> {
  for (const [, name = ''] of css.matchAll(/var\((--[\w-]+)/g)) {
    const value = TOKENS.get(name);
    if (value === undefined || found.has(name)) continue;
    found.add(name);
    tokensIn(value, found);
  }
  return found;
}

function sheet(name: string, content: string): StyleSheet {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return { path: `/assets/${name}.${hash}.css`, content };
}
