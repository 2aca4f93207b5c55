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

@Public()
@ApiTags('programmes')
@Controller('api/v1')
export class ProgrammesApiController {
  constructor(private readonly programmes: Programmes) {}

  @Get('organizations')
  @ApiOperation({ summary: 'All organizations' })
  @ApiOkResponse({ type: OrganizationPage })
  async organizations(): Promise<OrganizationPage> {
    return { items: await this.programmes.organizations(), next: null };
  }

  @Get('programmes')
  @ApiOperation({ summary: 'Programmes by organization, in the order of its programme file' })
  @ApiOkResponse({ type: ProgrammePage })
  async list(@Query() query: ProgrammeQueryDto): Promise<ProgrammePage> {
    const { cursor, limit, ...filter } = query;
    const found = await this.programmes.list({
      ...filter,
      after: cursor === undefined ? undefined : afterOf(cursor),
      limit: limit + 1,
    });
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    const next = last
      ? cursorOf({ organization: last.organization, position: last.position, id: last.id })
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
  const { organization, position, id } = positionOf(cursor, 'organization', 'position', 'id');
  // PostgreSQL's `integer` ends at 2^31.
  const isPosition = Number.isInteger(Number(position)) && Math.abs(Number(position)) < 2 ** 31;
  const isOurs = isPosition && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(id));
  if (!isOurs) throw new DomainError('invalid', { faults: [{ field: 'cursor', code: 'cursor' }] });
  return { organization: String(organization), position: Number(position), id: String(id) };
}
