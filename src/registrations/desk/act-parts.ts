import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { MailWake } from '../../platform/mail/mail-wake.js';

/** What acts of a registrant are made of, beside their rules. */
@Injectable()
export class ActParts {
  constructor(
    readonly db: DataSource,
    readonly clock: Clock,
    readonly mail: MailWake,
  ) {}
}
