import type { Translate } from '../../../platform/views/messages.js';
import { showsRemaining } from '../../domain/registration-state.js';
import type { SessionView } from '../../sessions/session-view.js';
import { offersCourse, stagesOf, standingOf } from '../course-standing.js';
import { frequencyWords } from '../frequency-words.js';
import { courseAct, type PageAct, stateInCourse } from '../page-acts.js';
import type { CoursePage, ProgrammePage } from '../programme-pages.queries.js';
import { dataBlock, programmeData } from '../structured-data.js';
import { type Coming, comingToSome, isOver, stillToCome } from './coming.js';
import { commonFacts } from './common-facts.js';
import type { PageWording } from './page-wording.js';
import { usualVenue } from './usual-venue.js';

/** Sessions that the answer to "when" names; the others are in the lists below. */
const SOONEST = 3;

/** Of several courses, the one that one can come to soonest is spoken of first. */
const OPENEST_FIRST: readonly PageAct['state'][] = [
  'open',
  'membership',
  'none',
  'waiting_list',
  'not_yet_open',
  'members',
  'elsewhere',
  'full',
];

interface CourseHere {
  readonly course: CoursePage;
  readonly sessions: readonly SessionView[];
  /** Those that are not over. */
  readonly coming: readonly SessionView[];
  readonly act: PageAct;
  readonly stateOf: (session: SessionView) => string;
}

/** What the page of a programme answers. `sessions`: its own, and those of others that serve it too, in order. */
export function programmePage(
  { programme, sessions }: { readonly programme: ProgrammePage; readonly sessions: readonly SessionView[] },
  wording: PageWording,
  now: Date,
) {
  const { frequency } = programme;
  const coming = sessions.filter((session) => !isOver(session, now));
  const soonest = stillToCome(sessions, now).filter(({ startsOn }) => startsOn !== null);
  const courses = programme.courses.map((course) =>
    courseHere(programme, course, { sessions, wording, now }),
  );
  const current = courses.filter((here) => here.coming.length > 0 || here.sessions.length === 0);
  const [only, ...others] = current.filter((here) => here.sessions.length > 0);
  const path = `/programmes/${encodeURIComponent(programme.slug)}`;
  return {
    ...commonFacts(
      { programme, courses: current.map(({ course }) => course), sessions: coming, path },
      wording,
      now,
    ),
    structuredData: dataBlock(programmeData({ programme, sessions: coming }, wording)),
    frequency: frequency && frequencyWords(frequency, wording),
    coming: comingToProgramme(programme, current, wording.t),
    soonest: soonest.slice(0, SOONEST),
    usual: usualVenue(coming.length > 0 ? coming : sessions),
    standing:
      only && others.length === 0 && only.sessions.some(offersCourse) ? standingOf(only.sessions) : null,
    showsRemaining: only !== undefined && showsRemaining(only.act.state, stagesOf(only.sessions)),
    // Sittings of other programmes that serve this one too.
    joint: coming.filter((session) => session.programme.slug !== programme.slug),
    current,
    former: courses.filter((here) => here.coming.length === 0 && here.sessions.length > 0),
  };
}

function courseHere(
  programme: ProgrammePage,
  course: CoursePage,
  { sessions, wording, now }: { sessions: readonly SessionView[]; wording: PageWording; now: Date },
): CourseHere {
  const own = sessions.filter((session) => session.course.id === course.id);
  const act = courseAct({ programme, course, sessions: own }, wording, now);
  return {
    ...{ course, act, sessions: own, coming: own.filter((session) => !isOver(session, now)) },
    stateOf: (session) => stateInCourse(session, act),
  };
}

/** Whether one can come, and to which course where there are several; null: it is not held, or nobody says how. */
function comingToProgramme(
  { status }: ProgrammePage,
  current: readonly CourseHere[],
  t: Translate,
): (Coming & { readonly course: CoursePage | null }) | null {
  if (status === 'suspended' || status === 'ended') return null;
  const held = current.filter(({ sessions, act }) => sessions.length > 0 || act.state === 'membership');
  const best =
    OPENEST_FIRST.flatMap((state) => held.find(({ act }) => act.state === state) ?? [])[0] ?? held[0];
  if (!best || best.act.state === 'unstated') return null;
  return { ...comingToSome(best.sessions, best.act, t), course: held.length > 1 ? best.course : null };
}
