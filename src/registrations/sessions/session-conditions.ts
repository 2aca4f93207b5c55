import { freeSeatsSql } from '../seats/seats.queries.js';

/** Which sessions; every condition that is left out does not restrict. Dates are civil, `YYYY-MM-DD`, both inclusive. */
export interface SessionFilter {
  readonly ids?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** Slug of the organization. */
  readonly organization?: string;
  /** Slug of an organization, for what it runs itself and what it runs together with others (主催, 共催). */
  readonly town?: string;
  /** Slug of the programme; sessions of others that serve it too are among them. */
  readonly programme?: string;
  readonly course?: string;
  readonly courses?: readonly string[];
  /** Of its programme, or of one that it serves too. */
  readonly kind?: string | readonly string[];
  readonly audience?: string | readonly string[];
  /** True: only of programmes (as above) to which one may come without giving a name, as far as the source says so. */
  readonly anonymous?: boolean;
  /** The same for those at which one may just look on or listen. */
  readonly lookOnly?: boolean;
  /** Id of the venue. */
  readonly venue?: string;
  /** True: only where one can take part online: in an online room, or with seats of the sort `online`. */
  readonly online?: boolean;
  /** True: only where one just comes, without registering. */
  readonly walkIn?: boolean;
  /** True: only at venues of which it is said that one gets in without a step. */
  readonly stepFree?: boolean;
  /** Only what may have a free seat then; more than have one: `freeSessions` decides. */
  readonly perhapsFreeAt?: Date;
  /** Ids of the only programmes (as above): those that a search has found. */
  readonly programmes?: readonly string[];
  /** Only at these venues, or of this town (as above) where the place is not on the map. */
  readonly near?: { readonly venueIds: readonly string[]; readonly town: string };
  /** Only undated sessions of which it is known that they are held within these days, or may be. */
  readonly undatedWithin?: { readonly from: string; readonly to: string };
  /** Only what is not over then; what says no end counts until its day is over. */
  readonly notOverAt?: Date;
  /** Courses whose ordinary sessions are shown elsewhere: what is cancelled, or has a title or topic, stays in. */
  readonly gathered?: readonly string[];
  /** Undated sessions come last, and only where asked for. */
  readonly includeUndated?: boolean;
  /**
   * True: with what matters to those who register: what the programme asks and requires, and whether somebody waits in the
   * course.
   */
  readonly forRegistering?: boolean;
  readonly limit?: number;
  /** Continue after this session in the order of date, time, id. */
  readonly after?: { readonly startsAt: Date; readonly id: string };
}

/** A session of which there is nothing to say but when and where. */
export const ORDINARY = `session.status = 'scheduled' AND session.title IS NULL AND session.topic IS NULL`;

/** Ids of the programmes that a town runs together with the organization whose they are. An array is looked up once, and not joined. */
const runWith = (town: string) => `ARRAY(SELECT host.programme_id
  FROM programme_hosts host JOIN organizations host_town ON host_town.id = host.host_organization_id
  WHERE host_town.slug = ${town} AND host.role IN ('organizer', 'co_host'))`;

/** SQL, true of a programme (the column of its id, and of its organization) that the town of this slug runs, alone or with others. */
export function runByTown(programme: string, organization: string, town: string): string {
  return `(${organization} = (SELECT id FROM organizations WHERE slug = ${town}) OR ${programme} = ANY(${runWith(town)}))`;
}

/** The same of a session. A session serves programmes of its own organization only. */
export function sessionOfTown(town: string): string {
  return `(${runByTown('session.programme_id', 'session.organization_id', town)}
    OR session.also_for_ids && ${runWith(town)})`;
}

/** True of a session at one of the venues of which `condition` is true. An array is looked up once, and not joined. */
const atVenue = (condition: string) =>
  `session.venue_id = ANY(ARRAY(SELECT venue.id FROM venues venue WHERE ${condition}))`;

/** With seats of the sort `online`; their partial index has them all. */
const ONLINE_SEATS = `session.id = ANY(ARRAY(SELECT pool.session_id FROM seat_pools pool WHERE pool.key = 'online'))`;

/** Of a course for which nobody registers. */
const WITHOUT_REGISTERING = `session.course_id = ANY(ARRAY(
  SELECT course.id FROM courses course WHERE course.registration_mode = 'none'))`;

/** Asked of the pools of each session that is looked at, and of no others: a list stops when it has enough. */
const ofPools = (condition: string) =>
  `(SELECT bool_or(${condition}) FROM seat_pools pool WHERE pool.session_id = session.id)`;

/**
 * What `filter` asks of `session`, as SQL conditions that name no other table outside of themselves. The values that they need
 * are added to `parameters`. `includeUndated`, `forRegistering` and `limit` say how to read, not which: they are not here, save
 * that undated sessions are let through from any day where asked for.
 */
