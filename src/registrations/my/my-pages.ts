import { Injectable } from '@nestjs/common';
import { TownLooks } from '../../organizations/pictures/town-looks.js';
import { Clock } from '../../platform/clock.js';
import { type PageContext, Views } from '../../platform/views/views.js';
import { beginningOf } from '../../programmes/domain/session-instants.js';
import { civilDateOf, civilTimeOf } from '../../shared/civil-time.js';
import type { DomainErrorCode } from '../../shared/domain-error.js';
import { isActive } from '../domain/statuses.js';
import { subscribing } from '../entries/subscribing.js';
import { RegistrationTokens } from '../registration-tokens.js';
import type { RegistrationView } from '../registration-view.js';
import { RegistrationViews } from '../registration-views.js';
import type { SessionView } from '../sessions/session-view.js';
import { Standings } from './standings.js';

type Data = Readonly<Record<string, unknown>>;

/** Why an act was not done: the page says it in the act's own words where it has them. */
export interface Refusal {
  readonly act: string;
  readonly code: DomainErrorCode;
}

/** The pages behind a registrant's link. */
@Injectable()
export class MyPages {
  constructor(
    private readonly views: RegistrationViews,
    private readonly standings: Standings,
    private readonly clock: Clock,
    private readonly pages: Views,
    private readonly tokens: RegistrationTokens,
    private readonly looks: TownLooks,
  ) {}

  /** The registration itself. @param news what has just happened, as the address says; the state decides what is shown */
  async main(
    token: string,
    page: PageContext,
    { news = null, refusal = null }: { news?: string | null; refusal?: Refusal | null } = {},
  ): Promise<string> {
    const registration = await this.views.byToken(token);
    // One that opens the registration too is not handed out to servers of others, nor to whoever sees a QR code.
    const calendarUrl = registration.calendarOpensAll ? null : registration.calendarUrl;
    const calendarName = this.pages.translator(page.language)('calendar.personal.title');
    return this.pages.page(
      'public/my',
      { ...page, path: `/my/${registration.token}` },
      {
        registration,
        town: await this.looks.bySlug(registration.organization.slug),
        standing: await this.standings.of(registration),
        notes: await this.standings.notesOn(registration),
        rooms: await this.standings.roomsOf(registration),
        ...this.clockFacts(),
        news: newsOf(registration, news),
        refusal,
        isActive: isActive(registration.status),
        offer: offerOf(registration),
        manageUrl: this.tokens.manageUrl(registration.token, page.language),
        calendarFeed: calendarUrl && subscribing(calendarName, calendarUrl),
      },
    );
  }

  /** A page that asks or says one thing about the registration: `templates/public/my-<name>.eta`. */
  async about(
    token: string,
    name: string,
    page: PageContext,
    data: Data | ((registration: RegistrationView) => Data | Promise<Data>) = {},
  ): Promise<string> {
    const registration = await this.views.byToken(token);
    const more = typeof data === 'function' ? await data(registration) : data;
    const town = await this.looks.bySlug(registration.organization.slug);
    return this.bare(name, page, { registration, town, offer: offerOf(registration), ...more });
  }

  /** The same without the registration: after its link has gone, or before one is known. */
  bare(name: string, page: PageContext, data: Data): string {
    return this.pages.page(`public/my-${name}`, page, {
      ...this.clockFacts(),
      refusal: null,
      faults: [],
      ...data,
    });
  }

  private clockFacts() {
    const now = this.clock.now();
    const isToCome = (session: SessionView) => {
      const begins = beginningOf(session);
      return begins === null || begins > now;
    };
    return { now, isToCome };
  }
}

/** The deadline of an offer on the clock of its sessions; null where nothing is offered. */
function offerOf({ offerExpiresAt, places }: RegistrationView): { date: string; time: string } | null {
  const timeZone = places[0]?.session.timeZone;
  if (!offerExpiresAt || !timeZone) return null;
  return { date: civilDateOf(offerExpiresAt, timeZone), time: civilTimeOf(offerExpiresAt, timeZone) };
}

/** What can have just happened to a registration in each of its states. */
const NEWS: Readonly<Record<string, readonly string[]>> = {
  cancelled: ['cancel', 'mail'],
  confirmed: ['confirmed', 'release', 'return', 'accept', 'people', 'move', 'mail'],
  waitlisted: ['waitlisted', 'release', 'return', 'decline', 'wait', 'people', 'mail'],
  applied: ['applied', 'release', 'people', 'move', 'mail'],
  offered: ['release', 'people', 'offered', 'mail'],
};

function newsOf({ status, calendarUrl }: RegistrationView, said: string | null): string | null {
  const ofCalendar = calendarUrl === null ? ['calendarStopped'] : ['calendarRenewed', 'calendarKept'];
  if (said !== null && ofCalendar.includes(said)) return said;
  const happened = said === 'new' ? status : said;
  return happened !== null && NEWS[status]?.includes(happened) ? happened : null;
}
