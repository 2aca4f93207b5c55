import { type FormValues, readForm } from '../../platform/http/edited-form.js';
import type { StoredCourse } from '../../programmes/domain/course-copy.js';
import type { Decisions } from './course-decisions.js';
import { closedUp } from './course-form.js';
import type { CourseTarget } from './course-planning.service.js';
import type { Town } from './town.queries.js';

/** What is edited: a course that exists (`kept`), or a new one of a programme. */
export interface Editing {
  readonly target: CourseTarget;
  readonly town: Town;
  readonly kept: StoredCourse | null;
  /** Key that a new course gets where none is written. */
  readonly proposedKey: string;
}

/** What a form of the wizard asks for. */
export interface CourseRequest {
  readonly act: 'save' | 'preview';
  /** The list to which blank rows are to be added: `seats`, `rule`, `rule.0.slots`. */
  readonly more: string | null;
  /** The form, its lists closed up. */
  readonly values: FormValues;
  /** What the form was when its page was made. */
  readonly base: FormValues;
  readonly decisions: Decisions;
}

/** Fields that are not of the course. */
const APART = /^(_csrf|was|act|more|cancelReason|decide\..*)$/;

export function readCourseForm(body: unknown): CourseRequest {
  const { values } = readForm(body);
  const fields = Object.entries(values).map(
    ([field, value]) => [field, value.replaceAll('\r\n', '\n')] as const,
  );
  const decisions = fields.flatMap(([field, value]) =>
    field.startsWith('decide.') && value !== '' ? [[field.slice('decide.'.length), value]] : [],
  );
  return {
    act: values.act === 'save' ? 'save' : 'preview',
    more: values.more || null,
    values: closedUp(Object.fromEntries(fields.filter(([field]) => !APART.test(field)))),
    base: baseIn(values.was),
    decisions: {
      bySession: Object.fromEntries(decisions),
      cancelReason: values.cancelReason?.trim() || null,
    },
  };
}

/** Some hundred boxes may be ticked in a form: what they were travels as one field. */
function baseIn(was: string | undefined): FormValues {
  try {
    const base: unknown = JSON.parse(was || '{}');
    const entries = typeof base === 'object' && base !== null ? Object.entries(base) : [];
    return Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
  } catch {
    return {};
  }
}
