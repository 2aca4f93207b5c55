import { DEFAULT_TIME_ZONE } from '../../shared/civil-time.js';
import { countingFindings } from './counting-rules.js';
import { closureFindings, courseFindings, dangling, repeated, type Town } from './course-rules.js';
import { type CourseSessions, sessionsOf } from './course-sessions.js';
import { surroundingsOf } from './file-surroundings.js';
import { accentFindings } from './look-rules.js';
import { listNumberFindings, positionFindings, titleKanaFindings } from './open-data-rules.js';
import type { FilePlan } from './plan-file.js';
import {
  type FileCourse,
  type FileFinding,
  type FileFrequency,
  type FilePath,
  type FileProgramme,
  type Loose,
  type ProgrammeFile,
} from './programme-file.js';
import { hiraganaFindings } from './reading-rules.js';
import { eligibilityFindings, questionFindings } from './registering-rules.js';
import { reminderFindings } from './reminder-rules.js';
import { WEEKDAYS } from './weekdays.js';

/** The most sessions in one file, written out and by rule together. */
const MOST_SESSIONS_OF_FILE = 10_000;

/**
 * What is wrong in a file beyond what the schema sees: references that lead nowhere, things named twice, times that cannot
 * be. Works on what is left of a faulty file too, so that one reading names every fault.
 */
export function fileFindings(file: Loose<ProgrammeFile>): FileFinding[] {
  const venues = file.venues ?? [];
  const programmes = file.programmes ?? [];
  const surroundings = surroundingsOf(file);
  const planned = new Map<Loose<FileCourse>, CourseSessions>();
  const town: Town = {
    venueKeys: new Set(venues.flatMap((venue) => venue?.key ?? [])),
    programmeKeys: new Set(programmes.flatMap((programme) => programme?.key ?? [])),
    timeZone: file.organization?.timeZone ?? DEFAULT_TIME_ZONE,
    // Worked out once, though several rules ask: of all that is checked it takes longest.
    sessionsOf: (course) => {
      const known = planned.get(course) ?? sessionsOf(course, surroundings);
      planned.set(course, known);
      return known;
    },
  };
  return [
    ...reservedKey(file.organization?.key),
    ...sameKeyTwice(venues, ['venues'], 'duplicate_venue'),
    ...sameKeyTwice(programmes, ['programmes'], 'duplicate_programme'),
    ...closureFindings(file.organization?.closures, ['organization', 'closures']),
    ...hiraganaFindings(file),
    ...neverOpen(file.organization?.desk?.closedOn),
    ...countingFindings(file.organization),
    ...accentFindings(file.organization?.accent, ['organization', 'accent']),
    ...venues.flatMap((venue, index) => closureFindings(venue?.closures, ['venues', index, 'closures'])),
    ...venues.flatMap((venue, index) => (venue ? under(['venues', index], positionFindings(venue)) : [])),
    ...partOfFindings(programmes),
    ...relationFindings(programmes, town.programmeKeys),
    ...programmes.flatMap((programme, index) =>
      programme ? under(['programmes', index], programmeFindings(programme, town)) : [],
    ),
    ...listNumberFindings(writtenSessions(programmes, town)),
    ...sizeFindings(programmes, town),
  ];
}

/** Feeds of everything, of registrants and of staff have these words where a town's feed has its key. */
const RESERVED_KEYS: readonly string[] = ['all', 'my', 'staff'];

function reservedKey(key: string | undefined): FileFinding[] {
  if (key === undefined || !RESERVED_KEYS.includes(key)) return [];
  return [{ path: ['organization', 'key'], code: 'reserved_key', params: { key } }];
}

/** With nobody there on any weekday no offer of a seat could arrive or run out. */
function neverOpen(closedOn: readonly (string | undefined)[] | undefined): FileFinding[] {
  if (!WEEKDAYS.every((weekday) => closedOn?.includes(weekday))) return [];
  return [{ path: ['organization', 'desk', 'closedOn'], code: 'desk_never_open' }];
}

function programmeFindings(programme: Loose<FileProgramme>, town: Town): FileFinding[] {
  const courses = programme.courses ?? [];
  return [
    ...repeated(
      (programme.hosts ?? []).map((host, index) => ({
        id: host?.role === undefined || host.name === undefined ? undefined : `${host.role} ${host.name}`,
        path: ['hosts', index],
      })),
      (host, path) => ({ path, code: 'duplicate_host', params: { host } }),
    ),
    ...titleKanaFindings(programme),
    ...reminderFindings(programme.reminders),
    ...eligibilityFindings(programme.eligibility, town.programmeKeys, programme.key),
    ...questionFindings(programme.questions),
    ...sameYearTwice(programme.plans, 'plans'),
    ...sameYearTwice(programme.results, 'results'),
    ...(programme.plans ?? []).flatMap((plan, index) => rangeFindings(plan, 'planned', ['plans', index])),
    ...rangeFindings(programme.frequency, 'times', ['frequency']),
    ...sameKeyTwice(courses, ['courses'], 'duplicate_course'),
    ...courses.flatMap((course, index) =>
      course ? under(['courses', index], courseFindings(course, town)) : [],
    ),
  ];
}

