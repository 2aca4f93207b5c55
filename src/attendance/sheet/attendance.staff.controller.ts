import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Clock } from '../../platform/clock.js';
import { type FormValues, type MergedForm, mergeForms } from '../../platform/http/edited-form.js';
import { Page } from '../../platform/http/page-context.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { SeeOther } from '../../platform/http/see-other.js';
import { parse } from '../../platform/http/validation.js';
import { type PageContext, Views, withLanguage } from '../../platform/views/views.js';
import { RELATIONS } from '../../registrations/register.dto.js';
import { sessionWording } from '../../registrations/session-editing/session-wording.js';
import { civilDateOf } from '../../shared/civil-time.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { MARKS, recordingObstacle } from '../domain/attendance.js';
import { categoriesOnSheet } from '../domain/head-categories.js';
import { REFUSALS } from '../door/door-acts.js';
import { AttendanceSheetDto } from './attendance.dto.js';
import { AttendanceService, type Roster } from './attendance.service.js';
import { faultsByField, readSheet, requestOf, sheetOf, totalsOf, unmarkedPeople } from './attendance-form.js';
import { RosterLooks } from './roster-looks.js';
import { SessionSurroundings } from './session-surroundings.js';

/** What has just been done: the sheet saved (`1`), somebody let in, a member seated, the sheet closed or opened; or why not. */
const SAVED: readonly string[] = [
  ...['1', 'walkIn', 'member', 'close', 'reopen'],
  ...REFUSALS.map((code) => `refused.${code}`),
];

/** What the form shows; without it, the saved sheet. */
interface Entered {
  readonly values: FormValues;
  readonly faults?: ReadonlyMap<string, Fault>;
  readonly merged?: MergedForm;
}

/** A session as staff see it: facts, roster, and the sheet on which attendance is marked. */
@ApiExcludeController()
@Controller('staff/sessions')
export class AttendanceStaffController {
  constructor(
    private readonly attendance: AttendanceService,
    private readonly views: Views,
    private readonly clock: Clock,
    private readonly surroundings: SessionSurroundings,
    private readonly looks: RosterLooks,
  ) {}

  @Get(':id')
  @Requires('viewer')
  @Header('content-type', 'text/html; charset=utf-8')
  async show(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query('saved') saved: unknown,
    @Page() page: PageContext,
  ): Promise<string> {
    const roster = await this.attendance.roster(principal, id);
    await this.looks.record(principal, roster, 'page');
    return this.page(
      page,
      principal,
      roster,
      { values: sheetOf(roster) },
      SAVED.find((one) => one === saved),
    );
  }

  /** Saves the whole sheet, or shows it again with what is wrong (422) or what somebody else has saved meanwhile (409). */
  @Post(':id')
  @Requires('reception')
  @HttpCode(303)
  @Header('content-type', 'text/html; charset=utf-8')
  async save(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: unknown,
    @Page() page: PageContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const sent = readSheet(body);
    const { request, fieldOf } = requestOf(sent);
    try {
      await this.attendance.record(principal, id, parse(AttendanceSheetDto, request));
    } catch (error) {
      if (!(error instanceof DomainError) || (error.code !== 'invalid' && error.code !== 'conflict'))
        throw error;
      reply.status(STATUS_OF[error.code]);
      const roster = await this.attendance.roster(principal, id);
      if (error.code === 'invalid') {
        const faults = faultsByField(error.details.faults ?? [], fieldOf);
        return this.page(page, principal, roster, { values: { ...sheetOf(roster), ...sent.sheet }, faults });
      }
      const merged = mergeForms(sent.base, sent.sheet, sheetOf(roster));
      return this.page(page, principal, roster, { values: merged.values, merged });
    }
    throw new SeeOther(withLanguage(`/staff/sessions/${id}?saved=1`, page.language));
  }

  private async page(
    context: PageContext,
    principal: Principal,
    roster: Roster,
    entered: Entered,
    saved?: string,
  ): Promise<string> {
    const { session } = roster;
    const obstacle = recordingObstacle(session, civilDateOf(this.clock.now(), session.timeZone));
    const mayRecord = await this.attendance.mayRecord(principal, session);
    return this.views.page('staff/session', context, {
      ...roster,
      ...(await this.surroundings.of(principal, session)),
      ...entered,
      saved,
      obstacle,
      canRecord: mayRecord && !obstacle && !session.record?.closed,
      base: sheetOf(roster),
      totals: totalsOf(roster),
      marks: MARKS,
      categories: categoriesOnSheet(session.ownCategories, roster.counts.keys()),
      unmarkedPeople: unmarkedPeople(roster),
      mayRecord,
      doorKey: randomUUID(),
      closingKey: randomUUID(),
      relations: RELATIONS,
      w: sessionWording(this.views.translator(context.language), context.language),
    });
  }
}
