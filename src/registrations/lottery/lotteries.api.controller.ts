import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/http/public-route.js';
import { canonicalText } from '../domain/lottery.js';
import { LotteryFactsJson } from './lottery.dto.js';
import { LotteryPublications } from './lottery-publications.js';
import { factsOf, type LotteryFacts } from './published-lottery.js';

/** What is published of a lottery, for those who want to work it out again. */
@Public()
@ApiTags('lotteries')
@Controller('api/v1/lotteries/:id')
export class LotteriesApiController {
  constructor(private readonly lotteries: LotteryPublications) {}

  @Get()
  @ApiOperation({ summary: 'List, hash, seed and result of a lottery; nothing says who is who' })
  @ApiOkResponse({ type: LotteryFactsJson })
  async facts(@Param('id') id: string): Promise<LotteryFacts> {
    return factsOf(await this.lotteries.one(id));
  }

  @Get('list.txt')
  @Header('content-type', 'text/plain; charset=utf-8')
  @ApiOperation({ summary: 'The canonical text of the list: its SHA-256 is the published hash' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ type: String })
  async text(@Param('id') id: string): Promise<string> {
    return canonicalText((await this.lotteries.one(id)).list);
  }
}
