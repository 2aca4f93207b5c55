import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TEMPLATES } from './paths.js';

const resolve = createRequire(import.meta.url).resolve;

/**
 * The one style sheet of the site: design tokens, font faces subset by unicode range, and our own rules. Everything comes
 * from this server; the address holds the content's hash, so browsers may keep it for ever.
 */
export const STYLE_SHEET = [
  readFileSync(resolve('@digital-go-jp/design-tokens/dist/tokens.css'), 'utf8'),
  ...['400', '700'].map((weight) =>
    readFileSync(resolve(`@fontsource/noto-sans-jp/${weight}.css`), 'utf8')
      .replace(
        /url\(\.\/files\/([^)]+\.woff2)\) format\('woff2'\), url\([^)]*\) format\('woff'\)/g,
        "url(/assets/fonts/$1) format('woff2')",
      )
      .replace(/\/\*.*?\*\//g, ''),
  ),
  ...[
    'style',
    'components',
    'forms',
    'pages',
    'staff',
    'plans',
    'editing',
    'year',
    'planning',
    'import',
    'lottery',
    'registering',
    'desk',
    'papers',
    'mail-texts',
    'digest',
    'tallies',
    'subscribing',
    'open-data',
    'report',
    'accounts',
    'completion',
    'people',
    'today',
    'door',
    'navigation',
  ].map((part) => readFileSync(join(TEMPLATES, `assets/${part}.css`), 'utf8')),
].join('\n');

/** Path of the style sheet, for the layouts. */
export const STYLE_PATH = `/assets/style.${createHash('sha256').update(STYLE_SHEET).digest('hex').slice(0, 12)}.css`;
