import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import type { CivilDate } from '../../shared/civil-time.js';
import { desksOf, gatheredOf } from '../public/desk-slots.js';
import { monthBounds } from '../public/month-grid.js';
import { type OpenDesk, OpenDesks } from '../public/open-desks.queries.js';
import { rolledUp, type WholeProgramme } from '../public/programme-tree.js';
import { siteDay } from '../public/site-day.js';
import { readCursor } from '../sessions/session-cursor.js';
import type { Found } from './finding.js';
import { FoundSessions, type PageOfSessions } from './found-sessions.js';
import { MonthList, type MonthOfSessions } from './month-list.js';
import { ProgrammeLists } from './programme-lists.queries.js';

export type Desks = ReturnType<typeof desksOf>;

/** Undated programmes that the first page names; the list of programmes has them all. */
const UNDATED_SHOWN = 4;
/** Sessions of which one request looks at the seats, for the list of programmes. */
const MOST_LOOKED_AT = 1000;

/** What is on, as the first page and the list of programmes have it. */
@Injectable()
export class WhatIsOn {
  constructor(
    private readonly found: FoundSessions,
    private readonly months: MonthList,
    private readonly programmes: ProgrammeLists,
    private readonly desks: OpenDesks,
    private readonly clock: Clock,
  ) {}

  /** One page of the list from `wanted.from`, or from now on. Two queries; with `wanted.free` more, as `FoundSessions` says. */
  async list(
    { wanted }: Pick<Found, 'wanted'>,
    { after, size }: { readonly after?: string; readonly size: number },
  ): Promise<PageOfSessions & { readonly desks: Desks }> {
    const now = this.clock.now();
    const from = wanted.from ?? siteDay(now);
    const { open, gathered } = await this.gathered(wanted, from, wanted.to);
    const page = await this.found.page(
      {
        ...{ ...wanted, from, gathered },
        notOverAt: wanted.from ? undefined : now,
        after: readCursor(after),
      },
      size,
    );
    return { ...page, desks: after ? [] : desksOf(open, now) };
  }

  /** A month (`YYYY-MM`). At most four queries; with `wanted.free` six. */
  async month(
    { wanted }: Pick<Found, 'wanted'>,
    month: string,
    perDay: number,
  ): Promise<MonthOfSessions & { readonly desks: Desks }> {
    const { from, to } = monthBounds(month);
    const { open, gathered } = await this.gathered(wanted, from, to);
    const sessions = await this.months.month({ ...wanted, gathered, from, to }, perDay);
    return { ...sessions, desks: desksOf(open, this.clock.now()) };
  }

  /** Programmes that have nothing dated to come: the first of them, and how many there are. At most two queries. */
  async undated({ wanted }: Pick<Found, 'wanted'>): Promise<{
    readonly programmes: readonly WholeProgramme[];
    readonly count: number;
  }> {
    // Nobody can say that a seat is free where there is no date, nor that there is a date within two days.
    if (wanted.free || wanted.to) return { programmes: [], count: 0 };
    const today = siteDay(this.clock.now());
    const { count, slugs } = await this.programmes.undated(wanted, today, UNDATED_SHOWN);
    if (count === 0) return { programmes: [], count };
    return { programmes: rolledUp(await this.programmes.list({ slugs }, today)), count };
  }

  /** Programmes that fit; `isWhole` is false where there were more sessions with free seats than one request looks at. */
  async all({ wanted }: Pick<Found, 'wanted'>): Promise<{
    readonly programmes: readonly WholeProgramme[];
    readonly isWhole: boolean;
  }> {
    const now = this.clock.now();
    const today = siteDay(now);
    const { slugs, isWhole } = wanted.free
      ? await this.withFreeSeats({ ...wanted, from: today, notOverAt: now })
      : { slugs: undefined, isWhole: true };
    return { programmes: rolledUp(await this.programmes.list({ ...wanted, slugs }, today)), isWhole };
  }

  private async withFreeSeats(wanted: Found['wanted'] & { readonly notOverAt: Date }) {
    const { sessions, isWhole } = await this.found.all(wanted, MOST_LOOKED_AT);
    const slugs = sessions
      .flatMap(({ programme, alsoFor }) => [programme, ...alsoFor])
      .map(({ slug }) => slug);
    return { slugs: [...new Set(slugs)], isWhole };
  }

  /** What is open several days a week stands on one line instead of on every day. */
  private async gathered({ free, ...wanted }: Found['wanted'], from: CivilDate, to: CivilDate | undefined) {
    const perhapsFreeAt = free ? this.clock.now() : undefined;
    const open: OpenDesk[] = await this.desks.list({ ...wanted, perhapsFreeAt }, from, to);
    return { open, gathered: gatheredOf(open) };
  }
}
