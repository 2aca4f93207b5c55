import type { RegistrationStatus } from './statuses.js';

/** What decides whether two registrations can become one. */
export interface Mergeable {
  readonly id: string;
  readonly courseId: string;
  readonly status: RegistrationStatus;
  readonly membership: boolean;
  readonly continuedById: string | null;
}

/** `done`: they have been merged before. Else what is in the way, or nothing. */
export type MergeVerdict =
  | 'possible'
  | 'done'
  | 'mergeItself'
  | 'mergeOtherCourse'
  | 'mergeEnded'
  | 'mergeKeepOther';

/** From the least to the most: which of two registrations has more to lose. */
const WORTH: readonly RegistrationStatus[] = [
  'declined',
  'cancelled',
  'applied',
  'waitlisted',
  'offered',
  'confirmed',
];

/**
 * Whether `drop` can go on in `keep`: both of one course and still somebody's concern, and the one that stays has at least as
 * firm a hold, so that nobody loses a seat by it.
 */
export function mergeVerdict(keep: Mergeable, drop: Mergeable): MergeVerdict {
  if (keep.id === drop.id) return 'mergeItself';
  if (drop.continuedById === keep.id) return 'done';
  if (keep.courseId !== drop.courseId || keep.membership !== drop.membership) return 'mergeOtherCourse';
  if ([keep, drop].some(({ status }) => status === 'cancelled' || status === 'declined')) return 'mergeEnded';
  return WORTH.indexOf(keep.status) < WORTH.indexOf(drop.status) ? 'mergeKeepOther' : 'possible';
}
