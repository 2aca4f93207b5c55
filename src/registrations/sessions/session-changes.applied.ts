import { type EntityManager, In } from 'typeorm';
import { sessionInstants } from '../../programmes/domain/session-instants.js';
import { withinOf } from '../../programmes/domain/within.js';
import { Programme } from '../../programmes/programme.entity.js';
import { Venue } from '../../programmes/venue.entity.js';
import { isOnClock } from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import type { ChangeableSession } from '../domain/session-change.js';
import type { SessionChangeDto } from './session-changes.dto.js';

/** What a change is made to. `startsAt` null: undated so far, or new. */
export interface ChangedSession {
  readonly organizationId: string;
  readonly programmeId: string;
  readonly timeZone: string;
  readonly startsAt: Date | null;
  /** True where people hold or await a place. */
  readonly isHeld: boolean;
}

/**
 * The session as it would be after the change.
 * @throws DomainError `invalid` for what makes no sense together, or names a venue or programme that is not there
 */
export async function applied(
  tx: EntityManager,
  session: ChangedSession,
  { before, change, now }: { before: ChangeableSession; change: SessionChangeDto; now: Date },
): Promise<ChangeableSession> {
  const given = <T>(value: T | undefined, otherwise: T): T => (value === undefined ? otherwise : value);
  const status = given(change.status, before.status);
  const startsOn = given(change.startsOn, before.startsOn);
  const endsOn = given(change.endsOn, startsOn === null ? null : before.endsOn);
  const after: ChangeableSession = {
    number: given(change.number, before.number),
    title: given(change.title, before.title),
    topic: given(change.topic, before.topic),
    format: given(change.format, before.format),
    lecturer: given(change.lecturer, before.lecturer),
    venueId: change.venue === undefined ? before.venueId : await venueIdOf(tx, session, change.venue),
    startsOn,
    startTime: given(change.startTime, before.startTime),
    endTime: given(change.endTime, before.endTime),
    endsOn: change.endsOn !== undefined && endsOn === startsOn ? null : endsOn,
    ...knownOf(startsOn, before, change),
    doorsOpen: given(change.doorsOpen, before.doorsOpen),
    durationText: given(change.durationText, before.durationText),
    segments: given(change.segments, before.segments)?.map(({ start, topic }) => ({ start, topic })) ?? [],
    alsoForIds:
      change.alsoFor === undefined
        ? before.alsoForIds
        : await programmeIdsOf(tx, session, change.alsoFor ?? []),
    status,
    cancelReason: status === 'cancelled' ? given(change.cancelReason, before.cancelReason) : null,
  };
  refuseTimes(session, after, now);
  return after;
}

/** What is known of the date of an undated session; a date says it all. */
function knownOf(
  startsOn: string | null,
  before: ChangeableSession,
  { dateText, within }: SessionChangeDto,
): Pick<ChangeableSession, 'dateText' | 'withinFrom' | 'withinUntil'> {
  if (startsOn !== null) {
    if (dateText || within) refuse(within ? 'within' : 'dateText', 'datedAndUndated');
    return { dateText: null, withinFrom: null, withinUntil: null };
  }
  const months = within ? withinOf(within) : null;
  const stays = within === undefined;
  return {
    dateText: dateText === undefined ? before.dateText : dateText,
    withinFrom: stays ? before.withinFrom : (months?.from ?? null),
    withinUntil: stays ? before.withinUntil : (months?.until ?? null),
  };
}

/** The instants that follow from the civil times of a session. */
export function spanOf(timeZone: string, session: ChangeableSession) {
  const { startsOn, startTime, endsOn, endTime } = session;
  return sessionInstants({ startsOn, startTime, endsOn, endTime, timeZone });
}

function refuseTimes(
  { timeZone, startsAt: was, isHeld }: ChangedSession,
  after: ChangeableSession,
  now: Date,
) {
  const { startsOn, startTime, endsOn, endTime } = after;
  if (startsOn === null && endsOn !== null) refuse('endsOn', 'lastDayOnly');
  if (startsOn !== null && endsOn !== null && endsOn < startsOn) refuse('endsOn', 'endBeforeStart');
  const { startsAt, endsAt } = spanOf(timeZone, after);
  const isBackwards =
    startsAt && endsAt ? endsAt < startsAt : startTime !== null && endTime !== null && endTime < startTime;
  if (isBackwards) refuse('endTime', 'endBeforeStart');
  if (startsOn && startTime && !isOnClock(startsOn, startTime, timeZone)) refuse('startTime', 'notOnClock');
  const wasToCome = was === null ? isHeld : was > now;
  if (wasToCome && startsAt !== null && startsAt <= now) refuse('startsOn', 'movedIntoThePast');
}

async function venueIdOf(
  tx: EntityManager,
  { organizationId }: ChangedSession,
  key: string | null,
): Promise<string | null> {
  if (key === null) return null;
  const venue = await tx.findOneBy(Venue, { organizationId, key });
  return venue ? venue.id : refuse('venue', 'unknownVenue');
}

/** In the order in which they are named; that it serves its own programme goes without saying. */
async function programmeIdsOf(
  tx: EntityManager,
  { organizationId, programmeId }: ChangedSession,
  keys: readonly string[],
): Promise<string[]> {
  const found = await tx.findBy(Programme, { organizationId, key: In([...keys]) });
  const idByKey = new Map(found.map(({ id, key }) => [key, id]));
  const ids = keys.map((key) => idByKey.get(key) ?? refuse('alsoFor', 'unknownProgramme'));
  return [...new Set(ids)].filter((id) => id !== programmeId);
}

function refuse(field: string, code: string): never {
  throw new DomainError('invalid', { faults: [{ field, code }] });
}
