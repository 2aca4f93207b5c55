import { givesAway, isTellingTopic } from '../mails/texts/hidden-words.js';
import type { EventRow } from './event-row.js';
import { addressOfHouse } from './quiet-address.js';

/** A town: its name stands in every address in it, and says nothing there. */
const TOWN = /[都道府県市区町村]$/u;

/** The title that a discreet entry has; null where there is none, or where it would tell what it is about: it is free text. */
export function quietTitle(row: EventRow): string | null {
  const { neutralTitle, organizationName, organizationNameEn } = row;
  return quiet(neutralTitle, [...namesOf(row), organizationName, organizationNameEn]);
}

/**
 * The address that a discreet entry has, as far as the house; null where what is in it, the centre, or who runs it is named
 * before its number.
 */
export function quietAddress(row: EventRow): string | null {
  const { venueAddress, organizationName, organizationNameEn } = row;
  const house = TOWN.test(organizationName) ? [] : [organizationName, organizationNameEn];
  const address = venueAddress === null ? null : addressOfHouse(venueAddress);
  return quiet(address, [...namesOf(row), ...house]);
}

/** The link of an online room that a discreet entry has. Its host may well be part of a name, as `zoom` is: no name is looked for. */
export function quietLink({ venueUrl }: EventRow): string | null {
  return quiet(venueUrl, []);
}

/** How long it takes, in the source's words, as a discreet entry has it. */
export function quietDuration(row: EventRow): string | null {
  return quiet(row.durationText, namesOf(row));
}

function quiet(words: string | null, names: readonly (string | null)[]): string | null {
  return words === null || givesAway(words, names) ? null : words;
}

function namesOf(row: EventRow): (string | null)[] {
  return [
    ...[row.programmeTitle, row.programmeTitleEn, row.venueName, row.venueNameEn],
    ...row.alsoFor.flatMap(({ title, titleEn }) => [title, titleEn]),
    ...[row.title, row.topic].filter(isTellingTopic),
  ];
}
