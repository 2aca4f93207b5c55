import Color from 'colorjs.io';

/** Least contrast of text and what lies behind it (WCAG 2.2, 1.4.3), and what we ask of colours that we make, for rounding. */
export const LEAST_CONTRAST = 4.5;
const OWN_CONTRAST = 4.6;

/** Steps of lightness (OKLCH, 0 to 1) by which a colour is made darker or lighter until it can be read. */
const STEP = 0.005;

/** What text stands on in light and in dark: page, surfaces, and the soft grounds of notices, of style.css. */
export const GROUNDS = {
  light: ['#ffffff', '#f2f2f2', '#e6f5ec', '#ffeee2', '#fdeeee'],
  dark: ['#14161a', '#202329', '#12301f', '#3a2412', '#401a1a'],
} as const;

/** Visited links of the design system (magenta 900), and their counterpart in the dark. */
const VISITED = { light: '#8b008b', dark: '#e0b3f5' } as const;
/** Distance in colour (OKLab) under which two links look alike. */
const ALIKE = 0.12;

const WHITE = '#ffffff';

/** The colour of pages about no organization, and of organizations that chose none (blue 900 of the design system). */
export const SITE_COLOUR = '#0017c1';

/** The colours of one organization's pages, `#rrggbb`; each is legible on all that it may stand on. */
export interface AccentColours {
  /** Fill of buttons, lines of the header, and its shade under the pointer. */
  readonly act: string;
  readonly actHover: string;
  /** Text on `act` and `actHover`. */
  readonly actText: string;
  /** Ground that is only tinted; the links and `actHover` are legible on it. */
  readonly actSoft: string;
  readonly link: string;
  readonly linkHover: string;
  readonly linkVisited: string;
}

/** True for `#rrggbb` in lower case. */
export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/.test(text);
}

/** Contrast of two colours by WCAG 2.2, 1 to 21. */
export function contrastOf(one: string, other: string): number {
  return new Color(one).contrast(new Color(other), 'WCAG21');
}

/** True where white can be read on `accent`, and `accent` on white. `accent`: `#rrggbb`. */
export function isLegibleAccent(accent: string): boolean {
  return contrastOf(accent, WHITE) >= LEAST_CONTRAST;
}

/** The lightest shade of `accent` that can be read on white, `#rrggbb`; `accent` itself where it can. */
export function nearestLegible(accent: string): string {
  return isLegibleAccent(accent) ? accent : shade(accent, -STEP, [WHITE], LEAST_CONTRAST);
}

/**
 * What an organization's colour becomes on the light and on the dark page. Hue and as much of its chroma as the screen has
 * are kept (OKLCH); lightness gives way until text can be read.
 * @param accent `#rrggbb` for which `isLegibleAccent` holds
 */
export function accentColours(accent: string): {
  readonly light: AccentColours;
  readonly dark: AccentColours;
} {
  return { light: lightOf(accent), dark: darkOf(accent) };
}

function lightOf(accent: string): AccentColours {
  const actSoft = tint(accent, 0.95, 0.03);
  const act = accent;
  const link = shade(accent, -STEP, [...GROUNDS.light, actSoft]);
  const actHover = shade(moved(accent, -0.08), -STEP, [...GROUNDS.light, actSoft]);
  return {
    act,
    actHover,
    actText: WHITE,
    actSoft,
    link,
    linkHover: shade(moved(link, -0.08), -STEP, [...GROUNDS.light, actSoft]),
    linkVisited: visited(link, VISITED.light, -0.06, [...GROUNDS.light, actSoft]),
  };
}

function darkOf(accent: string): AccentColours {
  const actSoft = tint(accent, 0.28, 0.05);
  const grounds = [...GROUNDS.dark, actSoft];
  // A fill as deep as on paper would be a hole in the dark page.
  const act = shade(moved(accent, Math.max(0, 0.78 - lightness(accent))), STEP, grounds);
  const hover = shade(moved(act, 0.08), STEP, grounds);
  return {
    act,
    actHover: hover,
    actText: shade(tint(accent, 0.18, 0.03), -STEP, [act, hover]),
    actSoft,
    link: act,
    linkHover: hover,
    linkVisited: visited(act, VISITED.dark, 0.06, grounds),
  };
}

/** The visited colour of the site, or, where links have nearly that colour, a greyer shade of their own. */
function visited(link: string, usual: string, by: number, grounds: readonly string[]): string {
  if (new Color(link).deltaE(new Color(usual), 'OK') > ALIKE) return usual;
  const greyer = new Color(moved(link, by)).to('oklch');
  greyer.set('c', (chroma: number) => chroma / 3);
  return shade(hexOf(greyer), Math.sign(by) * STEP, grounds);
}

/** `colour` made darker (`by` below 0) or lighter until it has `least` contrast with each of `grounds`. */
function shade(colour: string, by: number, grounds: readonly string[], least = OWN_CONTRAST): string {
  let found = colour;
  for (let l = lightness(colour); grounds.some((ground) => contrastOf(found, ground) < least); l += by) {
    if (l < 0 || l > 1) return by < 0 ? '#000000' : WHITE;
    found = withLightness(colour, l);
  }
  return found;
}

function tint(colour: string, l: number, chroma: number): string {
  const made = new Color(colour).to('oklch');
  made.set('c', (own: number) => Math.min(own, chroma));
  made.set('l', l);
  return hexOf(made);
}

function moved(colour: string, by: number): string {
  return withLightness(colour, Math.min(1, Math.max(0, lightness(colour) + by)));
}

function withLightness(colour: string, l: number): string {
  const made = new Color(colour).to('oklch');
  made.set('l', l);
  return hexOf(made);
}

function lightness(colour: string): number {
  return new Color(colour).to('oklch').get('l');
}

function hexOf(colour: Color): string {
  return colour.to('srgb').toGamut().toString({ format: 'hex', collapse: false }).slice(0, 7);
}
