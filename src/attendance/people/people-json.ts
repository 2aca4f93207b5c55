import { isoWithOffset } from '../../shared/civil-time.js';
import type { MergeRow } from './merging.queries.js';
import type { PersonRow } from './people.queries.js';
import type { PersonDto, PersonMergeRowDto, PersonRowDto } from './people-json.dto.js';
import type { PersonPage } from './person-pages.service.js';

/** One person of a list in the JSON API. Field by field: what a query reads besides is not told. */
export function personRowJson(row: PersonRow): PersonRowDto {
  const { id, organization, timeZone, nickname, code, relation, municipality, programme, registrations } =
    row;
  return {
    ...{ id, organization, timeZone, nickname, code, relation, municipality, programme, registrations },
    latestAt: isoWithOffset(row.latestAt, timeZone),
    erasedAt: row.erasedAt && isoWithOffset(row.erasedAt, timeZone),
  };
}

/** A person in the JSON API: instants as ISO 8601 with the offset of `timeZone`. */
export function personJson(page: PersonPage): PersonDto {
  const { id, nickname, otherNicknames, isMerged, erasedAt, figures } = page;
  const { slug: organization, timeZone } = page.organization;
  const iso = (instant: Date) => isoWithOffset(instant, timeZone);
  return {
    ...{ id, organization, timeZone, nickname, isMerged, figures },
    otherNicknames: [...otherNicknames],
    erasedAt: erasedAt && iso(erasedAt),
    registrations: page.registrations.map(({ programmeEn: _en, ...registration }) => ({
      ...registration,
      companions: [...registration.companions],
      createdAt: iso(registration.createdAt),
      cancelledAt: registration.cancelledAt && iso(registration.cancelledAt),
      erasedAt: registration.erasedAt && iso(registration.erasedAt),
    })),
    places: page.places.map(({ id: _id, programmeEn: _en, isOver: _over, ...place }) => ({
      ...place,
      others: [...place.others],
    })),
    notes: page.notes.map((note) => ({ ...note, at: iso(note.at) })),
    likely: page.likely.map((one) => {
      const { nicknameAlike, addressAlike, relationAlike, municipalityAlike } = one;
      const alike = { nicknameAlike, addressAlike, relationAlike, municipalityAlike };
      return { id: one.id, nickname: one.nickname, code: one.code, ...alike };
    }),
  };
}

export function mergeJson(row: MergeRow): PersonMergeRowDto {
  const { id, organization, timeZone, mergedBy, undoneBy, canUndo, contacts } = row;
  return {
    ...{ id, organization, mergedBy, undoneBy, canUndo },
    contacts: [...contacts],
    mergedAt: isoWithOffset(row.mergedAt, timeZone),
    undoneAt: row.undoneAt && isoWithOffset(row.undoneAt, timeZone),
  };
}
