import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { Bounces } from '../platform/mail/bounces/bounces.js';
import { REPORTED_ACTIONS, type ReportedAction } from '../platform/mail/bounces/delivery-report.js';
import { MESSAGE_STATES, type MessageState } from '../platform/mail/message.entity.js';
import { DomainError } from '../shared/domain-error.js';
import { CurrentStaff, Requires } from './access.js';
import { Principal } from './principal.js';

const DONE = ['bounced', 'noted', 'nothing', 'ignored'] as const;

export class BounceAnswer {
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The message of the ledger' })
  matched!: string | null;

  @ApiProperty({
    enum: DONE,
    description:
      '`bounced`: it did not arrive; `noted`: it is delayed; `nothing`: it arrived, or this was known; `ignored`: an absence notice',
  })
  did!: (typeof DONE)[number];

  @ApiPropertyOptional({ enum: REPORTED_ACTIONS, description: 'What the report says of the recipient' })
  action?: ReportedAction;

  @ApiPropertyOptional({ enum: MESSAGE_STATES, description: 'State of the message now' })
  state?: MessageState;
}

/** What came back to the sender's address, from whatever receives its mail. */
@ApiTags('staff')
@ApiBearerAuth()
@Requires('organizer')
@Controller('api/v1/bounces')
export class BouncesApiController {
  constructor(private readonly bounces: Bounces) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Hand in a delivery report (RFC 3464), as it arrived; again does no harm' })
  @ApiConsumes('message/rfc822')
  @ApiBody({ schema: { type: 'string', format: 'binary' }, description: 'The whole mail, up to 5 MB' })
  @ApiOkResponse({ type: BounceAnswer })
  @ApiNotFoundResponse({
    description: 'About no message to that recipient from an organization of the token',
  })
  @ApiUnprocessableEntityResponse({ description: 'No delivery report: `notDeliveryReport`' })
  async take(@CurrentStaff() staff: Principal, @Body() mail: unknown): Promise<BounceAnswer> {
    if (!Buffer.isBuffer(mail)) throw refusal('notMessage');
    const taken = await this.bounces.take(mail, staff.organizationsWith('organizer'));
    switch (taken.kind) {
      case 'matched':
        return { matched: taken.id, did: taken.did, action: taken.action, state: taken.state };
      case 'auto_reply':
        return { matched: null, did: 'ignored' };
      case 'unmatched':
        throw new DomainError('unknown');
      case 'other':
        throw refusal('notDeliveryReport');
    }
  }
}

function refusal(code: string): DomainError {
  return new DomainError('invalid', { faults: [{ field: 'mail', code }] });
}
