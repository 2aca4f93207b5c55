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
import { NewVenueDto, StaffVenueJson, VenueChangeDto } from './venue.dto.js';
import { Venues } from './venues.service.js';

/** Venues, for other systems. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/staff/venues')
export class VenuesApiController {
  constructor(private readonly venues: Venues) {}

  @Post()
  @ApiOperation({ summary: 'Add a venue' })
  @ApiCreatedResponse({ type: StaffVenueJson })
  @ApiResponse({ status: 404, description: 'No such organization among yours.' })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults; also where the key is taken.' })
  async create(@CurrentStaff() principal: Principal, @Body() venue: NewVenueDto): Promise<StaffVenueJson> {
    return this.json(principal, await this.venues.create(principal, venue));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a venue; what is left out stays. Calendar entries that show it follow' })
  @ApiOkResponse({ type: StaffVenueJson })
  @ApiResponse({ status: 404, description: 'No such venue in your organizations.' })
  @ApiResponse({ status: 422, description: '`invalid`, with the faults.' })
  async change(
    @CurrentStaff() principal: Principal,
    @Param('id') id: string,
    @Body() changes: VenueChangeDto,
  ): Promise<StaffVenueJson> {
    await this.venues.change(principal, id, () => changes);
    return this.json(principal, id);
  }

  private async json(principal: Principal, id: string): Promise<StaffVenueJson> {
    const { words, organization, ...venue } = await this.venues.edited(principal, id);
    return { ...venue, organization: organization.slug, ...words };
  }
}
