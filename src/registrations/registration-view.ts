import type { RegistrationRow } from './registrations.queries.js';
import type { SessionView } from './session-view.js';

/** A registration as its holder sees it. */
export interface RegistrationView
  extends Omit<RegistrationRow, 'organizationId' | 'courseId' | 'sessionId' | 'places'>,
    Pick<SessionView, 'organization' | 'programme' | 'course'> {
  /** Secret: whoever knows it may see, change and cancel this registration. */
  readonly token: string;
  readonly scope: 'course' | 'session';
  /** In the order of the sessions. */
  readonly places: readonly {
    readonly session: SessionView;
    readonly status: 'confirmed' | 'waitlisted' | 'released';
  }[];
  /** 1 is next; null where nothing is waited for. */
  readonly waitingPosition: number | null;
  readonly manageUrl: string;
  readonly calendarUrl: string;
}
