import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { isoWithOffset } from '../../shared/civil-time.js';
import { CoursePages } from '../planning/course-page.queries.js';
import { type SessionJson, sessionJson } from '../sessions/session-json.js';
import { Sessions } from '../sessions/sessions.js';
import {
  CourseClosingJson,
  CourseRegistrationDto,
  SessionRegistrationDto,
} from './registration-closing.dto.js';
import { RegistrationClosing } from './registration-closing.service.js';

/** Closing and opening registration, for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/staff')
export class RegistrationClosingStaffApiController {
  constructor(
    private readonly closing: RegistrationClosing,
    private readonly sessions: Sessions,
    private readonly courses: CoursePages,
  ) {}

  @Post('sessions/:id/registration')
  @HttpCode(200)
  @ApiOperation({ summary: 'Close registration for a session, or leave it to the rules of its course again' })
  @ApiResponse({
    status: 409,
    description:
      '`conflict`: the session has begun or is cancelled, or its course has closed and is to be opened first.',
  })
  async session(
    @CurrentStaff() staff: Principal,
    @Param('id') id: string,
    @Body() { open }: SessionRegistrationDto,
  ): Promise<SessionJson> {
    await this.closing.setSession(staff, id, open);
    return sessionJson(await this.sessions.byId(id));
  }

  @Post('courses/:id/registration')
  @HttpCode(200)
  @ApiOperation({ summary: 'Close registration for all sessions of a course to come, or open it' })
  @ApiOkResponse({ type: CourseClosingJson })
  @ApiResponse({ status: 409, description: '`conflict`: no session is to come.' })
  @ApiResponse({
    status: 422,
    description: '`invalid`: the course has closed; say in `closes` until when it opens.',
  })
  async course(
    @CurrentStaff() staff: Principal,
    @Param('id') id: string,
    @Body() body: CourseRegistrationDto,
  ): Promise<CourseClosingJson> {
    await this.closing.setCourse(staff, id, body);
    const { closing, course, town } = await this.courses.of(staff, id);
    const { closesAt } = course;
    return {
      closed: closing?.closed ?? 0,
      toCome: closing?.toCome ?? 0,
      closesAt: closesAt && isoWithOffset(closesAt, town.organization.timeZone),
    };
  }
}
