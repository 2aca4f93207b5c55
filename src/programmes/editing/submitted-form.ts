import { type FormValues, readForm } from '../../platform/http/edited-form.js';
import { STATUS_OF } from '../../platform/http/problem.js';
import { DomainError, type Fault } from '../../shared/domain-error.js';
import { isBlank, type ListShapes, type MergedRows, mergeRows, rowsIn } from './row-merging.js';

/** What a page of a form shows: what is typed, what each field was when the page was made, and what is wrong. */
export interface ShownForm {
  readonly values: FormValues;
  /** Undefined on a page for something new. */
  readonly base?: FormValues;
  readonly faults?: ReadonlyMap<string, Fault>;
  readonly contested?: FormValues;
  /** Rows that each list shows. */
  readonly rows: Readonly<Record<string, number>>;
}

/** Blank rows at the end of each list, at first and when asked for more. */
const BLANK_ROWS = 2;
const MORE_ROWS = 3;

/** One person's entries in a form, on the way to being saved. */
export class SubmittedForm {
  readonly values: FormValues;
  private readonly base: FormValues;
  private merged?: MergedRows;

  constructor(
    body: unknown,
    private readonly lists: ListShapes,
  ) {
    const sent = readForm(body);
    this.values = withLineFeeds(sent.values);
    this.base = withLineFeeds(sent.base);
  }

  /** True where the person asked for more rows of a list, not for saving. */
  private get wantsRows(): boolean {
    return Object.hasOwn(this.lists, this.values.more ?? '');
  }

  /**
   * Brings the entries together with what is saved.
   * @returns all values, and the names of the fields that this person changed
   * @throws DomainError `conflict` where somebody else changed the same field since the page was made
   */
  over(saved: FormValues): { readonly values: FormValues; readonly touched: readonly string[] } {
    this.merged = mergeRows(this.lists, { base: this.base, mine: this.values, saved });
    if (Object.keys(this.merged.contested).length > 0) throw new DomainError('conflict');
    return this.merged;
  }

  /**
   * Runs the act of saving, unless more rows were asked for.
   * @returns where nothing was saved, the form again with nothing lost, and the status of the answer
   * @throws whatever is not a refusal of what the form says
   */
  async saving(
    act: () => Promise<unknown>,
  ): Promise<{ readonly form: ShownForm; readonly status: number } | undefined> {
    if (this.wantsRows) return this.again();
    try {
      await act();
      return undefined;
    } catch (error) {
      return this.again(error);
    }
  }

  /** The form again, with nothing lost: after a wish for more rows, or after a refusal of what was typed. */
  private again(error?: unknown): { readonly form: ShownForm; readonly status: number } {
    // The merged entries: faults are named by the numbers that their rows have.
    const { values, contested, saved } = this.merged ?? { values: this.values };
    const base = saved ?? (Object.keys(this.base).length > 0 ? this.base : undefined);
    if (error === undefined) return { form: this.shown({ values, base }), status: 200 };
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'conflict' && contested)
      return { form: this.shown({ values, base, contested }), status: STATUS_OF.conflict };
    if (error.code !== 'invalid') throw error;
    const faults = faultsByField(error.details.faults ?? [], values, this.lists);
    return { form: this.shown({ values, base, faults }), status: STATUS_OF.invalid };
  }

  private shown(form: Omit<ShownForm, 'rows'>): ShownForm {
    const rows = Object.entries(this.lists).map(([list, shape]) => {
      // A row that is emptied is shown too: what it was must be sent again with it.
      const filled = Math.max(lengthOf(form.values, list, shape), lengthOf(form.base ?? {}, list, shape));
      return [list, filled + (list === this.values.more ? MORE_ROWS : blanksOf(shape))];
    });
    return { ...form, rows: Object.fromEntries(rows) };
  }
}

/** The form of what is saved, with blank rows at the end of each list. */
export function freshForm(saved: FormValues, lists: ListShapes, isNew = false): ShownForm {
  const rows = Object.entries(lists).map(([list, shape]) => [
    list,
    lengthOf(saved, list, shape) + blanksOf(shape),
  ]);
  return { values: saved, base: isNew ? undefined : saved, rows: Object.fromEntries(rows) };
}

/** The rows of a list that say something, each with the number that it has in the form. */
export function filledRows(values: FormValues, list: string, lists: ListShapes) {
  const shape = lists[list]!;
  return rowsIn(values, list, shape).flatMap((row, index) => (isBlank(row, shape) ? [] : [{ row, index }]));
}

function lengthOf(values: FormValues, list: string, shape: ListShapes[string]): number {
  return rowsIn(values, list, shape).findLastIndex((row) => !isBlank(row, shape)) + 1;
}

function blanksOf({ blanks = BLANK_ROWS }: ListShapes[string]): number {
  return blanks;
}

/** Browsers send CR LF from text areas and hidden fields alike. */
function withLineFeeds(values: FormValues): FormValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, text]) => [name, text.replaceAll('\r\n', '\n')]),
  );
}

/**
 * Faults by the field beside which they stand. A list of a request has no blank rows, so its rows are numbered as the form
 * numbers them; what belongs to no field is under ''.
 */
function faultsByField(
  faults: readonly Fault[],
  values: FormValues,
  lists: ListShapes,
): ReadonlyMap<string, Fault> {
  return new Map(
    faults.map((fault) => {
      const [list = '', at, ...rest] = fault.field.split('.');
      const shape = lists[list];
      if (!shape) return [fieldLike(fault.field, values), fault];
      const index = filledRows(values, list, lists)[Number(at ?? 0)]?.index ?? 0;
      const field = rest.length > 0 ? rest.join('.') : shape.identity.at(-1);
      return [`${list}.${index}.${field}`, fault];
    }),
  );
}

/** The field of this name, or the first of a group of fields that has it. */
function fieldLike(name: string, values: FormValues): string {
  if (name in values) return name;
  return Object.keys(values).find((field) => field.startsWith(`${name}.`)) ?? '';
}
