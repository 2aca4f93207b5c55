import { Body, Controller, Delete, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/http/public-route.js';
import { CalendarAddressJson, NewCalendarAddressDto } from './calendar-addresses.dto.js';
import { CalendarAddresses } from './calendar-addresses.service.js';

/** The calendar of one registration, by the token of its link. */
@Public()
@ApiTags('registrations')
@Controller('api/v1/registrations/:token/calendar')
export class CalendarAddressesApiController {
  constructor(private readonly addresses: CalendarAddresses) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'private, no-store')
  @ApiOperation({ summary: 'A new address for its calendar; the old one answers 410 from then on' })
  @ApiOkResponse({ type: CalendarAddressJson })
  @ApiResponse({ status: 404, description: '`unknown`: no registration has this token.' })
  @ApiResponse({ status: 422, description: '`invalid`: `faults` names each field.' })
  @ApiResponse({
    status: 429,
    description:
      '`too_many_attempts`: it was asked for many addresses today. `Retry-After` says the seconds.',
  })
  @ApiResponse({ status: 503, description: '`busy`, `unavailable`: nothing was changed; send it again.' })
  async renew(
    @Param('token') token: string,
    @Body() { replaces }: NewCalendarAddressDto,
  ): Promise<CalendarAddressJson> {
    const { url } = await this.addresses.renew(token, replaces);
    return { calendarUrl: url };
  }

  @Delete()
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    summary: 'Stop its calendar: its addresses answer 410, until it is given a new one by `POST`',
  })
  @ApiOkResponse({ type: CalendarAddressJson })
  @ApiResponse({ status: 404, description: '`unknown`: no registration has this token.' })
  @ApiResponse({ status: 503, description: '`busy`, `unavailable`: nothing was changed; send it again.' })
  async stop(@Param('token') token: string): Promise<CalendarAddressJson> {
    await this.addresses.stop(token);
    return { calendarUrl: null };
  }
}
