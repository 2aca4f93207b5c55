import { showsRemaining } from '../../domain/registration-state.js';
import type { SessionView } from '../../sessions/session-view.js';
import { offersCourse } from '../course-standing.js';
import { sessionAct } from '../page-acts.js';
import type { CoursePage, ProgrammePage } from '../programme-pages.queries.js';
import type { CourseFound } from '../register-targets.js';
import { dataBlock, sessionData } from '../structured-data.js';
import { comingToSession } from './coming.js';
import { commonFacts } from './common-facts.js';
import type { PageWording } from './page-wording.js';

interface Found extends CourseFound {
  readonly programme: ProgrammePage;
  readonly course: CoursePage;
  readonly session: SessionView;
}

/** What the page of a session answers. `sessions`: all of its course where one registers for that, else the one. */
export function sessionPage(found: Found, wording: PageWording, now: Date) {
  const { session, programme, course } = found;
  const act = sessionAct(found, wording, now);
  const data = sessionData({ session, programme, course, act }, wording);
  const topic = session.topic === null ? null : ({ text: session.topic, lang: 'ja' } as const);
  const common = commonFacts(
    { programme, courses: [course], sessions: [session], path: `/sessions/${session.id}`, topic },
    wording,
    now,
  );
  return {
    ...common,
    session,
    act,
    // Said once: where nothing is said of the programme, it stands at the head.
    topic: common.lead === topic ? null : topic,
    coming: comingToSession(session, act, wording.t, now),
    structuredData: data && dataBlock(data),
    showsRemaining: showsRemaining(act.state, [session.registration.lotteryStage]),
    offersCourse: offersCourse(session),
  };
}
