import type { Formats } from '../../platform/views/formats.js';
import type { Translate } from '../../platform/views/messages.js';
import type {
  FileAsks,
  FileChannel,
  FileChannels,
  FileEligibility,
  FileLottery,
  FileQuestion,
} from '../../programmes/domain/registering-file.js';

/** What it takes to say such a group in words. */
interface Wording {
  readonly t: Translate;
  readonly format: Formats;
}

type Said = (value: object, wording: Wording) => string;

/** Words for the groups of keys that say how one registers and who may come, by the column that holds them. */
const GROUPS: Readonly<Record<string, Said>> = {
  eligibility: (value, wording) => conditionWords(value as FileEligibility, wording),
  asks: (value, wording) => asksWords(value as FileAsks, wording),
  questions: (value, wording) => questionWords(value as FileQuestion, wording),
  lottery: (value, wording) => lotteryWords(value as FileLottery, wording),
  channels: (value, wording) => channelsWords(value as FileChannels, wording),
};

/** One such group as people read it; undefined for a column that holds none. */
export function registeringWords(field: string, value: object, wording: Wording): string | undefined {
  return GROUPS[field]?.(value, wording);
}

function conditionWords(condition: FileEligibility, { t }: Wording): string {
  const { rule, as = 'guidance', text, min, max, of = 'participant', municipalities, programme } = condition;
  const made = t(`import.condition.${rule}`, {
    ...{ min: min ?? 'none', max: max ?? 'none', of, programme: programme ?? 'none' },
    municipalities: municipalities?.join(t('import.and')) ?? 'none',
  });
  return t(`import.condition.${as}`, { words: text ?? made });
}

function asksWords(asks: FileAsks, { t }: Wording): string {
  const parts = (['relation', 'companions', 'municipality', 'age'] as const).flatMap((name) => {
    const how = asks[name];
    return how === undefined ? [] : [t(`import.asks.${name}`, { how: t(`import.asking.${how}`) })];
  });
  return parts.length === 0 ? t('import.none') : parts.join(t('import.and'));
}

function questionWords({ text, type, required, sensitive }: FileQuestion, { t }: Wording): string {
  const marks = [
    t(`import.question.${type}`),
    ...(required ? [t('import.asking.required')] : []),
    ...(sensitive ? [t('import.question.sensitive')] : []),
  ];
  return t('import.question.words', { text, marks: marks.join(t('import.and')) });
}

function lotteryWords({ priorities = [], residents }: FileLottery, { t }: Wording): string {
  if (priorities.length === 0) return t('import.lottery.equal');
  const who = priorities.map((priority) =>
    t(`import.lottery.${priority}`, { municipalities: residents?.join(t('import.and')) ?? 'none' }),
  );
  return t('import.lottery.first', { who: who.join(t('import.then')) });
}

function channelsWords(channels: FileChannels, wording: Wording): string {
  return (['web', 'telephone', 'desk'] as const)
    .flatMap((name) => {
      const channel = channels[name];
      const when = channel && channelWords(channel, wording);
      return when === undefined ? [] : [wording.t(`import.channel.${name}`, { when: when || 'always' })];
    })
    .join(wording.t('import.and'));
}

function channelWords(
  { opens, closes, closesBefore, weekdays, from, until }: FileChannel,
  { t, format }: Wording,
): string {
  const moment = (text: string) => `${format.date(text.slice(0, 10))} ${text.slice(11)}`.trim();
  return [
    ...(opens === undefined ? [] : [t('import.channel.opens', { at: moment(opens) })]),
    ...(closes === undefined ? [] : [t('import.channel.closes', { at: moment(closes) })]),
    ...(closesBefore ? [t('import.channel.before', { days: closesBefore.days, at: closesBefore.at })] : []),
    ...(weekdays?.length ? [weekdays.map((day) => t(`import.weekday.${day}`)).join(t('import.and'))] : []),
    ...(from && until ? [t('import.period', { from, until })] : []),
  ].join(' ');
}
