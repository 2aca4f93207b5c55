import { showsRemaining } from '../../domain/registration-state.js';
import type { SessionView } from '../../sessions/session-view.js';
import { offersCourse, offersSession, stagesOf, standingOf } from '../course-standing.js';
import { courseAct, stateInCourse } from '../page-acts.js';
import type { CoursePage, ProgrammePage } from '../programme-pages.queries.js';
import type { CourseFound } from '../register-targets.js';
import { courseData, dataBlock } from '../structured-data.js';
import { comingToCourse, isOver } from './coming.js';
import { commonFacts } from './common-facts.js';
import type { PageWording } from './page-wording.js';
import { usualVenue } from './usual-venue.js';

interface Found extends CourseFound {
  readonly programme: ProgrammePage;
  readonly course: CoursePage;
}

/** What the page of a course answers. `sessions`: all of it, in order. */
export function coursePage(found: Found, wording: PageWording, now: Date) {
  const { programme, course, sessions } = found;
  const act = courseAct(found, wording, now);
  const coming = sessions.filter((session) => !isOver(session, now));
  const times = new Set(sessions.map(({ startTime, endTime }) => `${startTime}-${endTime}`));
  const usual = usualVenue(sessions);
  return {
    ...commonFacts({ programme, courses: [course], sessions, path: `/courses/${course.id}` }, wording, now),
    course,
    sessions,
    act,
    coming: comingToCourse(sessions, act, wording.t, now),
    structuredData: dataBlock(courseData({ programme, course, act, sessions, coming }, wording)),
    standing: standingOf(sessions),
    offersBoth: sessions.some(offersCourse) && sessions.some(offersSession),
    showsRemaining: sessions.some(offersCourse) && showsRemaining(act.state, stagesOf(sessions)),
    usual,
    sameTimes: times.size === 1,
    stateOf: (session: SessionView) => stateInCourse(session, act),
  };
}
