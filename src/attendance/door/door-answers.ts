import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import type { Language } from '../../platform/views/messages.js';
import { Views } from '../../platform/views/views.js';
import { WalkIns } from '../../registrations/desk/walk-ins.service.js';
import { RELATIONS } from '../../registrations/register.dto.js';
import { civilDateOf, isoWithOffset } from '../../shared/civil-time.js';
import { MARKS, recordingObstacle } from '../domain/attendance.js';
import { categoriesOnSheet } from '../domain/head-categories.js';
import { AttendanceService, type Roster } from '../sheet/attendance.service.js';
import { totalsOf } from '../sheet/attendance-form.js';
import { latestActs } from './door.queries.js';
import type { ActOutcome } from './door-acts.js';
import type { DoorOutcomeDto } from './door-answer.dto.js';
import type { DoorStateDto } from './door-state.dto.js';

/** What the reception screen, and other systems, are told of a door: how it stands, and what became of acts. */
@Injectable()
export class DoorAnswers {
  constructor(
    private readonly db: DataSource,
    private readonly attendance: AttendanceService,
    private readonly walkIns: WalkIns,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  async state(principal: Principal, roster: Roster, language: Language): Promise<DoorStateDto> {
    const { session, version } = roster;
    const { record, timeZone } = session;
    const mayRecord = await this.attendance.mayRecord(principal, session);
    const door = mayRecord ? await this.walkIns.door(principal, session.id) : null;
    const instant = (at: Date) => isoWithOffset(at, timeZone);
    const acts = await latestActs(this.db, session.id);
    return {
      session: this.sessionOf(roster, language),
      version,
      recordedAt: record && instant(record.at),
      obstacle: recordingObstacle(session, civilDateOf(this.clock.now(), timeZone)),
      mayRecord,
      walkInsByName: door !== null,
      approximate: record?.approximate ?? false,
      closed: record?.closed ? { at: instant(record.closed.at), by: record.closed.by } : null,
      marks: MARKS,
      relations: RELATIONS,
      categories: this.categoriesOf(roster, language),
      heads: Object.fromEntries(roster.counts),
      totals: totalsOf(roster),
      places: placesOf(roster, language, instant),
      acts: acts.map(({ actor, ...act }) => ({
        ...act,
        own: actor === principal.actor,
        tappedAt: instant(act.tappedAt),
        receivedAt: instant(act.receivedAt),
      })),
    };
  }

  /** Outcomes with a sentence for people where an act was refused. */
  outcomes(outcomes: readonly ActOutcome[], language: Language): DoorOutcomeDto[] {
    const t = this.views.translator(language);
    return outcomes.map(({ faults, ...outcome }) => ({
      ...outcome,
      ...(outcome.code
        ? {
            message: t(`door.refused.${outcome.code}`, {
              by: outcome.by ?? 'none',
              unmarked: outcome.unmarked ?? 0,
            }),
          }
        : {}),
      ...(faults
        ? {
            faults: faults.map((fault) => ({
              ...{ field: fault.field, code: fault.code },
              detail: this.views.messages.faultText(fault, language).detail,
            })),
          }
        : {}),
    }));
  }

  private sessionOf({ session }: Roster, language: Language): DoorStateDto['session'] {
    const { id, programme, number, title, startsOn, startTime, endTime, timeZone, venue, status } = session;
    const name = inLanguage(language, programme.title, programme.titleEn);
    const t = this.views.translator(language);
    const numbered = number === null ? name : t('attendance.session.name', { programme: name, number });
    return {
      ...{ id, programme: programme.slug, title: title ?? numbered },
      ...{ startsOn, startTime, endTime, timeZone, venue, status },
    };
  }

  private categoriesOf({ session, counts }: Roster, language: Language): DoorStateDto['categories'] {
    const t = this.views.translator(language);
    return categoriesOnSheet(session.ownCategories, counts.keys()).map(
      ({ key, label, labelEn, retired }) => ({
        ...{ key, retired },
        text: label === null ? t(`attendance.category.${key}`) : inLanguage(language, label, labelEn),
      }),
    );
  }
}

function placesOf(
  { places }: Roster,
  language: Language,
  instant: (at: Date) => string,
): DoorStateDto['places'] {
  return places
    .filter(({ markable }) => markable)
    .map(({ pool, members, ...row }) => {
      const { place, registration, code, relation, people, notes, status, channel } = row;
      // Whoever works at a door sees the whole list.
      const nickname = row.nickname ?? code;
      return {
        ...{ place, registration, code, nickname, relation, people, notes, status, channel },
        pool: inLanguage(language, pool.label, pool.labelEn),
        members: members.map((one) => ({ ...one, markedAt: one.markedAt && instant(one.markedAt) })),
      };
    });
}

/** What is written in both languages, in the one that is asked for where there is it. */
function inLanguage(language: Language, japanese: string, english: string | null): string {
  return language === 'en' && english ? english : japanese;
}
