import type { FileFinding } from '../../programmes/domain/programme-file.js';
import type { Fault } from '../../shared/domain-error.js';

/** Parts of a rule that the form shows under another name. */
const RULE_FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^monthDays\b.*/, 'monthDays'],
  [/^(weekly|monthly|daily)\b.*/, ''],
  [/^(months|exceptMonths)\b.*/, 'monthsMode'],
  [/^except\.dates\b.*/, 'exceptDates'],
  [/^except\.periods\.(\d+)$/, 'periods.$1.from'],
  [/^except\.periods\./, 'periods.'],
  [/^alternate\.turns\.(\d+)$/, 'turns.$1.format'],
  [/^alternate\.turns\./, 'turns.'],
  [/^alternate\b.*/, 'turns.0.format'],
  [/^slots\.(\d+)$/, 'slots.$1.start'],
  [/^slots$/, 'slots.0.start'],
];

/** Faults of a rule as a whole that one of its fields can mend. */
const FIELD_OF_CODE: Readonly<Record<string, string>> = {
  until_before_from: 'until',
  rule_too_long: 'until',
};

/** Faults that a form says in words of its own: there are no keys to spell in it. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  'blank',
  'missing_key',
  'bad_capacity',
  'unknown_venue',
  'unknown_venue_near',
  'unknown_programme',
  'unknown_programme_near',
  'unknown_same_dates',
  'same_dates_without_dates',
  'not_a_integer',
  'not_a_day_of_month',
  'every_weeks_without_weekly',
  'too_few_items',
  'rule_empty',
  'no_date',
  'until_before_from',
  'end_before_start',
  'approval_and_lottery',
  'takes_no_registrations',
  'lottery_of_members',
  'residents_not_first',
  'join_until_without_course',
  'join_until_too_late',
  'queue_without_waiting_list',
  'closes_and_waits',
  'hours_without_other_end',
  'hours_backwards',
  'kept_for_nobody',
  'kept_without_end',
  'kept_above_capacity',
]);

/** Findings about a draft as faults of the form's fields. `sessionRows` says from which rows the draft's sessions come. */
export function formFaults(findings: readonly FileFinding[], sessionRows: readonly number[]): Fault[] {
  return findings.map(({ path, code, params }) => ({
    field: formField(path, code, sessionRows),
    code: OWN_WORDS.has(code) ? `planning.${code}` : `file.${code}`,
    ...(params && { params }),
  }));
}

/** Faults that saving told, at the fields of the form: those of the draft have paths, those of decisions are fields already. */
export function savedFaults(faults: readonly Fault[], sessionRows: readonly number[]): Fault[] {
  return faults.flatMap((fault) => {
    if (fault.field === 'pools') return [{ ...fault, field: 'seats.0.capacity' }];
    if (fault.field === 'registration.approval') return [{ ...fault, field: 'allocation' }];
    if (!fault.code.startsWith('file.')) return [fault];
    const path = fault.field.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    const { params } = fault;
    return formFaults(
      [{ path, code: fault.code.slice('file.'.length), ...(params && { params }) }],
      sessionRows,
    );
  });
}

/** The faults by field, each field's first; for the summary and the places beside the fields. */
export function byField(faults: readonly Fault[]): Map<string, Fault> {
  const map = new Map<string, Fault>();
  for (const fault of faults) if (!map.has(fault.field)) map.set(fault.field, fault);
  return map;
}

/** The field of the form that a path of the draft is written in. */
export function formField(path: FileFinding['path'], code: string, sessionRows: readonly number[]): string {
  const [part, ...rest] = path;
  if (part === 'rule') return ruleField(rest, code);
  if (part === 'registration') return registrationField(rest, code);
  if (part === 'completion') return 'completionSessions';
  if (part === 'defaults') return String(rest[0] ?? 'venue');
  if (part === 'pools') return `seats.${rest[0] ?? 0}.${seatField(rest[1], code)}`;
  if (part === 'alsoFor') return `alsoFor.${rest[0] ?? 0}.programme`;
  if (part === 'sessions') {
    const row = sessionRows[Number(rest[0] ?? 0)] ?? 0;
    const field = String(rest[1] ?? 'date');
    return `sessions.${row}.${['start', 'end', 'topic', 'venue'].includes(field) ? field : 'date'}`;
  }
  return part === undefined ? 'fiscalYear' : String(part);
}

/** Fields of the form, by the part of `registration` that they say. */
const REGISTRATION_FIELDS: Readonly<Record<string, string>> = {
  opens: 'opensOn',
  closes: 'closesOn',
  approval: 'allocation',
  lottery: 'allocation',
};

function registrationField([name, ...rest]: FileFinding['path'], code: string): string {
  if (name === 'channels') return channelField(rest, code);
  if (name === 'lottery' && rest[0] === 'priorities') return rest[1] === 1 ? 'priority2' : 'priority1';
  if (name === 'lottery' && rest[0] === 'residents') return 'residents';
  if (name === 'minimum') return rest[0] === 'daysBefore' ? 'minimumDaysBefore' : 'minimumPeople';
  return REGISTRATION_FIELDS[String(name)] ?? String(name ?? 'mode');
}

function channelField([way = 'web', name, part]: FileFinding['path'], code: string): string {
  const own = `channels.${way}`;
  if (code === 'hours_without_other_end') return `${own}.until`;
  if (name === undefined) return `${own}.offered`;
  if (name === 'opens' || name === 'closes') return `${own}.${name}On`;
  if (name === 'closesBefore') return `${own}.closesBefore${part === 'at' ? 'At' : 'Days'}`;
  return `${own}.${name === 'weekdays' ? 'weekdays.monday' : name}`;
}

function seatField(name: FileFinding['path'][number] | undefined, code: string): string {
  if (code === 'kept_for_nobody') return 'keptFor';
  if (code === 'kept_without_end' || name === 'keptUntil') return 'keptUntilOn';
  return String(name ?? 'capacity');
}

function ruleField(path: FileFinding['path'], code: string): string {
  const isOneOfSeveral = typeof path[0] === 'number';
  const rule = `rule.${isOneOfSeveral ? path[0] : 0}`;
  const within = (isOneOfSeveral ? path.slice(1) : path).join('.');
  if (code === 'rule_needs_period') return 'fiscalYear';
  const [pattern, name] = RULE_FIELDS.find(([shape]) => shape.test(within)) ?? [];
  const field = pattern ? within.replace(pattern, name!) : within || (FIELD_OF_CODE[code] ?? '');
  return field === '' ? rule : `${rule}.${field}`;
}
