import type { FormValues } from '../../platform/http/edited-form.js';
import { checked, checksOf, numberOrText } from '../../programmes/editing/form-fields.js';
import type { ListShapes } from '../../programmes/editing/row-merging.js';
import { filledRows } from '../../programmes/editing/submitted-form.js';
import { DomainError } from '../../shared/domain-error.js';
import { dateText, timeText } from '../planning/form-rows.js';
import type { SessionPool, SessionWords } from '../sessions/session-changes.words.js';

/** Lists in the form of a session: its running order. */
export const SESSION_LISTS: ListShapes = { segments: { fields: ['start', 'topic'], identity: ['topic'] } };

/** Fields that are lines of text, named as in the request. */
export const TEXTS = [
  'title',
  'topic',
  'format',
  'lecturer',
  'venue',
  'durationText',
  'cancelReason',
] as const;
const TIMES = ['startTime', 'endTime', 'doorsOpen'] as const;
/** Fields that say together when an undated session will be, or when a dated one is. */
const WHEN = ['dateState', 'startsOn', 'endsOn', 'dateText', 'period', 'withinFrom', 'withinUntil'] as const;
/** The choice of a period that is none of those offered. */
export const OTHER_MONTHS = 'other';

/** What the form offers to choose from. */
export interface SessionChoices {
  /** Months as `within` writes them: halves of the fiscal year, all of it, each month. */
  readonly periods: readonly string[];
  /** Keys of the organization's other programmes. */
  readonly programmes: readonly string[];
}

/** A session as plain text by field. */
export function sessionForm(words: SessionWords, { periods, programmes }: SessionChoices): FormValues {
  const isOffered = words.within === null || periods.includes(words.within);
  const [from = '', until = from] = isOffered ? [] : (words.within ?? '').split('/');
  return {
    ...Object.fromEntries([...TEXTS, ...TIMES].map((field) => [field, words[field] ?? ''])),
    number: words.number === null ? '' : String(words.number),
    dateState: words.startsOn === null ? 'undated' : 'dated',
    startsOn: words.startsOn ?? '',
    endsOn: words.endsOn ?? '',
    dateText: words.dateText ?? '',
    period: isOffered ? (words.within ?? '') : OTHER_MONTHS,
    withinFrom: from,
    withinUntil: until,
    status: words.status,
    ...checksOf('alsoFor', programmes, words.alsoFor),
    ...Object.assign({}, ...words.pools.map(poolForm)),
    ...Object.assign(
      {},
      ...words.segments.map(({ start, topic }, index) => ({
        [`segments.${index}.start`]: start,
        [`segments.${index}.topic`]: topic,
      })),
    ),
  };
}

function poolForm({ key, capacity, capacityStated }: SessionPool): FormValues {
  const limit = capacity !== null ? 'limited' : capacityStated ? 'unlimited' : 'unstated';
  return {
    [`pools.${key}.limit`]: limit,
    [`pools.${key}.capacity`]: capacity === null ? '' : String(capacity),
  };
}

/** What the DTO reads of a form: only the parts of which one of the `touched` fields is a part. */
export function sessionRequest(
  values: FormValues,
  touched: readonly string[],
  { programmes }: Pick<SessionChoices, 'programmes'>,
): Record<string, unknown> {
  const parts = new Set(touched.map((field) => field.split('.')[0] ?? field));
  const keys = poolKeys(touched);
  const read: Record<string, () => object> = {
    ...Object.fromEntries(TEXTS.map((field) => [field, () => ({ [field]: orNull(values[field]) })])),
    ...Object.fromEntries(
      TIMES.map((field) => [field, () => ({ [field]: orNull(timeText(values[field])) })]),
    ),
    number: () => ({ number: orNull(values.number) && numberOrText(values.number ?? '') }),
    status: () => ({ status: values.status }),
    alsoFor: () => ({ alsoFor: checked('alsoFor', programmes, values) }),
    segments: () => ({
      segments: filledRows(values, 'segments', SESSION_LISTS).map(({ row }) => ({
        start: timeText(row.start),
        topic: row.topic ?? '',
      })),
    }),
    pools: () => ({ pools: keys.map((key) => poolRequest(key, values)) }),
  };
  const isWhen = WHEN.some((field) => parts.has(field));
  return Object.assign(
    {},
    ...Object.entries(read).map(([part, value]) => (parts.has(part) ? value() : {})),
    isWhen ? whenRequest(values) : {},
  );
}

function whenRequest(values: FormValues): object {
  if (values.dateState === 'dated')
    return { startsOn: dateText(values.startsOn), endsOn: orNull(dateText(values.endsOn)) };
  const [from, until] = [dateText(values.withinFrom), dateText(values.withinUntil)];
  const months = until === '' || until === from ? from : `${from}/${until}`;
  return {
    startsOn: null,
    endsOn: null,
    dateText: orNull(values.dateText),
    within: values.period === OTHER_MONTHS ? months : orNull(values.period),
  };
}

function poolRequest(key: string, values: FormValues): object {
  const limit = values[`pools.${key}.limit`];
  const capacity = limit === 'limited' ? numberOrText(values[`pools.${key}.capacity`] ?? '') : null;
  return { key, capacity, stated: limit !== 'unstated' };
}

/** Keys of the pools that these fields belong to, in their order: as the request numbers them. */
function poolKeys(fields: readonly string[]): string[] {
  const keys = fields.flatMap((field) => {
    const [list, ...rest] = field.split('.');
    return list === 'pools' ? [rest.slice(0, -1).join('.')] : [];
  });
  return [...new Set(keys)];
}

/** Runs what may refuse a request, and puts its faults beside the fields of the form that the request was read from. */
export async function withFieldFaults<T>(
  read: () => { readonly values: FormValues; readonly touched: readonly string[] },
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DomainError) || !error.details.faults?.length) throw error;
    const { values, touched } = read();
    const keys = poolKeys(touched);
    const faults = error.details.faults.map((fault) => ({
      ...fault,
      field: fieldOf(fault.field, values, keys),
    }));
    throw new DomainError('invalid', { ...error.details, faults });
  }
}

function fieldOf(field: string, values: FormValues, keys: readonly string[]): string {
  if (field === 'within') return values.period === OTHER_MONTHS ? 'withinFrom' : 'period';
  if (field === 'alsoFor') return Object.keys(values).find((name) => name.startsWith('alsoFor.')) ?? '';
  const [list, index] = field.split('.');
  return list === 'pools' ? `pools.${keys[Number(index ?? 0)] ?? keys[0]}.capacity` : field;
}

function orNull(text: string | undefined): string | null {
  const said = (text ?? '').trim();
  return said === '' ? null : said;
}
