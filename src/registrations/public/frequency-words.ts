import type { Language, Translate } from '../../platform/views/messages.js';
import type { FileFrequency } from '../../programmes/domain/programme-file.js';

export interface FrequencyWords {
  /** 「年2回程度」, from the numbers; null where there is no number and the source says more than we could. */
  readonly sentence: string | null;
  /** The source's words; null where there are none, or they are the sentence. */
  readonly text: string | null;
}

/** How often a programme is held, as it stands on pages: a sentence in the reader's language, and the source's words after it. */
export function frequencyWords(
  { per, times, timesMax, qualifier = 'exact', text }: FileFrequency,
  { t }: { readonly t: Translate; readonly language: Language },
): FrequencyWords {
  const number =
    timesMax === undefined ? times : t('year.frequency.range', { times: times ?? 0, max: timesMax });
  const isHabit = per === 'regular' || per === 'as_needed' || per === 'permanent';
  // 「月１回（別の資料では「月４回」）」: without a number of our own, the source's words alone.
  if (number === undefined && !isHabit && text !== undefined) return { sentence: null, text };
  const often =
    number === undefined
      ? t(`year.frequency.any.${per}`)
      : t(`year.frequency.times.${per}`, { times: number });
  const sentence = t(`year.frequency.qualifier.${qualifier}`, { words: often });
  return { sentence, text: text === undefined || bare(text) === bare(sentence) ? null : text };
}

/** Without the width and the spaces in which the same words differ. */
function bare(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replaceAll('年に', '年')
    .replaceAll('月に', '月')
    .replaceAll('週に', '週');
}
