import type { Language, Translate } from '../../platform/views/messages.js';
import { type Condition, conditionsOf } from '../../programmes/domain/conditions.js';
import type { FileEligibility } from '../../programmes/domain/registering-file.js';
import { residentsOf } from '../domain/eligibility.js';
import type { Prerequisite, ProgrammePage } from './programme-pages.queries.js';

/** One condition for coming, as everyone reads it. */
export interface ConditionWords extends Condition {
  readonly text: string;
  /** Language of `text`: the programme's own words may be in Japanese alone. */
  readonly lang: Language;
  /** What takes a worry away, after the sentence. */
  readonly note: string | null;
  /** The programme that comes first, where the sentence speaks of one. */
  readonly prerequisite: Prerequisite | null;
}

type Stated = Pick<ProgrammePage, 'eligibility' | 'prerequisites'> & {
  readonly organization: Pick<ProgrammePage['organization'], 'name' | 'nameEn'>;
};

interface Wording {
  readonly t: Translate;
  readonly language: Language;
}

/** Who may come, a sentence for each condition of the programme: its own words, else words made from the rule. */
export function conditionWords(programme: Stated, wording: Wording): ConditionWords[] {
  return conditionsOf(programme.eligibility).map((condition) => ({
    ...condition,
    ...sentence(condition, programme, wording),
    note: condition.rule === 'women' ? wording.t('registering.who.womenNote') : null,
    prerequisite: programme.prerequisites.find(({ key }) => key === condition.programme) ?? null,
  }));
}

function sentence(
  condition: Condition,
  programme: Stated,
  { t, language }: Wording,
): { text: string; lang: Language } {
  const { rule, text, textEn } = condition;
  const own = language === 'en' ? textEn : text;
  if (own) return { text: own, lang: language };
  // Words that nothing can be made from are shown as they are.
  if (rule === 'other') return { text: text ?? textEn ?? '', lang: text ? 'ja' : 'en' };
  return { text: made(condition, programme, { t, language }), lang: language };
}

function made(rule: FileEligibility, programme: Stated, { t, language }: Wording): string {
  switch (rule.rule) {
    case 'age':
      return t(`registering.who.age.${rule.of ?? 'participant'}.${boundsOf(rule)}`, {
        min: rule.min,
        max: rule.max,
      });
    case 'residence': {
      const { name, nameEn } = programme.organization;
      const own = language === 'en' && nameEn ? nameEn : name;
      return t('registering.who.residence', {
        places: residentsOf(rule, own).join(t('registering.who.or')),
      });
    }
    case 'completed':
    case 'consulted': {
      const first = programme.prerequisites.find(({ key }) => key === rule.programme);
      if (!first) return t(`registering.who.${rule.rule}.elsewhere`);
      const title = language === 'en' && first.titleEn ? first.titleEn : first.title;
      return t(`registering.who.${rule.rule}.programme`, { programme: title });
    }
    case 'self':
      return t(`registering.who.self.${rule.as ?? 'guidance'}`);
    default:
      return t(`registering.who.${rule.rule}`);
  }
}

function boundsOf({ min, max }: FileEligibility): 'both' | 'min' | 'max' {
  if (min !== undefined && max !== undefined) return 'both';
  return min === undefined ? 'max' : 'min';
}
