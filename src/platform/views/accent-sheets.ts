import { createHash, createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type AccentColours, accentColours, isColour, isLegibleAccent } from '../../shared/accent.js';
import { STAFF_SHEET, type StyleSheet } from './style-sheet.js';

/** Before the name of a style sheet in an organization's colour; the colour, `rrggbb`, and its mark come between. */
export const ACCENTED = '/assets/accent/';

/** Organizations whose colours are kept at hand. */
const KEPT = 500;

const known = new LRUCache<string, { readonly light: AccentColours; readonly dark: AccentColours }>({
  max: KEPT,
});

/** True for a colour in which pages may be. `accent`: `#rrggbb`. */
export function isAccent(accent: string): boolean {
  return isColour(accent) && isLegibleAccent(accent);
}

/** What becomes of an organization's colour in light and in dark; worked out once. */
export function coloursOf(accent: string) {
  const colours = known.get(accent) ?? accentColours(accent);
  known.set(accent, colours);
  return colours;
}

/** Colours whose rules stand for how rules are made of any. */
const SAMPLES = ['#0b6e4f', '#7a6000', '#0017c1'] as const;
let way: string | undefined;

/** Changes with the way in which rules are made of a colour: whoever keeps a sheet for ever keeps that of its address. */
function wayOfRules(): string {
  way ??= createHash('sha256')
    .update(SAMPLES.map((accent) => pageRules(accent) + sampleRules(accent)).join('\n'))
    .digest('hex');
  return way;
}

/**
 * What stands beside a colour in addresses. Rules of a colour take a processor some 20 ms, and there are 16 million colours:
 * only addresses that stood on a page of ours are answered, and without a secret nobody makes another.
 * @param use what is made of the colour, where that is not the site's style sheets
 */
export function markOf(accent: string, secret: string, use = 'sheet'): string {
  return createHmac('sha256', secret)
    .update(`accent:${use}:${wayOfRules()}:${accent}`)
    .digest('hex')
    .slice(0, 16);
}

/**
 * Address of `sheet` in the colour of an organization, for a page about it: the colour is part of the address and the rules
 * stand in the sheet, so a page needs no style of its own, and the one sheet that it waits for is kept for ever. Without a
 * colour, or with one that cannot be read, that of the site.
 */
export function pathOf(sheet: StyleSheet, accent: string | null | undefined, secret: string): string {
  if (!accent || !isAccent(accent)) return sheet.path;
  return `${ACCENTED}${accent.slice(1)}/${markOf(accent, secret)}/${fileOf(sheet)}`;
}

export function fileOf(sheet: StyleSheet): string {
  return sheet.path.slice(sheet.path.lastIndexOf('/') + 1);
}

/** `sheet` in the colour of an organization. `accent`: `#rrggbb` for which `isAccent` holds. */
export function accented(sheet: StyleSheet, accent: string): string {
  const rules = pageRules(accent);
  return `${sheet.content}\n${sheet.path === STAFF_SHEET.path ? `${rules}\n${sampleRules(accent)}` : rules}`;
}

/** The colours of the page, as custom properties. */
function pageRules(accent: string): string {
  const { light, dark } = coloursOf(accent);
  return [
    `:root{${fills(light)}}`,
    `@media screen{:root{${links(light)}}}`,
    `@media screen and (prefers-color-scheme:dark){:root{${fills(dark)};${links(dark)}}}`,
  ].join('\n');
}

/** Of the two samples on the page where a town chooses its colour: light and dark, whatever the page is. */
function sampleRules(accent: string): string {
  const { light, dark } = coloursOf(accent);
  return `.look-light{${fills(light)};${links(light)}}\n.look-dark{${fills(dark)};${links(dark)}}`;
}

function fills({ act, actHover, actText, actSoft }: AccentColours): string {
  return `--act:${act};--act-hover:${actHover};--act-text:${actText};--act-soft:${actSoft}`;
}

function links({ link, linkHover, linkVisited }: AccentColours): string {
  return `--link:${link};--link-hover:${linkHover};--link-visited:${linkVisited}`;
}
