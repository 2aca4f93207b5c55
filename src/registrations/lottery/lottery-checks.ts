import type { Check } from '../../platform/database/check.js';
import { replayAll } from './lottery-replay.js';

/** What must hold of every draw. */
export const LOTTERY_CHECKS: readonly Check[] = [
  { invariant: 'I8', name: 'lottery that does not replay', find: replayAll },
];
