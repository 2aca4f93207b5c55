import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Organization } from '../../organizations/organization.entity.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { Views } from '../../platform/views/views.js';
import { EVENT_LIST_COLUMNS } from '../../programmes/domain/event-list/event-list.js';
import type { ListCells } from '../../programmes/domain/event-list/event-list-events.js';
import type { AroundTopic, KnownTown } from '../../programmes/domain/event-list/event-list-known.js';
import type { YearRows } from '../../programmes/export/year-rows.js';
import { yearRowsOf } from '../../programmes/export/year-rows.queries.js';
import { knownTown } from '../../programmes/import/known-town.js';
import { cleanCell } from '../../programmes/import/list-text.js';
import type { Session } from '../../programmes/session.entity.js';
import { eventListRow, type ListWording } from '../listing/event-list-row.js';
import type { ListedEvent } from '../listing/listed-event.js';
import { poolsOf } from './year-export.js';

/** Stands for a topic where it is to be seen what is around it; no text of ours has it. */
const TOPIC = '\uE000';

/** What organizations have, as lists of events speak of it. */
@Injectable()
export class KnownTowns {
  private readonly wording: ListWording;

  constructor(views: Views, config: AppConfig) {
    this.wording = { t: views.translator('ja'), publicUrl: config.publicUrl };
  }

  /** Undefined: there is no such organization. @param key its slug */
  async of(tx: EntityManager, key: string): Promise<KnownTown | undefined> {
    const organization = await tx.findOneBy(Organization, { slug: key });
    if (!organization) return undefined;
    const stored = await yearRowsOf(tx, organization.id);
    const rows: YearRows = { ...stored!, pools: await poolsOf(tx, organization.id) };
    const listed = listedSessions(rows);
    return knownTown(rows, this.wording.publicUrl, (session) => {
      const event = listed(session);
      return event && { cells: cellsOf(event, this.wording), aroundTopic: aroundTopic(event, this.wording) };
    });
  }
}

function cellsOf(event: ListedEvent, wording: ListWording): ListCells {
  const row = eventListRow(event, wording);
  return Object.fromEntries(
    EVENT_LIST_COLUMNS.map((column) => [column, cleanCell(String(row[column] ?? ''))]),
  ) as ListCells;
}

function aroundTopic(event: ListedEvent, wording: ListWording): AroundTopic {
  const text = String(eventListRow({ ...event, topic: TOPIC }, wording).説明 ?? '');
  const [before = '', after = ''] = text.split(TOPIC).map(cleanCell);
  return { before, after };
}

/** Sessions as lists of events have them. */
function listedSessions(rows: YearRows): (session: Session) => ListedEvent | undefined {
  const programmes = new Map(rows.programmes.map((one) => [one.id, one]));
  const courses = new Map(rows.courses.map((one) => [one.id, one]));
  const venues = new Map(rows.venues.map((one) => [one.id, one]));
  const hosts = Map.groupBy(rows.hosts, ({ programmeId }) => programmeId);
  return (session) => {
    const { startsOn, programmeId, courseId, venueId } = session;
    if (startsOn === null) return undefined;
    const course = courses.get(courseId)!;
    return {
      ...{ ...session, startsOn },
      organization: rows.organization,
      programme: programmes.get(programmeId)!,
      course: { mode: course.registrationMode, notes: course.notes },
      closesAt: course.closesAt,
      channels: course.channels,
      organizers: (hosts.get(programmeId) ?? []).flatMap(({ role, name }) =>
        role === 'organizer' ? [name] : [],
      ),
      alsoFor: rows.programmes.flatMap(({ id, title }) => (session.alsoForIds.includes(id) ? [title] : [])),
      venue: venueId === null ? null : (venues.get(venueId) ?? null),
      pools: rows.pools.get(session.id) ?? [],
    };
  };
}
