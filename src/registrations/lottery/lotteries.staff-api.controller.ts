import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { Lotteries } from './lotteries.service.js';
import { LotteryActDto, LotteryFactsJson, LotteryQueryDto, LotteryStateJson } from './lottery.dto.js';
import { type LotteryState, LotteryStates } from './lottery-state.js';
import { factsOf, type LotteryFacts } from './published-lottery.js';

type StateJson = Pick<LotteryState, 'draws' | 'stage' | 'requests' | 'people' | 'byPriority' | 'isOpen'> & {
  readonly page: string | null;
  readonly facts: LotteryFacts | null;
};

@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff/courses/:id/lottery')
export class LotteriesStaffApiController {
  constructor(
    private readonly lotteries: Lotteries,
    private readonly states: LotteryStates,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('viewer')
  @ApiOperation({ summary: 'What a lottery has collected so far, and what is published of it' })
  @ApiOkResponse({ type: LotteryStateJson })
  async state(
    @CurrentStaff() staff: Principal,
    @Param('id') courseId: string,
    @Query() { session }: LotteryQueryDto,
  ): Promise<StateJson> {
    const state = await this.states.of(staff, { courseId, session });
    const { draws, stage, requests, people, byPriority, isOpen, lottery } = state;
    const page = lottery && `${this.config.publicUrl}/lotteries/${lottery.id}`;
    return { draws, stage, requests, people, byPriority, isOpen, page, facts: lottery && factsOf(lottery) };
  }

  @Post()
  @HttpCode(200)
  @Requires('organizer')
  @ApiOperation({ summary: 'Close the list of a lottery, or draw from it' })
  @ApiOkResponse({ type: LotteryFactsJson })
  @ApiConflictResponse({
    description: 'What is in the way, as a fault: `lotteryNotListed`, `lotteryDrawn`, …',
  })
  async act(
    @CurrentStaff() staff: Principal,
    @Param('id') courseId: string,
    @Body() { act, session, seed, closeNow, seedFrom }: LotteryActDto,
  ): Promise<LotteryFacts> {
    const target = { courseId, session };
    return factsOf(
      act === 'list'
        ? await this.lotteries.close(staff, target, { closeNow, seedFrom })
        : await this.lotteries.draw(staff, target, seed),
    );
  }
}
