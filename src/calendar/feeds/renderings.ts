import { Injectable } from '@nestjs/common';
import { FewAtATime } from '../../platform/few-at-a-time.js';

/** What is rendered for everybody at a time in this process, of whatever kind: feeds, lists, site maps. */
@Injectable()
export class Renderings extends FewAtATime {
  constructor() {
    super(2, 50);
  }
}
