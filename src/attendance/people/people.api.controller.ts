import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Views } from '../../platform/views/views.js';
import { NoteDto } from '../../registrations/desk/desk.dto.js';
import { newId } from '../../shared/ids.js';
import { PeoplePageDto, PeopleSearchDto, PersonEraseDto } from './people.dto.js';
import { People } from './people.service.js';
import { PeopleFoundDto, PersonDto, PersonExportDto } from './people-json.dto.js';
import { personJson, personRowJson } from './people-json.js';
import { PersonErasing } from './person-erasing.service.js';
import { type PersonExport, PersonExports } from './person-export.service.js';
import { PersonPages } from './person-pages.service.js';

/** People for other systems. That they were looked at is recorded, as on the pages. */
@ApiTags('staff')
@ApiBearerAuth()
@Controller('api/v1/staff/people')
export class PeopleApiController {
  constructor(
    private readonly people: People,
    private readonly pages: PersonPages,
    private readonly exports: PersonExports,
    private readonly erasing: PersonErasing,
    private readonly views: Views,
  ) {}

  @Get()
  @ApiOkResponse({ type: PeopleFoundDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'People with registrations, those who registered last first' })
  async recent(@CurrentStaff() staff: Principal, @Query() page: PeoplePageDto): Promise<PeopleFoundDto> {
    const { items, next } = await this.people.recent(staff, page);
    return { items: items.map(personRowJson), next };
  }

  @Post('search')
  @HttpCode(200)
  @ApiOkResponse({ type: PeopleFoundDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary: 'Find people by reception number, part of a nickname, or (organizers) a whole mail address',
    description: 'What is looked for is personal, and therefore sent, not part of the address.',
  })
  async search(@CurrentStaff() staff: Principal, @Body() body: PeopleSearchDto): Promise<PeopleFoundDto> {
    const { items, next } = await this.people.search(staff, body.text, body);
    return { items: items.map(personRowJson), next };
  }

  @Get(':id')
  @ApiOkResponse({ type: PersonDto })
  @Requires('reception')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary: 'A person: registrations, places, marks and notes, as far as the token may see them',
    description: '`id` is that of any of their registrations.',
  })
  async one(@CurrentStaff() staff: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<PersonDto> {
    return personJson(await this.pages.one(staff, id));
  }

  @Post(':id/notes')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Requires('reception')
  @ApiOperation({ summary: 'Add a note about a person, kept with their latest registration' })
  async note(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { text }: NoteDto,
  ): Promise<void> {
    await this.pages.note(staff, id, text, newId());
  }

  @Get(':id/export')
  @ApiOkResponse({ type: PersonExportDto })
  @Requires('organizer')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'Everything that is kept of a person, to be handed over to them; docs/people.md' })
  async export(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<PersonExport> {
    return this.exports.of(staff, id, 'json');
  }

  @Post(':id/erase')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Requires('organizer')
  @ApiOperation({
    summary: 'Erase who a person was; what was counted stays. Places to come are given back.',
    description: 'They get no mail about it. A repetition changes nothing.',
  })
  async erase(
    @CurrentStaff() staff: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { confirm, digest }: PersonEraseDto,
  ): Promise<void> {
    const placeholder = this.views.translator('ja')('people.erasedName');
    await this.erasing.erase(staff, id, { confirm, withDigest: digest, placeholder });
  }
}
