import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { cursorOf, positionOf } from '../platform/http/cursor.js';
import { Public } from '../platform/http/public-route.js';
import { DomainError } from '../shared/domain-error.js';
import {
  type CourseJson,
  OrganizationPage,
  ProgrammeDetailJson,
  type ProgrammeJson,
  ProgrammePage,
  ProgrammeQueryDto,
} from './programmes.api.dto.js';
import { courseRegistrationJson, termsJson } from './programmes.api.registering.js';
import {
  type CourseRow,
  type ProgrammePosition,
  type ProgrammeRow,
  Programmes,
} from './programmes.queries.js';
import { Search } from './search/search.js';

@Public()
@ApiTags('programmes')
@Controller('api/v1')
export class ProgrammesApiController {
  constructor(
    private readonly programmes: Programmes,
    private readonly search: Search,
  ) {}

  @Get('organizations')
  @ApiOperation({ summary: 'All organizations' })
  @ApiOkResponse({ type: OrganizationPage })
  async organizations(): Promise<OrganizationPage> {
    return { items: await this.programmes.organizations(), next: null };
  }

  @Get('programmes')
  @ApiOperation({
    summary: 'Programmes by organization, in the order of its programme file; with `q` the best found first',
  })
  @ApiOkResponse({ type: ProgrammePage })
  async list(@Query() query: ProgrammeQueryDto): Promise<ProgrammePage> {
    const { cursor, limit, q, ...filter } = query;
    const matching = q === undefined ? null : await this.search.matching(q);
    const found = await this.programmes.list({
      ...filter,
      found: matching ?? undefined,
      after: cursor === undefined ? undefined : afterOf(cursor),
      limit: limit + 1,
    });
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    const next = last
      ? cursorOf({
          rank: last.rank,
          organization: last.organization,
          position: last.position,
          id: last.id,
        })
      : null;
    return { items: items.map(programmeJson), next };
  }

  @Get('programmes/:slug')
  @ApiOperation({ summary: 'One programme with its hosts, plans, results and courses' })
  @ApiOkResponse({ type: ProgrammeDetailJson })
  async one(@Param('slug') slug: string): Promise<ProgrammeDetailJson> {
    const programme = await this.programmes.bySlug(slug);
    if (!programme) throw new DomainError('unknown');
    const { id, position: _, prerequisites: _first, sensitiveAnswersDays: _days, ...rest } = programme;
    const courses = await this.programmes.coursesOf(id);
    return {
      ...rest,
      ...termsJson(programme),
      courses: courses.map((course) => courseJson(course, rest.timeZone)),
    };
  }
}

function programmeJson({
  id: _id,
  position: _position,
  rank: _rank,
  timeZone: _timeZone,
  ...rest
}: ProgrammeRow): ProgrammeJson {
  return rest;
}

function courseJson(course: CourseRow, timeZone: string): CourseJson {
  const { id, key, title, titleEn, fiscalYear, notes, completion, sessions, firstOn, lastOn } = course;
  const registration = courseRegistrationJson(course, timeZone);
  return { id, key, title, titleEn, fiscalYear, notes, completion, sessions, firstOn, lastOn, registration };
}

/** @throws DomainError `invalid` for a cursor that is not of this list */
function afterOf(cursor: string): ProgrammePosition {
  const { rank, organization, position, id } = positionOf(cursor, 'rank', 'organization', 'position', 'id');
  // PostgreSQL's `integer` ends at 2^31.
  const isInteger = (value: unknown) => Number.isInteger(Number(value)) && Math.abs(Number(value)) < 2 ** 31;
  const isOurs =
    isInteger(position) && isInteger(rank) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(id));
  if (!isOurs) throw new DomainError('invalid', { faults: [{ field: 'cursor', code: 'cursor' }] });
  return {
    rank: Number(rank),
    organization: String(organization),
    position: Number(position),
    id: String(id),
  };
}
