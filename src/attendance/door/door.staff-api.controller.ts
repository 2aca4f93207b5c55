import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExcludeController,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { Page } from '../../platform/http/page-context.js';
import { parse } from '../../platform/http/validation.js';
import type { PageContext } from '../../platform/views/views.js';
import { DoorActsDto } from './door.dto.js';
import { DoorAnswerDto } from './door-answer.dto.js';
import { DoorDesk } from './door-desk.js';
import { DoorStateDto } from './door-state.dto.js';

/** What the reception screen of a browser asks for and sends: JSON for who is signed in by cookie. */
@ApiExcludeController()
@Controller('staff/sessions/:id/door')
export class DoorStaffApiController {
  constructor(private readonly desk: DoorDesk) {}

  @Get('state')
  @Requires('viewer')
  state(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<DoorStateDto> {
    return this.desk.state(principal, id, page.language);
  }

  @Post('acts')
  @Requires('reception')
  @HttpCode(200)
  act(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() body: object | undefined,
    @Page() page: PageContext,
  ): Promise<DoorAnswerDto> {
    // Not strictly: a form of the page sends its token beside the acts; without any, it asks how the door stands.
    const { acts } = parse(DoorActsDto, { acts: [], ...body });
    return this.desk.act(principal, id, acts, page.language);
  }
}

/** The door of a session for other systems, such as a reception program of a town's own. */
@ApiTags('staff')
@ApiBearerAuth()
@ApiResponse({ status: 404, description: 'No such session in your organizations.' })
@Controller('api/v1/staff/sessions/:id/door')
export class DoorApiController {
  constructor(private readonly desk: DoorDesk) {}

  @Get()
  @Requires('viewer')
  @ApiOperation({
    summary: 'How the door of a session stands: each person of its list, head counts, the latest acts',
  })
  @ApiOkResponse({ type: DoorStateDto })
  state(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Page() page: PageContext,
  ): Promise<DoorStateDto> {
    return this.desk.state(principal, id, page.language);
  }

  @Post('acts')
  @Requires('reception')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Mark, count and let in, each act once under the id that its device gave it, each done or refused for itself',
  })
  @ApiOkResponse({ type: DoorAnswerDto })
  @ApiResponse({ status: 422, description: '`invalid`: no list of acts, or more than 500.' })
  act(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() { acts }: DoorActsDto,
    @Page() page: PageContext,
  ): Promise<DoorAnswerDto> {
    return this.desk.act(principal, id, acts, page.language);
  }
}
