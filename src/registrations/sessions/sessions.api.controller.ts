import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { EmptyAsUndefined, IsCivilDate } from '../../platform/http/constraints.js';
import { PageSizeDto } from '../../platform/http/page-size.dto.js';
import { Public } from '../../platform/http/public-route.js';
import { KINDS } from '../../programmes/domain/kinds.js';
import { cursorAfter, IsSessionCursor, readCursor } from './session-cursor.js';
import { type SessionJson, sessionJson } from './session-json.js';
import { Sessions } from './sessions.js';

const MAX_SLUG = 200;

class SessionQueryDto extends PageSizeDto {
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

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @EmptyAsUndefined()
  @IsSessionCursor()
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
    const after = readCursor(cursor);
    const found = await this.sessions.list({ ...filter, after, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const { startsAt, id } = found.length > limit && last ? last : { startsAt: null, id: '' };
    return { items: items.map(sessionJson), next: startsAt && cursorAfter({ startsAt, id }) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One session' })
  async one(@Param('id', ParseUUIDPipe) id: string): Promise<SessionJson> {
    return sessionJson(await this.sessions.byId(id));
  }
}
