import type { FileClosure } from './closure-file.js';
import { sessionsOf } from './course-sessions.js';
import { DEFAULT_YEAR_END } from './holidays.js';
import type { FileProgramme, Loose, ProgrammeFile } from './programme-file.js';
import type { Surroundings } from './surroundings.js';

/** The surroundings of the courses of one file, or of what is left of a faulty one. */
export function surroundingsOf(file: Loose<ProgrammeFile>): Surroundings {
  const venues = new Map((file.venues ?? []).map((venue) => [venue?.key, venue]));
  const { yearEnd } = file.organization ?? {};
  const isWholeYearEnd = yearEnd?.from !== undefined && yearEnd.until !== undefined;
  const base = {
    yearEnd: isWholeYearEnd ? (yearEnd as Surroundings['yearEnd']) : DEFAULT_YEAR_END,
    closures: wholeClosures(file.organization?.closures),
    venue: (key: string) => {
      const venue = venues.get(key);
      return (
        venue && {
          closures: wholeClosures(venue.closures),
          closedOn: (venue.closedOn ?? []).filter((day) => day !== undefined),
        }
      );
    },
  };
  const open = new Set<string>();
  // Each is worked out once: programmes that take the dates of programmes of several courses would else multiply.
  const known = new Map<string, ReturnType<Surroundings['datesOf']>>();
  const surroundings: Surroundings = {
    ...base,
    datesOf: (reference) => {
      const before = known.get(reference);
      if (before !== undefined) return before;
      if (open.has(reference)) return 'circle';
      open.add(reference);
      const dates = datesIn(file, reference, surroundings);
      open.delete(reference);
      known.set(reference, dates);
      return dates;
    },
  };
  return surroundings;
}

/** The dates of a programme or course, its cancelled sessions left out. */
function datesIn(
  file: Loose<ProgrammeFile>,
  reference: string,
  surroundings: Surroundings,
): ReturnType<Surroundings['datesOf']> {
  const [programmeKey, courseKey] = reference.split('/');
  const programme = (file.programmes ?? []).find((one) => one?.key === programmeKey);
  const courses = coursesOf(programme, courseKey);
  if (!courses) return 'unknown';
  const others = courses.map((course) => sessionsOf(course, surroundings));
  if (others.some(({ ruleFaults }) => ruleFaults.some(({ code }) => code === 'same_dates_circle')))
    return 'circle';
  const dates = others.flatMap(({ sessions }) =>
    sessions.flatMap(({ values }) => (values.status === 'cancelled' ? [] : (values.date ?? []))),
  );
  return [...new Set(dates)].sort();
}

function coursesOf(programme: Loose<FileProgramme> | undefined, courseKey: string | undefined) {
  const courses = (programme?.courses ?? []).flatMap((course) => course ?? []);
  if (courseKey === undefined) return programme && courses;
  const one = courses.filter((course) => course.key === courseKey);
  return one.length > 0 ? one : undefined;
}

function wholeClosures(closures: Loose<readonly FileClosure[]> | undefined): FileClosure[] {
  return (closures ?? []).filter((closure): closure is FileClosure => closure?.from !== undefined);
}
