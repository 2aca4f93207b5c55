import type { ReadProgrammeFile } from './programme-file-reader.js';
import type { StoredYear } from './stored-year.js';
import type { Wanted, Year } from './year-records.js';

/**
 * Notes with each row which of its columns the file speaks of.
 * @param file `said`: those columns, by kind and key; without it the file speaks of everything
 */
export function inPart(year: Year, { said, listed }: Pick<ReadProgrammeFile, 'said' | 'listed'>): Year {
  if (!said) return year;
  const marked =
    (kind: string) =>
    <Row>(wanted: Wanted<Row>): Wanted<Row> => {
      const columns = said.get(`${kind} ${wanted.key}`);
      return columns ? { ...wanted, said: columns } : wanted;
    };
  return {
    ...year,
    isPartial: true,
    organization: marked('organization')(year.organization),
    venues: year.venues.map(marked('venue')),
    programmes: year.programmes.map(marked('programme')),
    courses: year.courses.map(marked('course')),
    sessions: year.sessions.map(marked('session')).map((one) => {
      const row = listed?.get(one.key);
      return row ? { ...one, listed: row } : one;
    }),
    pools: year.pools.map(marked('pool')),
  };
}

/** The rows whole: what the file does not speak of is as it is stored. Programmes that it makes come after those that are there. */
export function completedYear(year: Year, stored: StoredYear): Year {
  if (!year.isPartial) return year;
  const programmes = rowsById(stored.programmes);
  const last = Math.max(-1, ...[...programmes.values()].map(({ position }) => position));
  return {
    ...year,
    organization: completed(year.organization, stored.organization ?? undefined),
    venues: completedAll(year.venues, rowsById(stored.venues)),
    programmes: completedAll(year.programmes, programmes).map((one) =>
      programmes.has(one.row.id)
        ? one
        : { ...one, row: { ...one.row, position: last + 1 + one.row.position } },
    ),
    courses: completedAll(year.courses, rowsById(stored.courses)),
    sessions: completedAll(year.sessions, rowsById(stored.sessions)),
  };
}

/** Of what is stored only what a file in part names; hosts where it names those of their programme. */
export function storedAsNamed(stored: StoredYear, year: Year): StoredYear {
  if (!year.isPartial) return stored;
  const hosted = new Set(year.hosts.map(({ row }) => row.programmeId));
  return {
    ...stored,
    venues: namedOnly(stored.venues, year.venues),
    programmes: namedOnly(stored.programmes, year.programmes),
    courses: namedOnly(stored.courses, year.courses),
    sessions: namedOnly(stored.sessions, year.sessions),
    hosts: stored.hosts.filter(({ row }) => hosted.has(row.programmeId)),
    plans: [],
    results: [],
  };
}

/** Rows of which the file speaks in part, whole. */
export function completedAll<Row extends { readonly id: string }>(
  wanted: readonly Wanted<Row>[],
  storedById: ReadonlyMap<string, object>,
): Wanted<Row>[] {
  return wanted.map((one) => completed(one, storedById.get(one.row.id)));
}

function completed<Row extends object>(wanted: Wanted<Row>, stored: object | undefined): Wanted<Row> {
  const { said, row } = wanted;
  if (!said || !stored) return wanted;
  const untold = Object.entries(stored).filter(([name]) => name in row && !said.has(name));
  return { ...wanted, row: { ...row, ...Object.fromEntries(untold) } };
}

function namedOnly<Named extends { readonly row: { readonly id: string } }>(
  stored: readonly Named[],
  wanted: readonly Wanted<{ readonly id: string }>[],
): Named[] {
  const named = new Set(wanted.map(({ row }) => row.id));
  return stored.filter(({ row }) => named.has(row.id));
}

function rowsById<Row extends { readonly id: string }>(
  stored: readonly { readonly row: Row }[],
): ReadonlyMap<string, Row> {
  return new Map(stored.map(({ row }) => [row.id, row]));
}
