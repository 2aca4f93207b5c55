import { Injectable } from '@nestjs/common';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppConfig } from '../config/app-config.js';
import { OriginThrottle } from '../http/origin-throttle.js';

/** Files that one origin may ask for in ten minutes; whoever prints for a library needs some dozen. */
const LIMIT = { points: 60, duration: 600 };

/** How often the public may ask this process for PDF files: each costs a third of a second of a processor. */
@Injectable()
export class PrintThrottle extends OriginThrottle {
  constructor(config: AppConfig) {
    super(new RateLimiterMemory(LIMIT), config);
  }
}
