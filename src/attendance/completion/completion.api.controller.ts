import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { EnrolDto, RecogniseDto, RollEntryDto, RollQuery } from './completion.dto.js';
import { CompletionJson, completionJson, RollJson, rollJson } from './completion-json.js';
import { CompletionViews } from './completion-views.js';
import { Completions } from './completions.service.js';
import { Roll } from './roll.service.js';

/** Completion and rolls for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@ApiResponse({ status: 404, description: 'No such thing in your organizations.' })
@Controller('api/v1/staff')
export class CompletionApiController {
  constructor(
    private readonly views: CompletionViews,
    private readonly completions: Completions,
    private readonly roll: Roll,
  ) {}

  @Get('courses/:id/completion')
  @Requires('viewer')
  @ApiOperation({ summary: 'Who attended how many sessions of a course, and who completed it' })
  @ApiOkResponse({ type: CompletionJson })
  async course(@CurrentStaff() principal: Principal, @Param('id') id: string): Promise<CompletionJson> {
    return completionJson(await this.views.course(principal, id));
  }

  @Post('courses/:id/completion')
  @Requires('organizer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Recognise the completion of these people, or of all who fulfil the rule' })
  @ApiOkResponse({ type: CompletionJson })
  @ApiResponse({ status: 422, description: '`invalid`: nobody named, unknown people, or a reason is needed' })
  async recognise(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() request: RecogniseDto,
  ): Promise<CompletionJson> {
    await this.completions.recognise(principal, id, request);
    return this.course(principal, id);
  }

  @Post('courses/:id/roll')
  @Requires('organizer')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Enter these people, whose completion is recognised, in the roll of the programme',
  })
  @ApiOkResponse({ type: CompletionJson })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults' })
  async enrol(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() request: EnrolDto,
  ): Promise<CompletionJson> {
    await this.roll.enrol(principal, id, request);
    return this.course(principal, id);
  }

  @Delete('completions/:id')
  @Requires('organizer')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a completion back, with its entry in the roll' })
  async withdraw(@CurrentStaff() principal: Principal, @Param('id') id: string): Promise<void> {
    await this.completions.withdraw(principal, id);
  }

  @Put('completions/:id/roll')
  @Requires('organizer')
  @HttpCode(204)
  @ApiOperation({ summary: 'Make one entry of a roll exactly this' })
  @ApiResponse({ status: 409, description: '`conflict`: the completion was taken back.' })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults' })
  async entry(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() entry: RollEntryDto,
  ): Promise<void> {
    await this.roll.change(principal, id, entry);
  }

  @Get('programmes/:id/roll')
  @Requires('viewer')
  @ApiOperation({ summary: 'The roll of a programme as of a day: who is on it, and sums by municipality' })
  @ApiOkResponse({ type: RollJson })
  async list(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Query() query: RollQuery,
  ): Promise<RollJson> {
    return rollJson(await this.views.roll(principal, id, query, 'json'));
  }
}
