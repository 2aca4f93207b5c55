import { Body, Controller, Param, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentStaff, Requires } from '../../organizations/access.js';
import { Principal } from '../../organizations/principal.js';
import { ClosuresChangeDto, ClosuresDto } from './closures.dto.js';
import { Closures } from './closures.service.js';

/** When an organization is closed, for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/staff/organizations')
export class ClosuresApiController {
  constructor(private readonly closures: Closures) {}

  @Patch(':slug/closures')
  @ApiOperation({
    summary:
      'Change the days on which an organization is closed, when it answers, and how long it keeps sensitive answers; ' +
      'what is left out stays',
  })
  @ApiOkResponse({ type: ClosuresDto })
  @ApiResponse({ status: 404, description: 'No such organization among yours.' })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults.' })
  async change(
    @CurrentStaff() principal: Principal,
    @Param('slug') slug: string,
    @Body() changes: ClosuresChangeDto,
  ): Promise<ClosuresDto> {
    await this.closures.change(principal, slug, () => changes);
    return (await this.closures.edited(principal, slug)).words;
  }
}
