import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppConfig } from '../../../platform/config/app-config.js';
import { newId } from '../../../shared/ids.js';
import type { NoticePlace } from '../notice.js';
import { NoticeWriter } from '../notice-writer.js';
import { type NoticeKind, noticeKind } from './notice-kind.js';
import { TextKinds, type TextSample } from './text-kinds.js';

const DAY_MS = 86_400_000;
/** As a draw would list somebody. */
const ENTRY = '3f9c07ab51d2e684';

const confirmed = ({ places, registration }: TextSample) => ({
  showsStates: true,
  places,
  registration: { ...registration, status: 'confirmed' as const, places },
});
const inState =
  (status: 'applied' | 'waitlisted' | 'offered' | 'declined' | 'cancelled') =>
  ({ places, registration }: TextSample) => ({
    places,
    registration: { ...registration, status, places },
  });
const waiting = (sample: TextSample) => ({ ...inState('waitlisted')(sample), position: 2 });
const withoutPlaces =
  (status: 'applied' | 'confirmed') =>
  ({ registration }: TextSample) => ({
    places: [],
    registration: { ...registration, status, membership: true, places: [] },
  });
/** Two days from now, as far as a sample knows of now: well before its session. */
const deadline = ([first]: readonly NoticePlace[]) => ({
  deadline: new Date((first?.session.startsAt?.getTime() ?? Date.UTC(2030, 0, 1)) - 2 * DAY_MS),
});
const oneOf = ({ places }: TextSample) => ({ places: places.slice(0, 1) });

/** The texts of this room's mails, each with what its notice says when nothing unusual has happened. */
const KINDS: readonly (Omit<NoticeKind, 'words'> & Required<Pick<NoticeKind, 'notice'>>)[] = [
  { kind: 'confirmed', values: ['when'], required: ['dates'], notice: confirmed },
  { kind: 'waiting', values: ['when', 'position'], required: ['dates'], notice: waiting },
  { kind: 'promoted', values: ['when'], required: ['dates'], notice: confirmed },
  { kind: 'applied', values: ['when'], required: ['dates'], notice: inState('applied') },
  { kind: 'membership', notice: withoutPlaces('confirmed') },
  { kind: 'membership_applied', notice: withoutPlaces('applied') },
  {
    kind: 'offered',
    values: ['when', 'deadline'],
    required: ['dates', 'details'],
    notice: (sample) => ({ ...inState('offered')(sample), ...deadline(sample.places) }),
  },
  {
    kind: 'offer_expired',
    values: ['deadline', 'position'],
    notice: (sample) => ({ ...waiting(sample), ...deadline(sample.places) }),
  },
  { kind: 'declined', notice: inState('declined') },
  {
    kind: 'lottery_won',
    values: ['when'],
    required: ['dates'],
    hasFurther: true,
    notice: confirmed,
  },
  { kind: 'lottery_lost', hasFurther: true, notice: waiting },
  { kind: 'moved_registration', required: ['dates'], notice: confirmed },
  { kind: 'transferred', required: ['dates'], notice: confirmed },
  { kind: 'cancelled_registration', required: ['dates'], notice: inState('cancelled') },
  {
    kind: 'changed',
    values: ['when', 'start'],
    required: ['dates', 'details'],
    notice: (sample) => ({ ...oneOf(sample), ...anHourLater(sample) }),
  },
  { kind: 'cancelled_session', values: ['when', 'start'], required: ['dates'], notice: cancelledSession },
];

/** Organizations may write the texts of the mails about registrations. */
@Injectable()
export class RegistrationTexts implements OnModuleInit {
  constructor(
    private readonly kinds: TextKinds,
    private readonly writer: NoticeWriter,
    private readonly config: AppConfig,
  ) {}

  onModuleInit(): void {
    const further = { url: `${this.config.publicUrl}/lotteries/${newId()}#e-${ENTRY}`, entry: ENTRY };
    this.kinds.register(
      ...KINDS.map(({ notice, ...kind }) =>
        noticeKind(this.writer, {
          ...kind,
          words: `mail.${kind.kind}`,
          notice: (sample) => ({ ...notice(sample), ...(kind.hasFurther && { further }) }),
        }),
      ),
    );
  }
}

/** A change to show: it was to begin and end at other times. */
function anHourLater({ places: [place] }: TextSample) {
  if (!place) return {};
  const { startsOn, endsOn, venueName: venue } = place.session;
  return { before: { startsOn, endsOn, venue, startTime: '09:00', endTime: '09:30' } };
}

function cancelledSession(sample: TextSample) {
  return {
    places: oneOf(sample).places.map((place) => ({
      ...place,
      session: { ...place.session, status: 'cancelled' as const },
    })),
  };
}
