import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { EmptyAsUndefined } from '../../platform/http/constraints.js';
import { PrivatePage } from '../../platform/http/html-page.js';
import { Page } from '../../platform/http/page-context.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { categoriesOnSheet } from '../domain/head-categories.js';
import { AttendanceService, type Roster } from './attendance.service.js';
import { RosterLooks } from './roster-looks.js';

/** Who is named on paper, and how: everything about them, only the nickname, only the number, or nobody. */
const NAMES = ['full', 'nickname', 'number', 'blank'] as const;
type Names = (typeof NAMES)[number];
/** A sheet that goes round is read by all who are there: nothing but a nickname is ever on it. */
const NAMES_THAT_GO_ROUND = ['nickname', 'number', 'blank'] as const;

/** Lines for people who come without a registration. */
const EMPTY_LINES = { roster: 5, signIn: 10 };

class RosterQuery {
  @EmptyAsUndefined()
  @IsOptional()
  @IsIn([...NAMES])
  names?: Names;
}

class SignInQuery {
  @EmptyAsUndefined()
  @IsOptional()
  @IsIn([...NAMES_THAT_GO_ROUND])
  names?: (typeof NAMES_THAT_GO_ROUND)[number];
}

/** What is taken to a session on paper (A4): the list of its people, and the sheet on which those who come sign. */
@ApiExcludeController()
@Requires('viewer')
@Controller('staff/sessions')
export class PapersStaffController {
  constructor(
    private readonly attendance: AttendanceService,
    private readonly looks: RosterLooks,
    private readonly views: Views,
  ) {}

  /** 名簿: with room for marks, and for people who came without a registration. */
  @Get(':id/roster')
  @PrivatePage()
  async roster(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query() { names = 'full' }: RosterQuery,
    @Page() page: PageContext,
  ): Promise<string> {
    const roster = await this.attendance.roster(principal, id);
    if (names !== 'blank') await this.looks.record(principal, roster, names);
    return this.paper('print/roster', page, roster, { names, choices: NAMES, lines: EMPTY_LINES.roster });
  }

  /** 受付簿: lines to sign on, and boxes in which people without a name are counted. */
  @Get(':id/sign-in-sheet')
  @PrivatePage()
  async signInSheet(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query() { names = 'nickname' }: SignInQuery,
    @Page() page: PageContext,
  ): Promise<string> {
    const roster = await this.attendance.roster(principal, id);
    if (names !== 'blank') await this.looks.record(principal, roster, 'sign_in');
    const lines = EMPTY_LINES.signIn;
    return this.paper('print/sign-in-sheet', page, roster, { names, choices: NAMES_THAT_GO_ROUND, lines });
  }

  private paper(
    template: string,
    page: PageContext,
    roster: Roster,
    how: { readonly names: Names; readonly choices: readonly Names[]; readonly lines: number },
  ): string {
    const { session, places, counts } = roster;
    const confirmed = places.filter(({ status }) => status === 'confirmed');
    return this.views.page(template, page, {
      ...{ ...how, session, places: confirmed },
      people: confirmed.reduce((sum, place) => sum + place.people, 0),
      categories: categoriesOnSheet(session.ownCategories, counts.keys()),
    });
  }
}
