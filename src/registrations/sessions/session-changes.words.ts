import { type EntityManager, In } from 'typeorm';
import { withinText } from '../../programmes/domain/within.js';
import { Programme } from '../../programmes/programme.entity.js';
import type { Session } from '../../programmes/session.entity.js';
import { Venue } from '../../programmes/venue.entity.js';
import { shortTime } from '../../shared/civil-time.js';
import type { ChangeableSession } from '../domain/session-change.js';
import { SeatPool } from '../seats/seat-pool.entity.js';
import type { SessionChangeDto } from './session-changes.dto.js';

/** Seats of one sort, as staff see them when they edit. */
export type SessionPool = Pick<
  SeatPool,
  | 'key'
  | 'label'
  | 'labelEn'
  | 'unit'
  | 'capacity'
  | 'capacityStated'
  | 'keptFor'
  | 'keptUnits'
  | 'keptUntil'
  | 'taken'
>;

/** A session as saved, in the words in which it is changed; its seats with what is taken. */
export interface SessionWords extends Required<Omit<SessionChangeDto, 'pools' | 'segments' | 'alsoFor'>> {
  readonly segments: readonly { readonly start: string; readonly topic: string }[];
  readonly alsoFor: readonly string[];
  readonly pools: readonly SessionPool[];
}

/** The part of a stored session that staff may change; times without seconds. */
export function changeableOf(session: Session): ChangeableSession {
  const short = (time: string | null) => time && shortTime(time);
  return {
    number: session.number,
    title: session.title,
    topic: session.topic,
    format: session.format,
    lecturer: session.lecturer,
    venueId: session.venueId,
    startsOn: session.startsOn,
    startTime: short(session.startTime),
    endTime: short(session.endTime),
    endsOn: session.endsOn,
    dateText: session.dateText,
    withinFrom: session.withinFrom,
    withinUntil: session.withinUntil,
    doorsOpen: short(session.doorsOpen),
    durationText: session.durationText,
    segments: session.segments,
    alsoForIds: session.alsoForIds,
    status: session.status,
    cancelReason: session.cancelReason,
  };
}

/** A stored session in the words in which it is changed. */
export async function wordsOf(tx: EntityManager, session: Session): Promise<SessionWords> {
  const { venueId, alsoForIds, withinFrom: from, withinUntil: until, ...rest } = changeableOf(session);
  const venue = venueId ? await tx.findOneByOrFail(Venue, { id: venueId }) : null;
  const programmes = await tx.find(Programme, {
    where: { id: In([...alsoForIds]) },
    order: { position: 'ASC', key: 'ASC' },
  });
  return {
    ...rest,
    sequence: session.sequence,
    venue: venue?.key ?? null,
    within: from && until ? withinText({ from, until }) : null,
    alsoFor: programmes.map(({ key }) => key),
    pools: await tx.find(SeatPool, {
      where: { sessionId: session.id },
      order: { position: 'ASC', key: 'ASC' },
    }),
  };
}
