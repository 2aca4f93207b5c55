import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coloursOf, markOf } from '../../platform/views/accent-sheets.js';
import { TEMPLATES } from '../../platform/views/paths.js';
import { FONT_SHEET } from '../../platform/views/style-sheet.js';
import { isColour, nearestLegible } from '../../shared/accent.js';

/** Style of leaflets: paper has nothing of the site's screens but its fonts. */
export const LEAFLET_SHEET = readFileSync(join(TEMPLATES, 'assets/leaflet.css'), 'utf8');

/** Its address holds the content's hash, so that browsers may keep it for ever. */
export const LEAFLET_SHEET_NAME = `style.${createHash('sha256').update(LEAFLET_SHEET).digest('hex').slice(0, 12)}.css`;
export const LEAFLET_ASSETS = 'assets/leaflets';

/**
 * Style of one colour: a page has no styles of its own that injected markup could imitate. A colour too light for paper is
 * darkened until white is read on it.
 * @param accent `#rrggbb`
 */
export function colourSheet(accent: string): string {
  // As a link it is read on white and on the tint, and so is white on it.
  const { link, actSoft } = coloursOf(nearestLegible(accent)).light;
  return `:root {\n  --ink: ${link};\n  --tint: ${actSoft};\n}\n`;
}

/** Changes with the way in which a sheet is made of a colour, one that is darkened too. */
const WAY = createHash('sha256').update(colourSheet('#ffee00')).digest('hex').slice(0, 12);

/** Name of the sheet of one colour, `#rrggbb`: as with the site's own, only names that stood on a page of ours are known. */
export function colourSheetName(accent: string, secret: string): string {
  return `colour-${accent.slice(1)}.${markOf(accent, secret, `leaflet:${WAY}`)}.css`;
}

/** Addresses of the styles of a leaflet in this colour; null: in the usual one, which the style sheet has. */
export function leafletStyles(accent: string | null, secret: string): string[] {
  const colour =
    accent !== null && isColour(accent) ? [`/${LEAFLET_ASSETS}/${colourSheetName(accent, secret)}`] : [];
  return [FONT_SHEET.path, `/${LEAFLET_ASSETS}/${LEAFLET_SHEET_NAME}`, ...colour];
}
