import type { FileAsks, FileQuestion } from '../../programmes/domain/registering-file.js';
import { residentsOf } from '../domain/eligibility.js';
import { isOneOf } from '../domain/seat-room.js';
import { MAX_PEOPLE } from '../register.dto.js';
import type { PoolView } from '../sessions/session-view.js';
import type { ConditionWords } from './eligibility-words.js';
import type { CoursePage, ProgrammePage } from './programme-pages.queries.js';

export type Asking = NonNullable<FileAsks['relation']>;

/** What the form asks beside a nickname and an address. */
export interface Asked {
  /** Most people in one registration. */
  readonly maxPeople: number;
  readonly companions: Asking;
  readonly relation: Asking;
  readonly age: Asking;
  /** Municipalities to choose from, others can be written; null: where people live is not asked. */
  readonly municipality: { readonly isRequired: boolean; readonly named: readonly string[] } | null;
  /** Conditions that are said to be met by a tick. */
  readonly declarations: readonly ConditionWords[];
  readonly questions: readonly FileQuestion[];
}

export interface AskingTarget {
  readonly programme: Pick<ProgrammePage, 'asks' | 'questions'> & {
    readonly organization: Pick<ProgrammePage['organization'], 'name' | 'kind'>;
  };
  readonly course: Pick<CoursePage, 'maxPeople' | 'lottery'>;
  readonly conditions: readonly ConditionWords[];
  readonly pools: readonly Pick<PoolView, 'kept'>[];
}

/** Nothing is asked that neither the programme asks nor a rule needs. */
export function askedOf({ programme, course, conditions, pools }: AskingTarget): Asked {
  const { asks, questions } = programme;
  const maxPeople = Math.min(course.maxPeople ?? MAX_PEOPLE, MAX_PEOPLE);
  const isMetBy = (means: ConditionWords['metBy']) => conditions.some(({ metBy }) => metBy === means);
  return {
    maxPeople,
    companions: maxPeople === 1 ? 'no' : (asks.companions ?? 'optional'),
    relation: isMetBy('relation') ? 'required' : (asks.relation ?? 'optional'),
    age: asks.age ?? 'no',
    municipality: municipalityOf({ programme, course, conditions, pools }, isMetBy('municipality')),
    declarations: conditions.filter(({ metBy }) => metBy === 'declaration'),
    questions,
  };
}

function municipalityOf(
  { programme, course, conditions, pools }: AskingTarget,
  isCondition: boolean,
): Asked['municipality'] {
  const { asks, organization } = programme;
  const isFirst = course.lottery?.priorities?.includes('residents') === true;
  const isRequired = isCondition || asks.municipality === 'required';
  const isNeeded = isRequired || asks.municipality === 'optional' || isFirst;
  const kept = pools.flatMap((pool) => pool.kept?.for ?? []);
  if (!isNeeded && kept.length === 0) return null;
  const ofRules = conditions
    .filter(({ rule }) => rule === 'residence')
    .flatMap((rule) => residentsOf(rule, organization.name));
  const first = isFirst ? (course.lottery?.residents ?? []) : [];
  const own = organization.kind === 'municipality' ? [organization.name] : [];
  const named = [...ofRules, ...first, ...kept, ...own];
  return {
    isRequired,
    named: named.filter((name, index) => !isOneOf(name, named.slice(0, index))),
  };
}
