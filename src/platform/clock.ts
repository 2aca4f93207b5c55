import { Injectable } from '@nestjs/common';

/** The one place that reads the machine's clock; tests put their own in its stead. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
