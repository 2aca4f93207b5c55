import type { PoolView, SessionView } from '../../sessions/session-view.js';
import { type ConditionWords, conditionWords } from '../eligibility-words.js';
import type { CoursePage, ProgrammePage } from '../programme-pages.queries.js';
import { leadOf, leadOfKind, type OwnWords } from './lead.js';
import { mapLinkOf } from './map-link.js';
import type { PageWording } from './page-wording.js';
import { type Share, shareOf } from './share.js';
import { takingPart } from './taking-part.js';

/** What the pages of a programme, of a course and of a session all answer. */
export interface CommonFacts {
  readonly programme: ProgrammePage;
  /** In one sentence what it is. */
  readonly lead: OwnWords | null;
  /** For whoever shows a link to the page. */
  readonly description: string | null;
  readonly conditions: readonly ConditionWords[];
  readonly takingPart: readonly string[];
  readonly share: Share;
  readonly mapOf: typeof mapLinkOf;
  readonly now: Date;
}

/**
 * @param path of the page, without language; `topic`: what it is about, where nothing is said of the programme
 * @param courses those that the page is about; `sessions`: theirs
 */
export function commonFacts(
  {
    programme,
    courses,
    sessions,
    path,
    topic = null,
  }: {
    readonly programme: ProgrammePage;
    readonly courses: readonly CoursePage[];
    readonly sessions: readonly SessionView[];
    readonly path: string;
    readonly topic?: OwnWords | null;
  },
  wording: PageWording,
  now: Date,
): CommonFacts {
  const pools = sortsOfSeats(sessions);
  const lead = leadOf(programme, wording.language) ?? topic;
  return {
    programme,
    lead: lead ?? leadOfKind(programme.kind, wording),
    description: lead?.text ?? programme.audience,
    conditions: conditionWords(programme, wording),
    takingPart: takingPart(programme, { pools, byNickname: courses.some(takesRequestsHere) }, wording),
    share: shareOf(path, wording),
    mapOf: mapLinkOf,
    now,
  };
}

/** True where the form of this site takes requests at some time. */
function takesRequestsHere({ mode, channels }: CoursePage): boolean {
  const isRegistered = mode === 'course' || mode === 'session' || mode === 'both' || mode === 'members';
  return isRegistered && (channels === null || channels.web !== undefined);
}

function sortsOfSeats(sessions: readonly SessionView[]): PoolView[] {
  return [
    ...new Map(sessions.flatMap(({ pools }) => pools.map((pool) => [pool.label, pool] as const))).values(),
  ];
}
