import type { Formats } from '../../platform/views/formats.js';
import type { Language, Translate } from '../../platform/views/messages.js';
import { windowOf } from '../domain/registering-window.js';
import type { SessionView } from '../sessions/session-view.js';
import type { Standing } from './course-standing.js';
import type { CoursePage, ProgrammePage } from './programme-pages.queries.js';
import { type WayWords, wayWords } from './way-words.js';

export interface Wording {
  readonly t: Translate;
  readonly format: Formats;
  readonly language: Language;
}

/** What one registers for: a course, one of its sessions, or (`slots`) a course of which one chooses a session. */
export interface ActTarget {
  readonly scope: 'course' | 'session' | 'slots';
  readonly programme: Pick<ProgrammePage, 'organization'>;
  readonly course: CoursePage;
  readonly standing: Standing;
  /** All sessions of the course, or the one. */
  readonly sessions: readonly SessionView[];
}

/** How one registers, in words: what stands beside the button on every page, and at the top of the form. */
export interface RegisteringAct {
  readonly state: Standing['state'];
  readonly sentence: string;
  /** What must be known before: who decides, until when, what happens when it is full. */
  readonly lines: readonly string[];
  /** Until when, one of the lines; null: not known, or over. */
  readonly deadline: string | null;
  readonly ways: readonly WayWords[];
  /** How lots are drawn; null where they are not. */
  readonly lottery: { readonly steps: readonly string[]; readonly href: string | null } | null;
  /** Leads to the form; null where no form would help. */
  readonly button: { readonly label: string; readonly href: string } | null;
}

const FORM_STATES: ReadonlySet<Standing['state']> = new Set(['open', 'waiting_list', 'membership']);
const COMING_STATES: ReadonlySet<Standing['state']> = new Set([...FORM_STATES, 'not_yet_open']);
/** States in which the web takes nothing, and another way perhaps does. */
const CLOSED_STATES: ReadonlySet<Standing['state']> = new Set(['closed', 'elsewhere']);

export function registeringAct(target: ActTarget, wording: Wording, now: Date): RegisteringAct {
  const { scope, course, standing, sessions } = target;
  const { state } = standing;
  const { t } = wording;
  const isComing = COMING_STATES.has(state);
  const isByOtherWays = isOfferedOtherwise(target);
  const subject = scope === 'session' ? `session=${sessions[0]?.id}` : `course=${course.id}`;
  return {
    state,
    sentence: t(sentenceOf(target, isByOtherWays)),
    lines: isComing
      ? linesOf(target, wording, now)
      : state === 'none' && sessions.length > 0
        ? [t('registering.act.heads')]
        : [],
    deadline: isComing ? deadlineOf(target, wording, now) : null,
    ways: isComing || isByOtherWays ? waysOf(target, wording, isByOtherWays) : [],
    lottery: isComing || listOf(target) ? lotteryOf(target, wording) : null,
    button: FORM_STATES.has(state)
      ? { label: t(`registering.button.${buttonOf(target)}`), href: `/register?${subject}` }
      : null,
  };
}

function sentenceOf(target: ActTarget, isByOtherWays: boolean): string {
  const { scope, course, standing, sessions } = target;
  const { state } = standing;
  const isEmpty = sessions.length === 0 && course.mode !== 'members';
  if (isEmpty && (state === 'none' || state === 'not_yet_open')) return `registering.act.empty.${state}`;
  if (isByOtherWays) return `registering.act.ways.${state}`;
  if (state === 'open' && course.lottery && !listOf(target)) return 'registering.act.lottery';
  if (state === 'open' && course.approval) return 'registering.act.approval';
  if (state === 'open' && scope === 'slots') return 'registering.act.slots';
  if (state === 'waiting_list' && course.offerHours !== null) return 'registering.act.offers';
  return `registering.act.state.${state}`;
}

function buttonOf({ scope, standing, sessions }: ActTarget): string {
  if (standing.state !== 'open') return standing.state;
  return scope === 'course' && sessions.length === 1 ? 'only' : scope;
}