export function conditionsOf(filter: SessionFilter, parameters: unknown[]): string[] {
  const conditions: string[] = [];
  const where = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return;
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  where(filter.ids, (ids) => `session.id = ANY(${ids}::uuid[])`);
  where(filter.from, (from) => (filter.includeUndated ? orUndated(from) : goesOnFrom(from)));
  where(
    filter.to,
    (to) =>
      `session.starts_on <= ${to}::date AND session.starts_at < ${to}::date::timestamp AT TIME ZONE 'UTC' + interval '2 days'`,
  );
  where(
    filter.organization,
    (slug) => `session.organization_id = (SELECT id FROM organizations WHERE slug = ${slug})`,
  );
  where(filter.town, sessionOfTown);
  where(filter.course, (id) => `session.course_id = ${id}::uuid`);
  where(filter.courses, (ids) => `session.course_id = ANY(${ids}::uuid[])`);
  where(filter.venue, (id) => `session.venue_id = ${id}::uuid`);
  where(
    filter.gathered?.length ? filter.gathered : undefined,
    (courses) => `NOT (session.course_id = ANY(${courses}::uuid[]) AND ${ORDINARY})`,
  );
  where(
    filter.programmes,
    (ids) => `(session.programme_id = ANY(${ids}::uuid[]) OR session.also_for_ids && ${ids}::uuid[])`,
  );
  where(filter.notOverAt, (now) => `(session.ends_at IS NULL OR session.ends_at > ${now})`);
  where(filter.perhapsFreeAt, perhapsFree);
  if (filter.online) conditions.push(`(${atVenue('venue.online')} OR ${ONLINE_SEATS})`);
  if (filter.walkIn) conditions.push(WITHOUT_REGISTERING);
  if (filter.stepFree) conditions.push(atVenue('venue.step_free'));
  if (filter.near) {
    parameters.push(filter.near.venueIds, filter.near.town);
    conditions.push(`(session.venue_id = ANY($${parameters.length - 1}::uuid[])
      OR ${sessionOfTown(`$${parameters.length}`)} AND ${atVenue('venue.latitude IS NOT NULL')} IS NOT TRUE)`);
  }
  if (filter.undatedWithin) {
    parameters.push(filter.undatedWithin.from, filter.undatedWithin.to);
    conditions.push(`session.starts_at IS NULL AND session.date_state = 'undated'
      AND session.within_from <= $${parameters.length}::date AND session.within_until >= $${parameters.length - 1}::date`);
  }
  conditions.push(...serving(filter, parameters));
  if (filter.after) {
    parameters.push(filter.after.startsAt, filter.after.id);
    conditions.push(`(session.starts_at, session.id) > ($${parameters.length - 1}, $${parameters.length})`);
  }
  return conditions;
}

function orUndated(from: string): string {
  return `(session.starts_on IS NULL OR coalesce(session.ends_on, session.starts_on) >= ${from}::date)`;
}

/**
 * Begins on that day or later, or still goes on then. The index of starts leads to both: the second condition, which says nothing
 * new, bounds what is looked at by the earliest start of what goes on (a day is at most two from its date in UTC).
 */
function goesOnFrom(from: string): string {
  return `coalesce(session.ends_on, session.starts_on) >= ${from}::date
    AND session.starts_at >= (SELECT least(min(running.starts_at),
        (${from}::date - 2)::timestamp AT TIME ZONE 'UTC') FROM sessions running WHERE running.ends_on >= ${from}::date)`;
}

/**
 * Leaves out what cannot have a free seat at `now`, by what the database knows without the rules of channels and windows:
 * `hasFreeSeat` decides on what is left.
 */
function perhapsFree(now: string): string {
  return `session.status = 'scheduled'
    AND (SELECT course.registration_mode = 'none' AND (session.ends_at IS NULL OR session.ends_at > ${now})
        OR course.registration_mode IN ('course', 'session', 'both')
          AND (session.starts_at IS NULL OR session.starts_at > ${now})
          AND (course.opens_at IS NULL OR course.opens_at <= ${now})
          AND (course.closes_at IS NULL OR course.closes_at > ${now})
          AND (session.registration_closed_at IS NULL OR session.registration_closed_at > ${now})
      FROM courses course WHERE course.id = session.course_id)
    AND coalesce(${ofPools(`NOT pool.held AND coalesce(${freeSeatsSql('pool', 'cardinality(pool.kept_for) > 0', now)} > 0, true)`)}, true)`;
}

/** What a filter lets through; null: everything. */
export function someOf(values: string | readonly string[] | undefined): readonly string[] | null {
  const list = values === undefined ? [] : [values].flat();
  return list.length > 0 ? list : null;
}

/** Condition: the session's programme, or one that it serves too, is as the filter asks. */
function serving(filter: SessionFilter, parameters: unknown[]): string[] {
  const asked: string[] = [];
  const where = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined || value === null) return;
    parameters.push(value);
    asked.push(condition(`$${parameters.length}`));
  };
  where(filter.programme, (slug) => `served.slug = ${slug}`);
  where(someOf(filter.kind), (kinds) => `served.kind = ANY(${kinds}::text[])`);
  where(someOf(filter.audience), (audiences) => `served.audiences && ${audiences}::text[]`);
  if (filter.anonymous) asked.push('served.anonymous');
  if (filter.lookOnly) asked.push('served.look_only');
  if (asked.length === 0) return [];
  const found = `FROM programmes served WHERE ${asked.join(' AND ')}`;
  // A session serves programmes of its own organization only: its index leads to both.
  return [
    `session.organization_id = ANY(ARRAY(SELECT served.organization_id ${found}))
    AND (session.programme_id = ANY(ARRAY(SELECT served.id ${found}))
      OR session.also_for_ids && ARRAY(SELECT served.id ${found}))`,
  ];
}
