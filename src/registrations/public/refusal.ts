import type { DomainErrorCode } from '../../shared/domain-error.js';
import type { Standing } from './course-standing.js';

const REFUSAL_OF: Readonly<Record<Standing['state'], DomainErrorCode | undefined>> = {
  open: undefined,
  waiting_list: undefined,
  membership: undefined,
  full: 'full',
  not_yet_open: 'not_yet_open',
  closed: 'closed',
  too_late: 'too_late',
  past: 'past',
  cancelled: 'cancelled',
  none: 'not_offered',
  members: 'not_offered',
  elsewhere: 'not_offered',
  unstated: 'not_offered',
};

/** Why a form would be filled in vain; undefined where it would not. */
export function refusalOfStanding({ state }: Standing): DomainErrorCode | undefined {
  return REFUSAL_OF[state];
}
