import { amountOf, type Fitted, fitContents } from './domain/fitting.js';
import {
  cardFrame,
  datesMode,
  HEADLINES,
  onCard,
  PANELS,
  type Panel,
  panelFrame,
  posterFrame,
} from './domain/frames.js';
import { type FittedHeadline, fitHeadline } from './domain/headline.js';
import { type Contents, type EditedForm } from './domain/leaflet.js';
import { breadthOf, linesIn } from './domain/text-space.js';
import type { LeafletContent } from './leaflet-content.js';

const MM = 72 / 25.4;

/** A leaflet as it stands on its sheet. */
export interface FittedLeaflet {
  readonly headline: FittedHeadline;
  /** Classes of the style sheet: `step-0` is the largest text. Of a poster or card, one; of a three-fold, one for all panels. */
  readonly step: number;
  readonly contents: Contents;
  /** False where the words need the room of the photograph. */
  readonly showsPicture: boolean;
  /** How the dates stand. */
  readonly datesMode: ReturnType<typeof datesMode>;
}

interface Surroundings {
  readonly hasReadings: boolean;
  readonly hasPicture: boolean;
  readonly hasLogo: boolean;
}

/** Text that is read from where a poster hangs, points: for its sake the headline is smaller. */
const EASY = 12;

/** Chooses sizes of headline and text, and cuts what has no room; before any words, the photograph goes. */
export function fitLeaflet(content: LeafletContent, form: EditedForm, around: Surroundings): FittedLeaflet {
  const fitted = fitAround(content, form, around);
  if (!around.hasPicture) return fitted;
  const withoutPicture = fitAround(content, form, { ...around, hasPicture: false });
  return amountOf(withoutPicture.contents) > amountOf(fitted.contents) ? withoutPicture : fitted;
}

function fitAround(content: LeafletContent, form: EditedForm, around: Surroundings): FittedLeaflet {
  const { sizes } = HEADLINES[form];
  const tried = sizes
    .slice(0, form === 'poster' ? -1 : 1)
    .map((_, smaller) => fitUnder(content, form, around, smaller));
  const isWhole = ({ contents }: FittedLeaflet) =>
    !contents.isCut && contents.dates.length === content.contents.dates.length;
  const easy = posterFrame({ ...around, head: 0, comforts: [] }).sizes.findLastIndex((size) => size >= EASY);
  return (
    tried.find((fitted) => isWhole(fitted) && fitted.step <= easy) ??
    tried.find(isWhole) ??
    (tried.at(-1) as FittedLeaflet)
  );
}

/** @param smaller sizes of the headline that are passed over */
function fitUnder(
  content: LeafletContent,
  form: EditedForm,
  around: Surroundings,
  smaller: number,
): FittedLeaflet {
  const { sizes, ...frame } = HEADLINES[form];
  const shorter = fitHeadline(content.headline.text, { ...frame, sizes: sizes.slice(smaller) });
  const headline = { ...shorter, step: shorter.step + smaller };
  const drawn = form === 'card' ? onCard(content.contents) : content.contents;
  const contents = { ...drawn, isCut: headline.text !== content.headline.text };
  const head = headOf(content, headline, form, around);
  const fixed = { ...around, head, comforts: content.comforts };
  const fitted =
    form === 'threefold'
      ? fitPanels(contents, fixed)
      : fitContents(contents, form === 'poster' ? posterFrame(fixed) : cardFrame(fixed));
  return {
    ...{ headline, ...fitted, datesMode: datesMode(fitted.contents) },
    showsPicture: around.hasPicture,
  };
}

const LOGO_EMS = 8.6;
/** Points of one line of the telephone on a card. */
const CARD_TELEPHONE = 13 * 1.25;

/** Points from the top edge to below the headline and the name of the term. */
function headOf(
  { part, organization, kind, contact }: LeafletContent,
  { lines, size }: FittedHeadline,
  form: EditedForm,
  { hasReadings, hasLogo }: Surroundings,
): number {
  const leading = hasReadings ? 1.75 : 1.3;
  const { breadth } = HEADLINES[form];
  const small = { poster: 13, threefold: 10, card: 6.5 }[form];
  const partSize = { poster: 19, threefold: 13, card: 8 }[form];
  // The name stands between its logo and the kind, which takes half of the line at most.
  const beside = Math.min(breadthOf(kind), breadth / small / 2) + 3 + (hasLogo ? LOGO_EMS : 0);
  const nameLines = linesIn(organization.text, breadth / small - beside);
  const top = Math.max(nameLines, linesIn(kind, breadth / small / 2)) * small * (hasReadings ? 2.1 : 1.6);
  const parts = part ? linesIn(part.text, breadth / partSize - 1) * partSize * leading : 0;
  const gaps = { poster: 31 * MM, threefold: 37 * MM, card: 2 * MM }[form];
  // An extension goes below the number where it has no room beside it.
  const below = form === 'card' && contact.extension ? CARD_TELEPHONE : 0;
  return top + lines * size * leading + parts + gaps + below;
}

/** Panels side by side have one size of text, as far as none is cut for the sake of the others. */
function fitPanels(contents: Contents, fixed: Parameters<typeof panelFrame>[1]): Fitted {
  const frames = PANELS.map((panel: Panel) => panelFrame(panel, fixed));
  const step = Math.max(...frames.map((frame) => fitContents(contents, frame).step));
  let left = contents;
  for (const frame of frames) left = fitContents(left, frame, step).contents;
  return { contents: left, step };
}
