import type { FilePool, FileProgramme } from '../../programmes/domain/programme-file.js';
import type { FileRegistration } from '../../programmes/domain/registering-file.js';

/** What demo/terms.yaml says. */
export interface DemoTerms {
  /** Fiscal years for which attendance is made up, by first calendar year. */
  readonly pastYears: readonly number[];
  readonly courses: readonly DemoCourse[];
}

/** One course of a programme file that the demo fills with people, and copies where it has a `pace`. */
export interface DemoCourse {
  readonly organization: string;
  readonly programme: string;
  readonly course: string;
  /** Absent: not copied. */
  readonly pace?: 'term' | 'year';
  /** Of the copies; dates in them lie beside the original's and move with it. */
  readonly registration?: FileRegistration;
  readonly pools?: readonly FilePool[];
  /** In stead of these, of the coming copy alone. */
  readonly coming?: { readonly registration?: FileRegistration; readonly pools?: readonly FilePool[] };
  /** What the programme says of registering, and of mails, beside what its file says. */
  readonly terms?: Pick<FileProgramme, 'eligibility' | 'asks' | 'questions' | 'reminders' | 'thanks'>;
  /** Least and most registrations for the course or a session; people, where they are counted without names. */
  readonly people: readonly [number, number];
  readonly relations: readonly string[];
  readonly attendance: DemoAttendance;
  readonly exceptions?: readonly DemoException[];
}

/** `nobody`: recorded, and nobody came; `empty`: nothing was recorded. */
export type DemoAttendance = 'marks' | 'heads' | 'nobody' | 'empty';

export interface DemoException {
  /** Fiscal year by its first calendar year. */
  readonly year: number;
  /** Position in the course, from 1. */
  readonly session: number;
  readonly attendance?: DemoAttendance;
  /** Reason why the session is cancelled; only copies are. */
  readonly cancelled?: string;
}

/** What the demo says of attendance at one session of this course. */
export function attendanceOf(course: DemoCourse, year: number, position: number): DemoAttendance {
  return exceptionOf(course, year, position)?.attendance ?? course.attendance;
}

export function exceptionOf(course: DemoCourse, year: number, position: number): DemoException | undefined {
  return course.exceptions?.find((exception) => exception.year === year && exception.session === position);
}
