import { conditionsOf } from '../../programmes/domain/conditions.js';
import type { FileAsks, FileEligibility, FileQuestion } from '../../programmes/domain/registering-file.js';
import type { Fault } from '../../shared/domain-error.js';
import { isOneOf } from './seat-room.js';

/** What a programme wants to know of those who register. */
export interface ProgrammeTerms {
  readonly eligibility: readonly FileEligibility[];
  readonly asks: FileAsks;
  readonly questions: readonly FileQuestion[];
  /** Where residents live if a rule names no municipality. */
  readonly organizationName: string;
}

/** What someone who registers says about themselves. */
export interface Declared {
  readonly people: number;
  readonly relation?: string;
  readonly municipality?: string;
  /** Years. */
  readonly age?: number;
  readonly companions: readonly { readonly relation?: string; readonly age?: number }[];
  /** Keys of the conditions that they say they meet. */
  readonly declares: readonly string[];
  readonly answers: Readonly<Record<string, string>>;
}

/** Who a residence rule speaks of. */
export function residentsOf(rule: FileEligibility, organizationName: string): readonly string[] {
  return rule.municipalities?.length ? rule.municipalities : [organizationName];
}

export interface TermsVerdict {
  /** What must be answered or put right in the form. */
  readonly faults: readonly Fault[];
  /** Keys of conditions that what was said contradicts: no form puts that right. */
  readonly unmet: readonly string[];
}

/** Holds what someone says against what the programme asks and requires. */
export function termsVerdict(terms: ProgrammeTerms, declared: Declared): TermsVerdict {
  const faults: Fault[] = [
    ...askedFaults(terms.asks, declared),
    ...ageFaults(terms.asks, declared),
    ...answerFaults(terms.questions, declared.answers),
  ];
  const unmet: string[] = [];
  for (const condition of conditionsOf(terms.eligibility)) {
    switch (condition.metBy) {
      case 'declaration':
        if (!declared.declares.includes(condition.key))
          faults.push({ field: `declares.${condition.key}`, code: 'declare' });
        break;
      case 'relation':
        if (!declared.relation) faults.push({ field: 'relation', code: 'isNotEmpty' });
        else if (declared.relation !== condition.rule) unmet.push(condition.key);
        break;
      case 'municipality':
        if (!declared.municipality) faults.push({ field: 'municipality', code: 'isNotEmpty' });
        else if (!isOneOf(declared.municipality, residentsOf(condition, terms.organizationName)))
          unmet.push(condition.key);
        break;
      default:
        break;
    }
  }
  return { faults: firstOfEach(faults), unmet };
}

function askedFaults({ relation, companions, municipality }: FileAsks, declared: Declared): Fault[] {
  const faults: Fault[] = [];
  if (relation === 'required' && !declared.relation) faults.push({ field: 'relation', code: 'isNotEmpty' });
  if (municipality === 'required' && !declared.municipality)
    faults.push({ field: 'municipality', code: 'isNotEmpty' });
  if (companions === 'required' && declared.companions.length < declared.people - 1)
    faults.push({ field: 'companions', code: 'companionsMissing', params: { count: declared.people - 1 } });
  return faults;
}

/** Ages that are missing where they must be said, or said where nobody asks: what is not asked is not kept. */
export function ageFaults(
  { age: asking = 'no' }: FileAsks,
  { age, companions }: Pick<Declared, 'age' | 'companions'>,
): Fault[] {
  const said = [{ field: 'age', years: age }].concat(
    companions.map(({ age: years }, index) => ({ field: `companions.${index}.age`, years })),
  );
  return said.flatMap(({ field, years }) => {
    if (asking === 'required' && years === undefined) return [{ field, code: 'isNotEmpty' }];
    return asking === 'no' && years !== undefined ? [{ field, code: 'notAsked' }] : [];
  });
}

const MAX_SHORT = 200;
const MAX_LONG = 2000;

/** Faults of answers: fields are `answers.<key of the question>`. */
function answerFaults(questions: readonly FileQuestion[], answers: Declared['answers']): Fault[] {
  const unknown = Object.keys(answers).filter((key) => !questions.some((question) => question.key === key));
  return [
    ...unknown.map((key) => ({ field: `answers.${key}`, code: 'unknownQuestion' })),
    ...questions.flatMap((question) => faultOf(question, answers[question.key] ?? '')),
  ];
}

function faultOf({ key, type, choices = [], required }: FileQuestion, answer: string): Fault[] {
  const field = `answers.${key}`;
  if (answer === '') return required ? [{ field, code: 'isNotEmpty' }] : [];
  if (type === 'choice') return choices.includes(answer) ? [] : [{ field, code: 'isIn' }];
  const max = type === 'long' ? MAX_LONG : MAX_SHORT;
  return answer.length > max ? [{ field, code: 'maxLength', params: { max } }] : [];
}

function firstOfEach(faults: readonly Fault[]): Fault[] {
  return faults.filter(({ field }, index) => faults.findIndex((other) => other.field === field) === index);
}
