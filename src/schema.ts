import { AttendanceMark } from './attendance/attendance-mark.entity.js';
import { AttendanceRecord } from './attendance/attendance-record.entity.js';
import { HeadCount } from './attendance/head-count.entity.js';
import { FeedChange } from './calendar/feeds/feed-change.entity.js';
import { SeatFigures } from './calendar/staff/seat-figures.entity.js';
import { StaffCalendar } from './calendar/staff/staff-calendar.entity.js';
import { ApiToken } from './organizations/api-token.entity.js';
import { ApiTokenRole } from './organizations/api-token-role.entity.js';
import { AuditEntry } from './organizations/audit-entry.entity.js';
import { Organization } from './organizations/organization.entity.js';
import { RateLimit } from './organizations/rate-limit.entity.js';
import { StaffMember } from './organizations/staff-member.entity.js';
import { StaffRole } from './organizations/staff-role.entity.js';
import { StaffSession } from './organizations/staff-session.entity.js';
import { Initial1763700000000 } from './platform/database/migrations/1763700000000-initial.js';
import { Planning1763726400000 } from './platform/database/migrations/1763726400000-planning.js';
import { Registering1763748000000 } from './platform/database/migrations/1763748000000-registering.js';
import { Mailing1763766000000 } from './platform/database/migrations/1763766000000-mailing.js';
import { Publishing1763787600000 } from './platform/database/migrations/1763787600000-publishing.js';
import { SeatFigures1763787600001 } from './platform/database/migrations/1763787600001-seat-figures.js';
import { MailAddress } from './platform/mail/mail-address.entity.js';
import { MailPace } from './platform/mail/mail-pace.entity.js';
import { Message } from './platform/mail/message.entity.js';
import { AcceptedConflict } from './programmes/accepted-conflict.entity.js';
import { Course } from './programmes/course.entity.js';
import { FiscalYearPlan } from './programmes/fiscal-year-plan.entity.js';
import { Programme } from './programmes/programme.entity.js';
import { ProgrammeHost } from './programmes/programme-host.entity.js';
import { RemovedSession } from './programmes/removed-session.entity.js';
import { ReportedResult } from './programmes/reported-result.entity.js';
import { Session } from './programmes/session.entity.js';
import { Venue } from './programmes/venue.entity.js';
import { Answer } from './registrations/answers/answer.entity.js';
import { SensitiveAnswer } from './registrations/answers/sensitive-answer.entity.js';
import { Companion } from './registrations/companion.entity.js';
import { RevokedCalendar } from './registrations/entries/revoked-calendar.entity.js';
import { Lottery } from './registrations/lottery/lottery.entity.js';
import { MailText } from './registrations/mails/texts/mail-text.entity.js';
import { Offer } from './registrations/queue/offer.entity.js';
import { Registration } from './registrations/registration.entity.js';
import { RegistrationNote } from './registrations/registration-note.entity.js';
import { Place } from './registrations/seats/place.entity.js';
import { SeatPool } from './registrations/seats/seat-pool.entity.js';
import { DigestSubscription } from './reminders/digest/digest-subscription.entity.js';

/** Every table of the house, and every step by which its schema came to be. */
export const entities = [
  Organization,
  StaffMember,
  StaffRole,
  StaffSession,
  ApiToken,
  ApiTokenRole,
  RateLimit,
  AuditEntry,
  Venue,
  Programme,
  ProgrammeHost,
  Course,
  Session,
  FiscalYearPlan,
  ReportedResult,
  AcceptedConflict,
  RemovedSession,
  SeatPool,
  Registration,
  Place,
  Companion,
  Answer,
  SensitiveAnswer,
  RegistrationNote,
  Offer,
  Lottery,
  AttendanceRecord,
  AttendanceMark,
  HeadCount,
  Message,
  MailAddress,
  MailPace,
  MailText,
  DigestSubscription,
  FeedChange,
  StaffCalendar,
  SeatFigures,
  RevokedCalendar,
];

export const migrations = [
  Initial1763700000000,
  Planning1763726400000,
  Registering1763748000000,
  Mailing1763766000000,
  Publishing1763787600000,
  SeatFigures1763787600001,
];
