import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import { countedTogether, OriginThrottle } from '../../platform/http/origin-throttle.js';

/** Requests at the door that one address may make in ten minutes, passwords aside: a whole city hall may share one. */
const LIMIT = { keyPrefix: 'staff-door', points: 300, seconds: 600 };

/** Counts who asks for mails, for passkeys, and for providers to be asked. */
@Injectable()
export class DoorThrottle extends OriginThrottle {
  constructor(db: DataSource, config: AppConfig) {
    super(countedTogether(db, LIMIT), config);
  }
}
