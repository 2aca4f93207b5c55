import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { EmptyAsUndefined, IsCivilDate, NumberField } from '../platform/http/constraints.js';
import { cursorOf, positionOf } from '../platform/http/cursor.js';
import { Public } from '../platform/http/public-route.js';
import { KINDS } from '../programmes/domain/kinds.js';
import { type SessionJson, sessionJson } from './session-json.js';
import { Sessions } from './sessions.js';

const MAX_PAGE = 200;
const MAX_SLUG = 200;

class SessionQueryDto {
  @ApiPropertyOptional({ format: 'date', description: 'First civil date, inclusive' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsCivilDate()
  from?: string;

  @ApiPropertyOptional({ format: 'date', description: 'Last civil date, inclusive' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsCivilDate()
  to?: string;

  @ApiPropertyOptional({ description: 'Slug of the organization' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_SLUG, { context: { max: MAX_SLUG } })
  organization?: string;

  @ApiPropertyOptional({ description: 'Slug of the programme' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(MAX_SLUG, { context: { max: MAX_SLUG } })
  programme?: string;

  @ApiPropertyOptional({ enum: KINDS })
  @IsOptional()
  @EmptyAsUndefined()
  @IsIn(KINDS)
  kind?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_PAGE, default: 50 })
  @NumberField()
  @IsInt()
  @Min(1, { context: { min: 1 } })
  @Max(MAX_PAGE, { context: { max: MAX_PAGE } })
  limit = 50;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsString()
  @MaxLength(500, { context: { max: 500 } })
  cursor?: string;
}

@Public()
@ApiTags('sessions')
@Controller('api/v1/sessions')
export class SessionsApiController {
  constructor(private readonly sessions: Sessions) {}

  @Get()
  @ApiOperation({ summary: 'Dated sessions in the order of date and time' })
  async list(@Query() query: SessionQueryDto): Promise<{ items: SessionJson[]; next: string | null }> {
    const { cursor, limit, ...filter } = query;
    const position = cursor ? positionOf(cursor, 'startsAt', 'id') : undefined;
    const after = position && { startsAt: new Date(position.startsAt), id: position.id };
    const found = await this.sessions.list({ ...filter, after, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const hasMore = found.length > limit && last?.startsAt;
    return {
      items: items.map(sessionJson),
      next: hasMore ? cursorOf({ startsAt: (last.startsAt as Date).toISOString(), id: last.id }) : null,
    };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One session' })
  async one(@Param('id', ParseUUIDPipe) id: string): Promise<SessionJson> {
    return sessionJson(await this.sessions.byId(id));
  }
}
