import type { Course } from '../../programmes/course.entity.js';
import type { FilePool } from '../../programmes/domain/programme-file.js';
import type { FileChannel } from '../../programmes/domain/registering-file.js';
import { usualPoolLabels } from '../../programmes/import/course-records.js';
import { momentParts } from './moment-fields.js';
import { CHANNELS } from './registering-form.js';
import type { RuleTextTools } from './rule-text.js';

type Tools = Pick<RuleTextTools, 't' | 'format'>;

/** What differs from first come, first served on the web, one sentence each; moments are in the words of the course. */
export function registeringLines(course: Course, { t, format }: Tools): string[] {
  const line = (name: string, params?: Record<string, string | number>) =>
    t(`planning.registering.line.${name}`, params);
  const listed = (names: readonly string[]) => names.join(line('comma'));
  const { lottery, joinUntil, channels } = course;
  return [
    ...(course.approval ? [line('approval')] : []),
    ...(lottery ? [line('lottery')] : []),
    ...(lottery?.priorities?.length
      ? [
          line('priorities', {
            list: listed(lottery.priorities.map((one) => t(`planning.registering.priority.${one}`))),
          }),
        ]
      : []),
    ...(lottery?.residents?.length ? [line('residents', { list: listed(lottery.residents) })] : []),
    ...(course.queueHolds ? [line('queueHolds')] : []),
    ...(course.offerHours === null ? [] : [line('offerHours', { hours: course.offerHours })]),
    ...(course.closesWhenFull ? [line('closesWhenFull')] : []),
    ...(joinUntil === null
      ? []
      : [line('joinUntil', { text: t('planning.registering.joining.until', { number: joinUntil }) })]),
    ...(course.maxPeople === null ? [] : [line('maxPeople', { count: course.maxPeople })]),
    ...(course.minimum ? [line('minimum', { ...course.minimum })] : []),
    ...CHANNELS.flatMap((way) => {
      const channel = channels?.[way];
      if (!channel) return [];
      const parts = channelParts(channel, { t, format });
      const text = parts.length > 0 ? listed(parts) : line('always');
      return [line('way', { way: t(`planning.field.${way}`), text })];
    }),
    ...(course.schedule?.pools ?? []).flatMap((pool) => keptLine(pool, { t, format }) ?? []),
  ];
}

function channelParts(
  { opens, closes, closesBefore, weekdays, from, until }: FileChannel,
  tools: Tools,
): string[] {
  const { t } = tools;
  const line = (name: string, params: Record<string, string | number>) =>
    t(`planning.registering.line.${name}`, params);
  const list = t('planning.registering.line.comma');
  return [
    ...(opens === undefined ? [] : [line('opens', { at: momentText('opens', opens, tools) })]),
    ...(closes === undefined ? [] : [line('closes', { at: momentText('closes', closes, tools) })]),
    ...(closesBefore ? [line('closesBefore', closesBefore)] : []),
    ...(weekdays?.length
      ? [line('weekdays', { list: weekdays.map((weekday) => t(`planning.weekday.${weekday}`)).join(list) })]
      : []),
    ...(from && until ? [line('hours', { from, until })] : []),
  ];
}

function keptLine(pool: FilePool, tools: Tools): string | undefined {
  const { keptFor = [], kept = 0, keptUntil } = pool;
  if (keptFor.length === 0 || keptUntil === undefined) return undefined;
  return tools.t('planning.registering.line.kept', {
    pool: pool.label ?? usualPoolLabels(pool.key).label,
    count: kept,
    at: momentText('keptUntil', keptUntil, tools),
    list: keptFor.join(tools.t('planning.registering.line.comma')),
  });
}

function momentText(name: 'opens' | 'closes' | 'keptUntil', at: string, { format }: Tools): string {
  const { date, time } = momentParts(name, at);
  return [format.date(date), time].filter(Boolean).join(' ');
}
