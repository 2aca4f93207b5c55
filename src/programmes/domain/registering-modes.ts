import type { FileCourse, FileFinding, Loose } from './programme-file.js';
import type { FileRegistration } from './registering-file.js';
import type { CourseSession } from './rule-sessions.js';

/** Modes in which nobody registers here. */
const WITHOUT_REGISTRATIONS: ReadonlySet<string> = new Set(['none', 'elsewhere', 'unstated']);
const PATH = ['registration'];

/**
 * Words on how one registers for a course that do not go with its mode, its sessions, or each other; paths start at the
 * course. `sessions`: those of the course, none where they cannot be told.
 */
export function modeFindings(
  { registration }: Loose<Pick<FileCourse, 'registration'>>,
  sessions: readonly CourseSession[],
): FileFinding[] {
  if (!registration) return [];
  const { channels } = registration;
  return [
    ...allocationFindings(registration),
    ...joiningFindings(registration, sessions),
    ...queueFindings(registration),
    ...(channels && Object.keys(channels).length === 0
      ? [{ path: [...PATH, 'channels'], code: 'no_channel' }]
      : []),
  ];
}

/** Who decides, where there is nothing to decide on. */
function allocationFindings(registration: Loose<FileRegistration>): FileFinding[] {
  const { approval, lottery } = registration;
  const mode = modeOf(registration);
  if (mode === undefined) return [];
  const stated = [...(approval ? ['approval'] : []), ...(lottery ? ['lottery'] : [])];
  const said = lottery?.residents !== undefined && lottery.priorities?.includes('residents') !== true;
  return [
    ...(WITHOUT_REGISTRATIONS.has(mode)
      ? stated.map((field) => ({
          path: [...PATH, field],
          code: 'takes_no_registrations',
          params: { field, mode },
          atKey: true,
        }))
      : []),
    ...(mode === 'members' && lottery
      ? [{ path: [...PATH, 'lottery'], code: 'lottery_of_members', atKey: true }]
      : []),
    ...(said ? [{ path: [...PATH, 'lottery', 'residents'], code: 'residents_not_first', atKey: true }] : []),
  ];
}

function joiningFindings(
  registration: Loose<FileRegistration>,
  sessions: readonly CourseSession[],
): FileFinding[] {
  const { joinUntil } = registration;
  const mode = modeOf(registration);
  if (joinUntil === undefined || mode === undefined) return [];
  if (mode !== 'course' && mode !== 'both')
    return [{ path: [...PATH, 'joinUntil'], code: 'join_until_without_course', atKey: true }];
  const last = Math.max(sessions.length, ...sessions.map(({ values }) => values.number ?? 0));
  return last === 0 || joinUntil <= last
    ? []
    : [{ path: [...PATH, 'joinUntil'], code: 'join_until_too_late', params: { joinUntil, last } }];
}

function queueFindings({
  waitingList,
  queue,
  offerHours,
  closesWhenFull,
}: Loose<FileRegistration>): FileFinding[] {
  const ofQueue = [
    ...(queue === 'holds' ? ['queue'] : []),
    ...(offerHours === undefined ? [] : ['offerHours']),
  ];
  return [
    ...(waitingList === false
      ? ofQueue.map((field) => ({
          path: [...PATH, field],
          code: 'queue_without_waiting_list',
          params: { field },
          atKey: true,
        }))
      : []),
    ...(waitingList === true && closesWhenFull === true
      ? [{ path: [...PATH, 'closesWhenFull'], code: 'closes_and_waits', atKey: true }]
      : []),
  ];
}

/** Undefined where the mode is faulty: that is told already. */
function modeOf(registration: Loose<FileRegistration>): string | undefined {
  return 'mode' in registration ? registration.mode : 'unstated';
}
