import type { FormValues } from '../../platform/http/edited-form.js';
import type { FileChannel, FileLottery, FileRegistration } from '../../programmes/domain/registering-file.js';
import { WEEKDAYS } from '../../programmes/domain/weekdays.js';
import type { Fault } from '../../shared/domain-error.js';
import { numberIn, prefixed, said, timeText } from './form-rows.js';
import { momentFields, momentIn, namesIn, namesText } from './moment-fields.js';

/** Ways of registering, in the order of the form. */
export const CHANNELS = ['web', 'telephone', 'desk'] as const;
/** How seats are given out; '' is first come, first served. */
export const ALLOCATIONS = ['', 'approval', 'lottery'] as const;
export const PRIORITIES = ['residents', 'first_timers'] as const;
/** Sessions up to whose beginning a course can be joined, as the form offers them. */
export const JOINING = Array.from({ length: 20 }, (_, index) => String(index + 1));

/** Fields of one way of registering, by the names they have within `channels.<way>`. */
const WINDOW = [
  'opensOn',
  'opensAt',
  'closesOn',
  'closesAt',
  'closesBeforeDays',
  'closesBeforeAt',
  'from',
  'until',
] as const;

type Rules = Omit<FileRegistration, 'mode' | 'opens' | 'closes' | 'waitingList'>;

/** How one registers, beyond mode, window and queue, as flat fields of the form; blank ones may be among them. */
export function registeringFields(registration: FileRegistration = {}): Record<string, string> {
  const { queue, offerHours, approval, lottery, closesWhenFull, joinUntil, maxPeople, minimum, channels } =
    registration;
  return said({
    allocation: approval ? 'approval' : lottery ? 'lottery' : '',
    priority1: lottery?.priorities?.[0] ?? '',
    priority2: lottery?.priorities?.[1] ?? '',
    residents: namesText(lottery?.residents),
    queue: queue === 'holds' ? 'holds' : '',
    offerHours: text(offerHours),
    closesWhenFull: closesWhenFull ? '1' : '',
    joinUntil: text(joinUntil),
    maxPeople: text(maxPeople),
    minimumPeople: text(minimum?.people),
    minimumDaysBefore: text(minimum?.daysBefore),
    ...Object.fromEntries(
      CHANNELS.flatMap((way) => {
        const channel = channels?.[way];
        return channel ? Object.entries(prefixed(`channels.${way}`, channelFields(channel))) : [];
      }),
    ),
  });
}

/** What the form says of it. `faults` gets what only a form can get wrong; the rest is found as in a file. */
export function registeringOfFields(values: FormValues, faults: Fault[]): Rules {
  return said({
    ...(values.allocation === 'approval' && { approval: true }),
    ...(values.allocation === 'lottery' && { lottery: lotteryIn(values, faults) }),
    ...(values.queue === 'holds' && { queue: 'holds' as const }),
    offerHours: numberIn(values.offerHours),
    ...(values.closesWhenFull && { closesWhenFull: true }),
    joinUntil: numberIn(values.joinUntil),
    maxPeople: numberIn(values.maxPeople),
    minimum: minimumIn(values, faults),
    channels: channelsIn(values, faults),
  });
}

/** True for the fields that say by which ways one registers. */
export function isOfChannels(field: string): boolean {
  return field.startsWith('channels.');
}

function channelFields(channel: FileChannel): Record<string, string> {
  const { opens, closes, closesBefore, weekdays, from, until } = channel;
  return said({
    offered: '1',
    ...momentFields('opens', opens),
    ...momentFields('closes', closes),
    closesBeforeDays: text(closesBefore?.days),
    closesBeforeAt: text(closesBefore?.at),
    ...Object.fromEntries((weekdays ?? []).map((weekday) => [`weekdays.${weekday}`, '1'])),
    from: text(from),
    until: text(until),
  });
}

function lotteryIn(values: FormValues, faults: Fault[]): FileLottery {
  const priorities = [values.priority1, values.priority2].filter(Boolean) as FileLottery['priorities'];
  if (priorities?.[0] !== undefined && priorities[0] === priorities[1])
    faults.push({ field: 'priority2', code: 'planning.same_priority_twice' });
  const residents = namesIn(values.residents);
  return {
    ...(priorities?.length && { priorities: [...new Set(priorities)] }),
    ...(residents.length > 0 && { residents }),
  };
}

/** How few are too few, and when: both, or neither. */
function minimumIn(values: FormValues, faults: Fault[]): FileRegistration['minimum'] {
  const [people, daysBefore] = [numberIn(values.minimumPeople), numberIn(values.minimumDaysBefore)];
  if (people !== undefined && daysBefore !== undefined) return { people, daysBefore };
  if (people === undefined && daysBefore === undefined) return undefined;
  const missing = people === undefined ? 'minimumPeople' : 'minimumDaysBefore';
  faults.push({ field: missing, code: 'planning.blank' });
  return undefined;
}

/** Undefined where no way is ticked: then the web is open as long as registration is. */
function channelsIn(values: FormValues, faults: Fault[]): FileRegistration['channels'] {
  const offered = CHANNELS.flatMap((way) => {
    const own = `channels.${way}`;
    const value = (field: string) => values[`${own}.${field}`];
    const weekdays = WEEKDAYS.filter((weekday) => value(`weekdays.${weekday}`));
    if (!value('offered')) {
      // A window without its tick is a slip: nothing that somebody typed is passed over in silence.
      if (weekdays.length > 0 || WINDOW.some((field) => value(field)))
        faults.push({ field: `${own}.offered`, code: 'planning.way_not_offered' });
      return [];
    }
    const [days, at] = [numberIn(value('closesBeforeDays')), timeText(value('closesBeforeAt'))];
    if ((days === undefined) !== (at === ''))
      faults.push({ field: `${own}.closesBefore${at === '' ? 'At' : 'Days'}`, code: 'planning.blank' });
    const channel = said({
      opens: momentIn(value('opensOn'), value('opensAt')),
      closes: momentIn(value('closesOn'), value('closesAt')),
      ...(days !== undefined && at !== '' && { closesBefore: { days, at } }),
      ...(weekdays.length > 0 && { weekdays }),
      from: timeText(value('from')),
      until: timeText(value('until')),
    });
    return [[way, channel] as const];
  });
  return offered.length === 0 ? undefined : Object.fromEntries(offered);
}

function text(value: string | number | undefined): string {
  return value === undefined ? '' : String(value);
}
