import { Body, Controller, Param, Patch, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { NewProgrammeDto, ProgrammeChangeDto, StaffProgrammeJson } from './programme.dto.js';
import { ProgrammeCreation } from './programme-creation.service.js';
import { ProgrammeEditing } from './programme-editing.service.js';

/** What programmes are, for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/staff/programmes')
export class ProgrammeEditorApiController {
  constructor(
    private readonly editing: ProgrammeEditing,
    private readonly creation: ProgrammeCreation,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Begin a programme' })
  @ApiCreatedResponse({ type: StaffProgrammeJson })
  @ApiResponse({ status: 404, description: 'No such organization among yours.' })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults; also where the key is taken.' })
  async create(
    @CurrentStaff() principal: Principal,
    @Body() programme: NewProgrammeDto,
  ): Promise<StaffProgrammeJson> {
    return this.json(principal, await this.creation.create(principal, programme));
  }

  @Patch(':slug')
  @ApiOperation({ summary: 'Change what a programme is; what is left out stays' })
  @ApiOkResponse({ type: StaffProgrammeJson })
  @ApiResponse({
    status: 403,
    description: '`forbidden`: your role is too low, or it is another organization that says who hosts.',
  })
  @ApiResponse({ status: 404, description: 'No such programme among those that you organize or host.' })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults.' })
  async change(
    @CurrentStaff() principal: Principal,
    @Param('slug') slug: string,
    @Body() changes: ProgrammeChangeDto,
  ): Promise<StaffProgrammeJson> {
    await this.editing.change(principal, slug, () => changes);
    return this.json(principal, slug);
  }

  private async json(principal: Principal, name: string): Promise<StaffProgrammeJson> {
    const { slug, key, organization, words } = await this.editing.edited(principal, name);
    return { slug, key, organization: organization.slug, ...words };
  }
}
