import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { languageOf } from '../../platform/http/page-context.js';
import { Views } from '../../platform/views/views.js';
import {
  addDays,
  addMonths,
  civilDateOf,
  DEFAULT_TIME_ZONE,
  isoWithOffset,
} from '../../shared/civil-time.js';
import { DomainError } from '../../shared/domain-error.js';
import { fiscalYearOf, fiscalYearRange } from '../../shared/fiscal-year.js';
import { conflictSentence, sessionName, sessionsInOrder, type Wording } from './conflict-words.js';
import { Conflicts } from './conflicts.service.js';
import type { FoundConflicts, StandingConflict } from './found-conflicts.js';
import type { PlanRows, PlanSession } from './plan-rows.js';
import { type ConflictDto, ConflictListDto, ConflictQuery } from './year.dto.js';
import { YearCalendars } from './year-calendar.service.js';

/** Conflicts in the plan, for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('viewer')
@Controller('api/v1/staff/conflicts')
export class ConflictsApiController {
  constructor(
    private readonly conflicts: Conflicts,
    private readonly calendars: YearCalendars,
    private readonly views: Views,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Conflicts among the sessions of a year or less' })
  @ApiOkResponse({ type: ConflictListDto })
  @ApiResponse({ status: 404, description: 'Not one of your organizations.' })
  @ApiResponse({
    status: 422,
    description: '`invalid`: days that are none, out of order, or more than a year.',
  })
  async list(
    @CurrentStaff() principal: Principal,
    @Query() query: ConflictQuery,
    @Req() http: FastifyRequest,
  ): Promise<ConflictListDto> {
    const span = spanOf(query, civilDateOf(this.clock.now(), DEFAULT_TIME_ZONE));
    const scope = await this.calendars.scope(principal, query.organization);
    const found = await this.conflicts.of(scope, span);
    const language = languageOf(http);
    const wording = { t: this.views.translator(language), language };
    const items = found.conflicts.filter(({ acceptance }) => !query.open || acceptance === null);
    return { ...span, items: items.map((conflict) => conflictDto(conflict, found, wording)), next: null };
  }
}

function spanOf({ from: asked, to }: ConflictQuery, today: string): { from: string; to: string } {
  const from = asked ?? fiscalYearRange(fiscalYearOf(to ?? today)).from;
  const last = addDays(addMonths(from, 12), -1);
  if (to !== undefined && (to < from || to > last)) {
    throw new DomainError('invalid_query', {
      faults: [{ field: 'to', code: 'withinAYear', params: { from, last } }],
    });
  }
  return { from, to: to ?? last };
}

function conflictDto(conflict: StandingConflict, { rows }: FoundConflicts, wording: Wording): ConflictDto {
  const { kind, fact, facts, acceptance } = conflict;
  return {
    kind,
    fact,
    sentence: conflictSentence(conflict, rows, wording),
    sessions: sessionsInOrder(conflict, rows).map((session) => sessionDto(session, rows, wording)),
    lecturer: facts.lecturer ?? null,
    days: (facts.days ?? []).map(({ date, holiday, forecast = false, reason = null, weekday = null }) => ({
      date,
      holiday: holiday?.name ?? null,
      holidayEn: holiday?.nameEn ?? null,
      forecast,
      reason,
      weekday,
    })),
    accepted: acceptance && {
      by: acceptance.by,
      at: isoWithOffset(acceptance.at, DEFAULT_TIME_ZONE),
      reason: acceptance.reason,
    },
  };
}

function sessionDto(session: PlanSession, rows: PlanRows, wording: Wording): ConflictDto['sessions'][number] {
  const { id, number, courseId, startsAt, endsAt, timeZone, venueId } = session;
  return {
    id,
    programme: rows.programmes.get(session.programmeId)?.slug ?? '',
    title: sessionName(session, rows, wording),
    number,
    course: courseId,
    startsAt: startsAt ? isoWithOffset(startsAt, timeZone) : '',
    endsAt: endsAt ? isoWithOffset(endsAt, timeZone) : '',
    timeZone,
    venue: (venueId !== null && rows.venues.get(venueId)?.name) || null,
  };
}
