import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../../platform/config/app-config.js';
import { countedTogether, OriginThrottle } from '../../platform/http/origin-throttle.js';

/** Times that one origin may ask in a window: a hall or a household shares one. */
export const DIGEST_ATTEMPTS = 10;

/** Counts who asks for the digest. */
@Injectable()
export class DigestThrottle extends OriginThrottle {
  constructor(db: DataSource, config: AppConfig) {
    super(
      countedTogether(db, { keyPrefix: 'digest-origin', points: DIGEST_ATTEMPTS, seconds: 15 * 60 }),
      config,
    );
  }
}
