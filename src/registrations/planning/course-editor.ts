import { Injectable } from '@nestjs/common';
import type { Principal } from '../../organizations/principal.js';
import { type FormValues, type MergedForm, mergeForms } from '../../platform/http/edited-form.js';
import { isSame } from '../../programmes/import/asked.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { type CopiedObstacles, CourseDrafts } from './course-drafts.js';
import { draftOfForm, formOf } from './course-form.js';
import { byField, formFaults, savedFaults } from './course-form-faults.js';
import type { CourseRequest, Editing } from './course-form-request.js';
import { CoursePlanning } from './course-planning.service.js';
import type { CoursePreview } from './course-preview.js';
import { rowsIn } from './form-rows.js';
import { newCourseValues } from './new-course.js';
import { rowsOfSessions } from './session-rows.js';

/** The wizard as it is to be shown. */
export interface Edited {
  readonly editing: Editing;
  readonly values: FormValues;
  /** What the form is compared with when it comes back. */
  readonly base: FormValues;
  readonly faults: ReadonlyMap<string, Fault>;
  readonly merged: MergedForm | null;
  readonly more: string | null;
  readonly decisions: CourseRequest['decisions'];
  /** Null: a new course, of which nothing is said yet. */
  readonly preview: CoursePreview | null;
  /** Of dates written out, by row: why they should not stand as they are. */
  readonly obstacles: CopiedObstacles;
}

export type SaveOutcome =
  | { readonly savedId: string }
  | { readonly savedId?: undefined; readonly refusal: 'invalid' | 'conflict'; readonly edited: Edited };

const NOTHING_DECIDED: CourseRequest['decisions'] = { bySession: {}, cancelReason: null };

/** What stands between the wizard's form and the planning of a course: reading, merging, and showing again. */
@Injectable()
export class CourseEditor {
  constructor(
    private readonly planning: CoursePlanning,
    private readonly drafts: CourseDrafts,
  ) {}

  /** @throws DomainError `unknown`, `forbidden` */
  async newCourse(principal: Principal, programmeName: string): Promise<Editing> {
    const { town, draft } = await this.drafts.blank(principal, programmeName);
    return { target: { programmeId: town.programme.id }, town, kept: null, proposedKey: draft.key };
  }

  /** @throws DomainError `unknown`, `forbidden` */
  async course(principal: Principal, courseId: string): Promise<Editing> {
    const { town, draft } = await this.drafts.of(principal, courseId);
    return { target: { courseId }, town, kept: draft, proposedKey: draft.key };
  }

  /** The form of a new course. */
  async begin(principal: Principal, programmeName: string, isConsultation: boolean): Promise<Edited> {
    const { town, draft } = await this.drafts.blank(principal, programmeName);
    const target = { programmeId: town.programme.id };
    const editing: Editing = { target, town, kept: null, proposedKey: draft.key };
    return this.edited(editing, newCourseValues(formOf(draft), isConsultation), null);
  }

  /** The form of a course that exists, with what it gives now. */
  async open(principal: Principal, courseId: string): Promise<Edited> {
    const editing = await this.course(principal, courseId);
    const values = formOf(editing.kept!);
    const preview = await this.planning.preview(principal, editing.target, editing.kept!);
    return this.edited(editing, values, preview);
  }

  /** The form of a copy that is so many months later, with a preview of every date. */
  async copy(principal: Principal, courseId: string, months: number): Promise<Edited> {
    const { town, draft, dates } = await this.drafts.copy(principal, courseId, months);
    const target = { programmeId: town.programme.id };
    const editing: Editing = { target, town, kept: null, proposedKey: draft.key };
    const values = { ...formOf(draft), ...rowsOfSessions(draft.sessions ?? [], dates) };
    return this.preview(principal, editing, {
      ...{ act: 'preview', more: null, values, base: {}, decisions: NOTHING_DECIDED },
    });
  }

  /** Shows what the form would give; nothing is saved. */
  async preview(principal: Principal, editing: Editing, request: CourseRequest): Promise<Edited> {
    const { values, merged } = this.mergedWith(editing, request);
    const { draft, faults, sessionRows } = this.drafted(editing, values);
    const preview = await this.planning.preview(principal, editing.target, draft);
    return {
      ...(await this.edited(editing, values, preview)),
      faults: byField([...faults, ...formFaults(preview.findings, sessionRows)]),
      merged,
      more: request.more,
      decisions: request.decisions,
    };
  }

  /** Saves the form, or says why not; what was typed is kept. @throws DomainError `unknown`, `forbidden` */
  async save(principal: Principal, editing: Editing, request: CourseRequest): Promise<SaveOutcome> {
    const edited = await this.preview(principal, editing, request);
    if (Object.keys(edited.merged?.contested ?? {}).length > 0) return { refusal: 'conflict', edited };
    if (edited.faults.size > 0) return { refusal: 'invalid', edited };
    const { draft, sessionRows } = this.drafted(editing, edited.values);
    try {
      const { target, kept } = editing;
      const seen = kept ?? undefined;
      return { savedId: await this.planning.save(principal, target, draft, request.decisions, seen) };
    } catch (error) {
      if (!(error instanceof DomainError) || (error.code !== 'invalid' && error.code !== 'conflict'))
        throw error;
      const { faults = [] } = error.details;
      if (faults.length > 0) {
        const isTaken = faults.some(({ code }) => code === 'courseKeyTaken');
        const twin = isTaken ? await this.twinOf(principal, editing, draft.key, edited.values) : null;
        if (twin) return { savedId: twin };
        const again = { ...edited, faults: byField(savedFaults(faults, sessionRows)) };
        return { refusal: error.code, edited: again };
      }
      // Somebody saved it a moment ago: once more, with what they saved.
      return this.save(principal, await this.course(principal, idIn(editing)), {
        ...request,
        values: edited.values,
        base: edited.base,
      });
    }
  }

  /** The course that the same form made a moment ago: a button pressed twice is one wish. */
  private async twinOf(
    principal: Principal,
    { town }: Editing,
    key: string,
    values: FormValues,
  ): Promise<string | null> {
    // Dates written out may differ without the form's other fields telling.
    if (rowsIn(values, 'sessions').length > 0) return null;
    const twin = await this.drafts.byKey(principal, town.programme.id, key);
    const own = formOf(draftOfForm({ ...values, key }).draft);
    return twin && isSame(formOf(twin.draft), own) ? twin.course.id : null;
  }

  private drafted({ kept, proposedKey }: Editing, values: FormValues) {
    return draftOfForm(values.key ? values : { ...values, key: proposedKey }, kept ?? undefined);
  }

  private mergedWith({ kept }: Editing, { values, base }: CourseRequest) {
    if (!kept || Object.keys(base).length === 0) return { values, merged: null };
    const merged = mergeForms(base, { ...values, key: kept.key }, formOf(kept));
    const said = Object.entries(merged.values).filter(([, value]) => value !== '');
    return { values: Object.fromEntries(said), merged };
  }

  private async edited(editing: Editing, values: FormValues, preview: CoursePreview | null): Promise<Edited> {
    return {
      editing,
      values,
      base: editing.kept ? formOf(editing.kept) : {},
      faults: new Map(),
      merged: null,
      more: null,
      decisions: NOTHING_DECIDED,
      preview,
      obstacles: await this.drafts.obstacles(editing.town, values),
    };
  }
}

function idIn({ target }: Editing): string {
  return 'courseId' in target ? target.courseId : '';
}
