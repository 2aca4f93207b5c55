import { Body, Controller, Delete, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { type SessionJson, sessionJson } from '../sessions/session-json.js';
import { Sessions } from '../sessions/sessions.js';
import { NewSessionDto } from './new-session.dto.js';
import { NewSessions } from './new-sessions.service.js';
import { Renumbering } from './renumbering.service.js';
import { SessionEditor } from './session-editor.service.js';

@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/staff')
export class SessionEditingStaffApiController {
  constructor(
    private readonly added: NewSessions,
    private readonly numbering: Renumbering,
    private readonly editor: SessionEditor,
    private readonly sessions: Sessions,
  ) {}

  @Post('courses/:id/sessions')
  @HttpCode(201)
  @ApiOperation({
    summary: 'Add a session to a course; who registered for the course gets a place and is told',
  })
  async add(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) courseId: string,
    @Body() body: NewSessionDto,
  ): Promise<SessionJson> {
    const added = await this.added.add(staff, courseId, body);
    if (!('id' in added)) throw new Error('a session was asked about that was to be added');
    return sessionJson(await this.sessions.byId(added.id));
  }

  @Post('courses/:id/renumber')
  @HttpCode(200)
  @ApiOperation({ summary: 'Number the sessions of a course anew, by date' })
  async renumber(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) courseId: string,
  ): Promise<{ changed: number }> {
    return { changed: await this.numbering.renumber(staff, courseId) };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Take out a session that nobody ever held a place in; others can only be cancelled',
  })
  async remove(@CurrentStaff() staff: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    await this.editor.remove(staff, id);
  }
}
