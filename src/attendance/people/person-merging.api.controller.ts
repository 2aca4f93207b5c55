import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { PeoplePageDto, PersonMergeDto } from './people.dto.js';
import { PersonMergesDto } from './people-json.dto.js';
import { mergeJson } from './people-json.js';
import { PersonMerges } from './person-merges.service.js';
import { PersonMerging } from './person-merging.service.js';

/** Making one of two people, for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff')
export class PersonMergingApiController {
  constructor(
    private readonly merging: PersonMerging,
    private readonly merges: PersonMerges,
  ) {}

  @Post('people/:id/merge')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Requires('organizer')
  @ApiOperation({
    summary: 'Make one person of two: only who counts as whom changes',
    description: 'Places, marks and mails stay with their registrations. A repetition changes nothing.',
  })
  async merge(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: PersonMergeDto,
  ): Promise<void> {
    await this.merging.merge(staff, id, body.with);
  }

  @Get('people-merges')
  @ApiOkResponse({ type: PersonMergesDto })
  @Requires('organizer')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'People who were found to be one, the latest first' })
  async list(@CurrentStaff() staff: Principal, @Query() page: PeoplePageDto): Promise<PersonMergesDto> {
    const { items, next } = await this.merges.page(staff, page);
    return { items: items.map(mergeJson), next };
  }

  @Post('people-merges/:id/undo')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Requires('organizer')
  @ApiOperation({
    summary: 'Set apart again what a merge made one',
    description:
      '409 where its person was merged further since: that merge comes first. A repetition changes nothing.',
  })
  async undo(@CurrentStaff() staff: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    await this.merging.undo(staff, id);
  }
}