/** A number of times that has an upper end must have a lower one below it. */
function rangeFindings<Field extends 'planned' | 'times'>(
  numbers: Loose<FilePlan & FileFrequency> | undefined,
  field: Field,
  path: FilePath,
): FileFinding[] {
  if (!numbers) return [];
  const upper = `${field}Max` as const;
  const [from, to] = [numbers[field], numbers[upper]];
  if (to === undefined) {
    const broken = upper in numbers || numbers.qualifier !== 'range';
    return broken ? [] : [{ path, code: 'range_without_end', params: { field, upper } }];
  }
  if (field in numbers ? from === undefined || from < to : false) return [];
  return [{ path: [...path, upper], code: 'range_backwards', params: { to, field } }];
}

function partOfFindings(programmes: readonly (Loose<FileProgramme> | undefined)[]): FileFinding[] {
  const parents = new Map(
    programmes.flatMap((programme) => (programme?.key ? [[programme.key, programme.partOf]] : [])),
  );
  const known = new Set(parents.keys() as Iterable<string>);
  return programmes.flatMap((programme, index): FileFinding[] => {
    if (programme?.partOf === undefined) return [];
    const path = ['programmes', index, 'partOf'];
    const lost = dangling(programme.partOf, known, 'unknown_programme', path);
    if (lost.length > 0 || programme.key === undefined) return lost;
    return leadsBack(programme.key, parents)
      ? [{ path, code: 'part_of_itself', params: { key: programme.key } }]
      : [];
  });
}

function leadsBack(key: string, parents: ReadonlyMap<string | undefined, string | undefined>): boolean {
  const seen = new Set<string>();
  for (let at = parents.get(key); at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === key) return true;
    seen.add(at);
  }
  return false;
}

function relationFindings(
  programmes: readonly (Loose<FileProgramme> | undefined)[],
  known: ReadonlySet<string>,
): FileFinding[] {
  return programmes.flatMap((programme, index) =>
    (programme?.relations ?? []).flatMap((relation, at): FileFinding[] => {
      if (relation?.programme === undefined) return [];
      const path = ['programmes', index, 'relations', at, 'programme'];
      return relation.programme === programme?.key
        ? [{ path, code: 'related_to_itself', params: { key: relation.programme } }]
        : dangling(relation.programme, known, 'unknown_programme', path);
    }),
  );
}

/** Sessions that are written out, with their places from the top of the file. */
function writtenSessions(programmes: readonly (Loose<FileProgramme> | undefined)[], town: Town) {
  return programmes.flatMap((programme, index) =>
    (programme?.courses ?? []).flatMap((course, at) =>
      (course ? town.sessionsOf(course).sessions : [])
        .filter(({ path }) => path[0] === 'sessions')
        .map(({ values, path }) => ({ values, path: ['programmes', index, 'courses', at, ...path] })),
    ),
  );
}

function sizeFindings(programmes: readonly (Loose<FileProgramme> | undefined)[], town: Town): FileFinding[] {
  let count = 0;
  for (const [index, programme] of programmes.entries()) {
    for (const course of programme?.courses ?? [])
      count += course ? town.sessionsOf(course).sessions.length : 0;
    if (count > MOST_SESSIONS_OF_FILE) {
      return [
        { path: ['programmes', index], code: 'too_many_sessions', params: { limit: MOST_SESSIONS_OF_FILE } },
      ];
    }
  }
  return [];
}

function sameKeyTwice(
  things: readonly ({ readonly key?: string } | undefined)[],
  path: FilePath,
  code: string,
): FileFinding[] {
  return repeated(
    things.map((thing, index) => ({ id: thing?.key, path: [...path, index, 'key'] })),
    (key, at) => ({ path: at, code, params: { key } }),
  );
}

function sameYearTwice(
  entries: readonly ({ readonly fiscalYear?: number } | undefined)[] | undefined,
  field: 'plans' | 'results',
): FileFinding[] {
  return repeated(
    (entries ?? []).map((entry, index) => ({ id: entry?.fiscalYear, path: [field, index, 'fiscalYear'] })),
    (year, path) => ({ path, code: 'duplicate_fiscal_year', params: { year: String(year) } }),
  );
}

function under(prefix: FilePath, findings: readonly FileFinding[]): FileFinding[] {
  return findings.map((finding) => ({ ...finding, path: [...prefix, ...finding.path] }));
}
