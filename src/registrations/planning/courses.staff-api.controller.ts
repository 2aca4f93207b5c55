import { Body, Controller, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import type { FileCourse } from '../../programmes/domain/programme-file.js';
import { CoursePreviewJson, PlanningQueryDto, SavedCourseJson } from './course-api.dto.js';
import { COURSE_BODY } from './course-body.js';
import { CourseDrafts } from './course-drafts.js';
import { type CourseRequestJson, courseRequest, previewJson } from './course-json.js';
import { CoursePlanning, type CourseTarget } from './course-planning.service.js';

/** Courses in the words of a programme file, planned with the same preview and the same decisions as on the screen. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/staff')
export class CoursesStaffApiController {
  constructor(
    private readonly planning: CoursePlanning,
    private readonly drafts: CourseDrafts,
  ) {}

  @Post('programmes/:slug/courses')
  @HttpCode(201)
  @ApiOperation({ summary: 'Add a course to a programme; dryRun=true answers what it would give' })
  @ApiBody(COURSE_BODY)
  @ApiCreatedResponse({ type: SavedCourseJson })
  @ApiOkResponse({ type: CoursePreviewJson, description: 'With dryRun=true' })
  @ApiConflictResponse({ description: 'Another course of the programme has this key (`courseKeyTaken`)' })
  @ApiUnprocessableEntityResponse({ description: 'Every fault, with its path in the course' })
  async add(
    @CurrentStaff() staff: Principal,
    @Param('slug') slug: string,
    @Query() query: PlanningQueryDto,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SavedCourseJson | CoursePreviewJson> {
    const { town } = await this.drafts.blank(staff, slug);
    const answer = await this.answer(staff, { programmeId: town.programme.id }, courseRequest(body), query);
    if (query.dryRun) reply.status(200);
    return answer;
  }

  @Put('courses/:id')
  @ApiOperation({ summary: 'Change a course and its rules; sessions people hold are decided one by one' })
  @ApiBody(COURSE_BODY)
  @ApiOkResponse({ type: SavedCourseJson, description: 'With dryRun=true a CoursePreviewJson' })
  @ApiConflictResponse({
    description:
      'Fewer seats would be left than are taken (`capacityBelowTaken`); seats that somebody holds or awaits are to count ' +
      'something else (`planning.unit_of_held_seats`); or seats are to be given out in another way while people wait for ' +
      'an answer (`planning.applied_waiting`)',
  })
  @ApiUnprocessableEntityResponse({
    description: 'Every fault, with its path in the course; `decisionNeeded` for each session to decide on',
  })
  async change(
    @CurrentStaff() staff: Principal,
    @Param('id') id: string,
    @Query() query: PlanningQueryDto,
    @Body() body: unknown,
  ): Promise<SavedCourseJson | CoursePreviewJson> {
    await this.drafts.of(staff, id);
    return this.answer(staff, { courseId: id }, courseRequest(body), query);
  }

  private async answer(
    staff: Principal,
    target: CourseTarget,
    { course, decisions }: CourseRequestJson,
    { dryRun }: PlanningQueryDto,
  ): Promise<SavedCourseJson | CoursePreviewJson> {
    const draft = course as FileCourse;
    if (dryRun) return previewJson(await this.planning.preview(staff, target, draft));
    const id = await this.planning.save(staff, target, draft, decisions);
    const saved = await this.drafts.of(staff, id);
    return { id, programme: saved.town.programme.slug, course: { ...saved.draft } };
  }
}
