import { isoWithOffset } from '../../shared/civil-time.js';
import type { DeskRegistrationDto, DeskRowDto } from './desk-json.dto.js';
import type { DeskRegistration } from './desk-registration.js';
import type { DeskRow } from './reception.queries.js';

/** One registration of a search in the JSON API. Field by field: what a query reads besides is not told. */
export function deskRowJson(row: DeskRow): DeskRowDto {
  const { id, code, nickname, people, status, membership, channel, relation, offerExpiresAt } = row;
  const { organization, programme, programmeEn, course, courseId, timeZone } = row;
  return {
    ...{ id, code, nickname, people, status, membership, channel, relation },
    ...{ organization, programme, programmeEn, course, courseId, timeZone },
    createdAt: isoWithOffset(row.createdAt, timeZone),
    offerExpiresAt: offerExpiresAt && isoWithOffset(offerExpiresAt, timeZone),
    sessions: [...row.sessions],
  };
}

/** A registration in the JSON API, for staff: instants as ISO 8601 with the offset of `timeZone`. Field by field as well. */
export function deskRegistrationJson(registration: DeskRegistration): DeskRegistrationDto {
  const { id, organizationId, programmeId, courseId, sessionId, poolKey, code, status } = registration;
  const { membership, resting, people, nickname, email, relation, municipality, age, language } =
    registration;
  const { discreet, mailWanted } = registration;
  const { channel, cancelReason, continuedBy, organization, timeZone, programme, programmeEn } = registration;
  const { course, approval, waitingPosition, isOrganizer, cancelledAt, offerExpiresAt } = registration;
  const iso = (instant: Date) => isoWithOffset(instant, timeZone);
  return {
    ...{ id, organizationId, programmeId, courseId, sessionId, poolKey, code, status },
    ...{ membership, resting, people, nickname, email, relation, municipality, age, language },
    ...{
      discreet,
      mailWanted,
      channel,
      cancelReason,
      continuedBy,
      organization,
      timeZone,
      programme,
      programmeEn,
    },
    ...{ course, approval, waitingPosition, isOrganizer },
    createdAt: iso(registration.createdAt),
    cancelledAt: cancelledAt && iso(cancelledAt),
    offerExpiresAt: offerExpiresAt && iso(offerExpiresAt),
    continues: [...registration.continues],
    companions: [...registration.companions],
    declared: [...registration.declared],
    answers: [...registration.answers],
    sensitive: [...registration.sensitive],
    places: registration.places.map(({ otherPools, ...place }) => ({
      ...place,
      otherPools: [...otherPools],
    })),
    notes: registration.notes.map((note) => ({
      ...{ id: note.id, text: note.text, by: note.by, at: iso(note.at), of: note.of },
    })),
    history: registration.history.map(({ id: entryId, at, actor, actorName, action, before, after }) => ({
      ...{ id: entryId, at: iso(at), actor, actorName, action, before, after },
    })),
    acts: [...registration.acts],
  };
}
