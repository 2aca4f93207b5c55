import type { Formats } from '../../platform/views/formats.js';
import type { Translate } from '../../platform/views/messages.js';
import type { FileDefaults } from '../../programmes/domain/programme-file.js';
import type { FileRule } from '../../programmes/domain/rule-file.js';
import { type DayWords, dayWords, monthWords } from '../../programmes/domain/rule-words.js';

/** A rule as people say it: one line, and what else is to know of it. */
export interface RuleText {
  /** 毎月第3土曜日（8月・12月を除く）10:00～11:45 */
  readonly line: string;
  readonly notes: readonly string[];
}

export interface RuleTextTools {
  readonly t: Translate;
  readonly format: Pick<Formats, 'date' | 'month' | 'shortDate'>;
  /** Name of the programme (or course) whose dates the rule takes. */
  nameOf(reference: string): string;
  venueOf(key: string): string;
}

/** Says a rule in the page's language; times of the course are said where the rule has none of its own. */
export function ruleText(rule: FileRule, tools: RuleTextTools, defaults: FileDefaults = {}): RuleText {
  const { t } = tools;
  const start = rule.start ?? defaults.start;
  const end = rule.end ?? defaults.end;
  const times = rule.slots || !start ? '' : timesText(t, start, end);
  const days = t('planning.rule.daysAndMonths', daysAndMonths(rule, tools));
  return {
    line: times ? t('planning.rule.line', { days, times }) : days,
    notes: [
      ...slotsNote(rule, tools),
      ...periodNote(rule, tools),
      ...(rule.count === undefined ? [] : [t('planning.rule.count', { count: rule.count })]),
      ...anchorNote(rule, tools),
      ...(rule.doorsOpen ? [t('planning.rule.doors', { time: rule.doorsOpen })] : []),
      ...(rule.durationText ? [rule.durationText] : []),
      ...(rule.venue ? [t('planning.rule.venue', { venue: tools.venueOf(rule.venue) })] : []),
      ...(rule.topic ? [t('planning.rule.topic', { topic: rule.topic })] : []),
      ...turnsNote(rule, tools),
      ...(rule.numbered ? [t('planning.rule.numbered')] : []),
      ...exceptNote(rule, tools),
    ],
  };
}

function daysAndMonths(rule: FileRule, { t, nameOf }: RuleTextTools) {
  const words = dayWords(rule);
  const months = monthWords(rule);
  const list = months
    ? joined(
        t,
        months.months.map((month) => t('planning.rule.month', { month })),
      )
    : '';
  const byMonth = words.filter(isByMonth);
  // 「偶数月の第2金曜日」, but 「毎週水曜日（偶数月のみ）」.
  const before = byMonth.length === words.length && months !== null && months.kind !== 'except';
  const named = before ? t(`planning.rule.in.${months.kind}`, { list }) : t('planning.rule.in.every');
  const texts = [
    ...words.filter((one) => !isByMonth(one)).map((one) => dayText(one, t, nameOf)),
    ...(byMonth.length > 0
      ? [
          t('planning.rule.ofMonths', {
            months: named,
            days: byMonth.map((one) => dayText(one, t, nameOf)).join(t('planning.rule.and')),
          }),
        ]
      : []),
  ];
  const days = texts.join(t('planning.rule.and'));
  const after = months && !before ? t(`planning.rule.but.${months.kind}`, { list }) : '';
  return { days: capitalised(days), after };
}

function isByMonth({ kind }: DayWords): boolean {
  return kind === 'monthly' || kind === 'monthDays';
}

function dayText(words: DayWords, t: Translate, nameOf: RuleTextTools['nameOf']): string {
  switch (words.kind) {
    case 'daily':
      return t('planning.rule.daily');
    case 'same':
      return t('planning.rule.same', { name: nameOf(words.reference) });
    case 'monthDays':
      return joined(
        t,
        words.days.map((day) => t('planning.rule.monthDay', { day: day === -1 ? 'last' : String(day) })),
      );
    case 'weekly':
      return t('planning.rule.weekly', {
        weeks: words.everyWeeks,
        weekdays: weekdaysText(t, words.weekdays),
      });
    case 'monthly':
      return t('planning.rule.monthly', {
        ordinals: joined(
          t,
          words.ordinals.map((ordinal) => t(`planning.ordinal.${ordinal}`)),
        ),
        weekdays: weekdaysText(t, words.weekdays),
        several: words.weekdays.length > 1 ? 'yes' : 'no',
      });
  }
}

function weekdaysText(t: Translate, weekdays: readonly string[]): string {
  const list = joined(
    t,
    weekdays.map((weekday) => t(`planning.weekday.${weekday}`)),
  );
  return t('planning.rule.weekdays', { list });
}

function timesText(t: Translate, start: string, end: string | undefined): string {
  return end ? t('planning.rule.times', { start, end }) : t('planning.rule.timesOpen', { start });
}

function slotsNote({ slots }: FileRule, { t }: RuleTextTools): string[] {
  if (!slots) return [];
  const list = slots.map(({ start, end }, index) =>
    t('planning.rule.slot', { number: index + 1, times: timesText(t, start, end) }),
  );
  return [t('planning.rule.slots', { list: list.join(t('planning.rule.comma')) })];
}

function periodNote({ from, until }: FileRule, { t, format }: RuleTextTools): string[] {
  const said = (text: string) => (text.length === 7 ? format.month(`${text}-01`) : format.date(text));
  if (from && until) return [t('planning.rule.period', { from: said(from), until: said(until) })];
  if (from) return [t('planning.rule.from', { from: said(from) })];
  return until ? [t('planning.rule.until', { until: said(until) })] : [];
}

function anchorNote({ anchor, everyWeeks = 1 }: FileRule, { t, format }: RuleTextTools): string[] {
  return anchor && everyWeeks > 1 ? [t('planning.rule.anchor', { date: format.date(anchor) })] : [];
}

function turnsNote({ alternate }: FileRule, { t }: RuleTextTools): string[] {
  if (!alternate) return [];
  const turns = alternate.turns.map(({ format, topic, lecturer }) =>
    [format, topic, lecturer].filter(Boolean).join(' '),
  );
  return [
    t(`planning.rule.turns.${alternate.by ?? 'session'}`, { list: turns.join(t('planning.rule.turn')) }),
  ];
}

function exceptNote({ except = {} }: FileRule, { t, format }: RuleTextTools): string[] {
  const left = [
    ...(except.holidays ? [t('planning.rule.holidays')] : []),
    ...(except.yearEnd ? [t('planning.rule.yearEnd')] : []),
    ...(except.dates ?? []).map((date) => format.shortDate(date)),
    ...(except.periods ?? []).map(({ from, until, reason }) =>
      t('planning.rule.closed', {
        days:
          until && until !== from
            ? t('planning.rule.period', { from: format.shortDate(from), until: format.shortDate(until) })
            : format.shortDate(from),
        reason: reason ?? '',
        stated: reason ? 'yes' : 'no',
      }),
    ),
  ];
  return [
    ...(left.length > 0 ? [t('planning.rule.except', { list: left.join(t('planning.rule.comma')) })] : []),
    ...(except.closures === false ? [t('planning.rule.alsoClosed')] : []),
  ];
}

function joined(t: Translate, words: readonly string[]): string {
  const [last = '', ...before] = words.toReversed();
  if (before.length === 0) return last;
  return `${before.toReversed().join(t('planning.rule.listComma'))}${t('planning.rule.listAnd')}${last}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase('en') + text.slice(1);
}