function deadlineOf(target: ActTarget, { t, format }: Wording, now: Date): string | null {
  const { timeZone } = target.programme.organization;
  const { closesAt } = webWindow(target, timeZone);
  if (!closesAt || closesAt <= now) return null;
  return t('registering.line.closes', { when: format.deadline(closesAt, timeZone) });
}

function linesOf(target: ActTarget, wording: Wording, now: Date) {
  const { scope, programme, course, standing, sessions } = target;
  const { t, format } = wording;
  const { timeZone } = programme.organization;
  const line = (name: string, params?: Record<string, string | number>) =>
    t(`registering.line.${name}`, params);
  const { opensAt } = webWindow(target, timeZone);
  const deadline = deadlineOf(target, wording, now);
  const { offerHours, joinUntil, maxPeople } = course;
  const isCourse = scope === 'course' && standing.state !== 'membership';
  const hasBegun = isCourse && sessions.some(({ startsAt }) => startsAt !== null && startsAt <= now);
  return [
    ...(opensAt && opensAt > now ? [line('opens', { when: format.dateTime(opensAt, timeZone) })] : []),
    ...(deadline === null ? [] : [deadline]),
    ...(course.closesWhenFull && standing.state !== 'waiting_list' ? [line('closesWhenFull')] : []),
    ...(standing.state === 'waiting_list' && offerHours !== null
      ? [line('offer', { hours: offerHours })]
      : []),
    ...(hasBegun ? [line('joining', { count: standing.sessions.length })] : []),
    ...(isCourse && joinUntil !== null ? [line('joinUntil', { number: joinUntil })] : []),
    ...(maxPeople === null ? [] : [line('maxPeople', { max: maxPeople })]),
    ...(standing.state === 'membership' && course.approval ? [line('approval')] : []),
  ];
}

/** The bounds of the web as moments; what counts from each session is told in words where there are several. */
function webWindow(
  { scope, course, sessions }: Pick<ActTarget, 'scope' | 'course' | 'sessions'>,
  timeZone: string,
) {
  const [session] = sessions;
  if (scope === 'session' && session) return session.registration;
  const facts = { ...course, registrationClosedAt: null, startsOn: null, timeZone };
  return windowOf(facts, 'web') ?? { opensAt: course.opensAt, closesAt: course.closesAt };
}

/** True where the web takes nothing, and another way does now, or the course was never offered on the web at all. */
function isOfferedOtherwise({ standing: { state, openWays }, course }: ActTarget): boolean {
  const isNeverOnTheWeb = state === 'elsewhere' && course.channels !== null;
  return CLOSED_STATES.has(state) && (openWays.length > 0 || isNeverOnTheWeb);
}

/** The web is told of where it has words of its own; a course that names no way has none to tell. */
function waysOf({ course, standing }: ActTarget, wording: Wording, isByOtherWays: boolean): WayWords[] {
  return wayWords(course.channels, wording).filter(({ name, text }) =>
    name === 'web'
      ? text !== '' && !isByOtherWays
      : !isByOtherWays || standing.openWays.length === 0 || standing.openWays.includes(name),
  );
}

/** The draw whose list is closed: from then on there is none to take part in. */
function listOf({ scope, course, sessions }: ActTarget): { readonly id: string } | undefined {
  return course.lotteries.find(
    ({ sessionId }) => sessionId === null || (scope === 'session' && sessionId === sessions[0]?.id),
  );
}

/** How lots will be drawn, or where to see how they were. */
function lotteryOf(target: ActTarget, { t }: Wording): RegisteringAct['lottery'] {
  const list = listOf(target);
  if (list) return { steps: [], href: `/lotteries/${list.id}` };
  if (!target.course.lottery) return null;
  const { priorities = [] } = target.course.lottery;
  const step = (name: string) => t(`registering.lottery.${name}`);
  return {
    steps: [step('equal'), ...priorities.map(step), step('parties'), step('queue'), step('check')],
    href: null,
  };
}
