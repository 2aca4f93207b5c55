import { AttendanceMark } from './attendance/attendance-mark.entity.js';
import { AttendanceRecord } from './attendance/attendance-record.entity.js';
import { Completion } from './attendance/completion/completion.entity.js';
import { DoorAct } from './attendance/door/door-act.entity.js';
import { HeadCount } from './attendance/head-count.entity.js';
import { PersonMerge } from './attendance/people/person-merge.entity.js';
import { SamePerson } from './attendance/people/same-person.entity.js';
import { FeedChange } from './calendar/feeds/feed-change.entity.js';
import { SeatFigures } from './calendar/staff/seat-figures.entity.js';
import { StaffCalendar } from './calendar/staff/staff-calendar.entity.js';
import { PasswordReset } from './organizations/accounts/invitations/password-reset.entity.js';
import { StaffInvitation } from './organizations/accounts/invitations/staff-invitation.entity.js';
import { IdentityProvider } from './organizations/accounts/openid/identity-provider.entity.js';
import { StaffIdentity } from './organizations/accounts/openid/staff-identity.entity.js';
import { Passkey } from './organizations/accounts/passkeys/passkey.entity.js';
import { RateLimit } from './organizations/accounts/rate-limit.entity.js';
import { RecoveryCode } from './organizations/accounts/second-factor/recovery-code.entity.js';
import { TotpSecret } from './organizations/accounts/second-factor/totp-secret.entity.js';
import { StaffChallenge } from './organizations/accounts/sessions/staff-challenge.entity.js';
import { StaffSession } from './organizations/accounts/sessions/staff-session.entity.js';
import { StaffMember } from './organizations/accounts/staff-member.entity.js';
import { StaffRole } from './organizations/accounts/staff-role.entity.js';
import { AuditEntry } from './organizations/audit/audit-entry.entity.js';
import { Organization } from './organizations/organization.entity.js';
import { Picture } from './organizations/pictures/picture.entity.js';
import { PictureFile } from './organizations/pictures/picture-file.entity.js';
import { ApiToken } from './organizations/tokens/api-token.entity.js';
import { ApiTokenRole } from './organizations/tokens/api-token-role.entity.js';
import { Webhook } from './organizations/webhooks/webhook.entity.js';
import { WebhookDelivery } from './organizations/webhooks/webhook-delivery.entity.js';
import { Initial1763700000000 } from './platform/database/migrations/1763700000000-initial.js';
import { Planning1763726400000 } from './platform/database/migrations/1763726400000-planning.js';
import { Registering1763748000000 } from './platform/database/migrations/1763748000000-registering.js';
import { Mailing1763766000000 } from './platform/database/migrations/1763766000000-mailing.js';
import { Publishing1763787600000 } from './platform/database/migrations/1763787600000-publishing.js';
import { SeatFigures1763787600001 } from './platform/database/migrations/1763787600001-seat-figures.js';
import { RunningTheDay1763809200000 } from './platform/database/migrations/1763809200000-running-the-day.js';
import { Completion1763809200004 } from './platform/database/migrations/1763809200004-completion.js';
import { Reports1763809200005 } from './platform/database/migrations/1763809200005-reports.js';
import { Tallies1763809200006 } from './platform/database/migrations/1763809200006-tallies.js';
import { StaffAccounts1763809200008 } from './platform/database/migrations/1763809200008-staff-accounts.js';
import { LogOnlyGrows1763809200009 } from './platform/database/migrations/1763809200009-log-only-grows.js';
import { Webhooks1763809200010 } from './platform/database/migrations/1763809200010-webhooks.js';
import { PublicSite1763838000000 } from './platform/database/migrations/1763838000000-public-site.js';
import { Finding1763838000001 } from './platform/database/migrations/1763838000001-finding.js';
import { Leaflets1763838000005 } from './platform/database/migrations/1763838000005-leaflets.js';
import { Pictures1763838000006 } from './platform/database/migrations/1763838000006-pictures.js';
import { Search1763838000008 } from './platform/database/migrations/1763838000008-search.js';
import { WithdrawnPages1763838000009 } from './platform/database/migrations/1763838000009-withdrawn-pages.js';
import { SearchHosts1763838000012 } from './platform/database/migrations/1763838000012-search-hosts.js';
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
import { SearchChange } from './programmes/search/search-change.entity.js';
import { SearchText } from './programmes/search/search-text.entity.js';
import { Session } from './programmes/session.entity.js';
import { Venue } from './programmes/venue.entity.js';
import { WithdrawnPage } from './programmes/withdrawn-page.entity.js';
import { Answer } from './registrations/answers/answer.entity.js';
import { SensitiveAnswer } from './registrations/answers/sensitive-answer.entity.js';
import { Companion } from './registrations/companion.entity.js';
import { RevokedCalendar } from './registrations/entries/revoked-calendar.entity.js';
import { Leaflet } from './registrations/leaflets/leaflet.entity.js';
import { Lottery } from './registrations/lottery/lottery.entity.js';
import { MailText } from './registrations/mails/texts/mail-text.entity.js';
import { Offer } from './registrations/queue/offer.entity.js';
import { Registration } from './registrations/registration.entity.js';
import { RegistrationNote } from './registrations/registration-note.entity.js';
import { Place } from './registrations/seats/place.entity.js';
import { SeatPool } from './registrations/seats/seat-pool.entity.js';
import { DigestSubscription } from './reminders/digest/digest-subscription.entity.js';
import { SessionCost } from './reports/tallies/costs/session-cost.entity.js';
import { Tally } from './reports/tallies/tally.entity.js';
import { TallyLine } from './reports/tallies/tally-line.entity.js';

/** Every table of the house, and every step by which its schema came to be. */
export const entities = [
  Organization,
  StaffMember,
  StaffRole,
  StaffSession,
  StaffChallenge,
  TotpSecret,
  RecoveryCode,
  Passkey,
  IdentityProvider,
  StaffIdentity,
  StaffInvitation,
  PasswordReset,
  ApiToken,
  ApiTokenRole,
  Webhook,
  WebhookDelivery,
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
  SearchText,
  SearchChange,
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
  DoorAct,
  SamePerson,
  PersonMerge,
  Completion,
  Message,
  MailAddress,
  MailPace,
  MailText,
  DigestSubscription,
  FeedChange,
  StaffCalendar,
  SeatFigures,
  RevokedCalendar,
  Tally,
  TallyLine,
  SessionCost,
  WithdrawnPage,
  Picture,
  PictureFile,
  Leaflet,
];

export const migrations = [
  Initial1763700000000,
  Planning1763726400000,
  Registering1763748000000,
  Mailing1763766000000,
  Publishing1763787600000,
  SeatFigures1763787600001,
  RunningTheDay1763809200000,
  Completion1763809200004,
  Reports1763809200005,
  Tallies1763809200006,
  StaffAccounts1763809200008,
  LogOnlyGrows1763809200009,
  Webhooks1763809200010,
  PublicSite1763838000000,
  Finding1763838000001,
  Leaflets1763838000005,
  Search1763838000008,
  Pictures1763838000006,
  WithdrawnPages1763838000009,
  SearchHosts1763838000012,
];

/** Tables to which the application only adds: what was done cannot be made undone by whoever gets hold of it. */
export const appendOnly = ['audit_entries'];
