import type { PlaceStatus } from './domain/statuses.js';
import type { RegistrationRow } from './registrations.queries.js';
import type { SessionView } from './sessions/session-view.js';

/** A registration as its holder sees it. */
export interface RegistrationView
  extends Omit<
      RegistrationRow,
      'organizationId' | 'courseId' | 'sessionId' | 'places' | 'membership' | 'tokenVersion' | 'calendar'
    >,
    Pick<SessionView, 'organization' | 'programme' | 'course'> {
  /** Secret: whoever knows it may see, change and cancel this registration. */
  readonly token: string;
  /** `membership`: let in whenever the course is held, without places. */
  readonly scope: 'course' | 'session' | 'membership';
  /** In the order of the sessions. */
  readonly places: readonly {
    readonly session: SessionView;
    readonly status: PlaceStatus;
  }[];
  /** 1 is next; null where nothing is waited for. */
  readonly waitingPosition: number | null;
  readonly manageUrl: string;
  /** Null: its calendar has been stopped. */
  readonly calendarUrl: string | null;
  /** True where whoever knows the calendar's address can open the registration as well: it is from before they had their own. */
  readonly calendarOpensAll: boolean;
}

type Secret = 'token' | 'manageUrl' | 'calendarUrl';

/** What a request to register is answered with: no link where the one that it made has been replaced since. */
export type Registered = Omit<RegistrationView, Secret> & Readonly<Record<Secret, string | null>>;
