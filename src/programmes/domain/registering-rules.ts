import { nearestOf } from './nearest.js';
import type { FileCourse, FileFinding, FilePath, FilePool, Loose } from './programme-file.js';
import type { EligibilityRule, FileChannel, FileEligibility, FileQuestion } from './registering-file.js';

/** Parts of an eligibility rule that only some kinds have. */
const PARTS_OF_KIND: Readonly<Partial<Record<keyof FileEligibility, readonly EligibilityRule[]>>> = {
  min: ['age'],
  max: ['age'],
  of: ['age'],
  municipalities: ['residence'],
  programme: ['completed', 'consulted'],
};

/** What cannot be in how one registers for a course, and in its seats; paths start at the course. */
export function registeringFindings(
  course: Loose<Pick<FileCourse, 'registration' | 'pools'>>,
): FileFinding[] {
  const { opens, closes, approval, lottery, channels } = course.registration ?? {};
  const path = ['registration'];
  return [
    ...closesBeforeOpens(opens, closes, [...path, 'closes']),
    ...(approval && lottery ? [{ path: [...path, 'lottery'], code: 'approval_and_lottery' }] : []),
    ...Object.entries(channels ?? {}).flatMap(([name, channel]) =>
      channel ? channelFindings(channel, [...path, 'channels', name]) : [],
    ),
    ...keptFindings(course.pools, ['pools']),
  ];
}

/** Seats kept for residents that cannot be: more than there are, for nobody, or for ever. */
export function keptFindings(
  pools: readonly (Loose<FilePool> | undefined)[] | undefined,
  path: FilePath,
): FileFinding[] {
  return (pools ?? []).flatMap((pool, index): FileFinding[] => {
    if (!pool) return [];
    const { kept, capacity } = pool;
    const at = [...path, index];
    // A key whose value was faulty has its own fault already.
    const keepsFor = 'keptFor' in pool && (pool.keptFor === undefined || pool.keptFor.length > 0);
    if (!keepsFor) {
      const lone = (['kept', 'keptUntil'] as const).find((field) => field in pool);
      return lone ? [{ path: [...at, lone], code: 'kept_for_nobody' }] : [];
    }
    return [
      ...('keptUntil' in pool ? [] : [{ path: at, code: 'kept_without_end' }]),
      ...(typeof capacity === 'number' && kept !== undefined && kept > capacity
        ? [{ path: [...at, 'kept'], code: 'kept_above_capacity', params: { kept, capacity } }]
        : []),
    ];
  });
}

/** What cannot be in the conditions for coming; paths start at the programme. `known`: keys of the organization's programmes. */
export function eligibilityFindings(
  rules: readonly (Loose<FileEligibility> | undefined)[] | undefined,
  known: ReadonlySet<string>,
  ownKey?: string,
): FileFinding[] {
  const own = (rules ?? []).flatMap((one, index): FileFinding[] => {
    if (one?.rule === undefined) return [];
    const { rule, min, max, programme } = one;
    const path = ['eligibility', index];
    const strange = Object.entries(PARTS_OF_KIND).flatMap(([field, kinds]) =>
      field in one && !kinds.includes(rule)
        ? [{ path: [...path, field], code: 'not_of_this_rule', params: { field, rule }, atKey: true }]
        : [],
    );
    if (strange.length > 0) return strange;
    if (rule === 'other' && isBlank(one)) return [{ path, code: 'rule_without_text' }];
    if (rule === 'age' && !('min' in one) && !('max' in one)) return [{ path, code: 'age_without_limit' }];
    if (min !== undefined && max !== undefined && max < min)
      return [{ path: [...path, 'max'], code: 'age_backwards', params: { min, max } }];
    // A consultation need not be a programme of ours: the health centre's, by telephone.
    if (rule === 'completed' && !('programme' in one)) return [{ path, code: 'rule_without_programme' }];
    if (programme === undefined) return [];
    const at = [...path, 'programme'];
    if (programme === ownKey) return [{ path: at, code: 'requires_itself', params: { key: programme } }];
    if (known.has(programme)) return [];
    const near = nearestOf(programme, known);
    return near
      ? [{ path: at, code: 'unknown_programme_near', params: { key: programme, near } }]
      : [{ path: at, code: 'unknown_programme', params: { key: programme } }];
  });
  return [...own, ...repeatedRules(rules ?? []), ...selfAndFamily(rules ?? [])];
}

/** A faulty text has a fault of its own already. */
function isBlank(one: Loose<FileEligibility>): boolean {
  return !('text' in one) || one.text?.trim() === '';
}

/** Conditions that say what one above them says; only for `other` its words tell what it says. */
function repeatedRules(rules: readonly (Loose<FileEligibility> | undefined)[]): FileFinding[] {
  const seen = new Set<string>();
  return rules.flatMap((one, index): FileFinding[] => {
    if (one?.rule === undefined) return [];
    const { rule, min, max, of = 'participant', municipalities = [], programme, text } = one;
    const content = JSON.stringify([
      rule,
      min,
      max,
      of,
      [...municipalities].sort(),
      programme,
      rule === 'other' && text,
    ]);
    if (seen.has(content)) return [{ path: ['eligibility', index], code: 'duplicate_eligibility' }];
    seen.add(content);
    return [];
  });
}

/** Nobody is both: with both enforced, nobody could come. */
function selfAndFamily(rules: readonly (Loose<FileEligibility> | undefined)[]): FileFinding[] {
  const at = (rule: EligibilityRule) => rules.findIndex((one) => one?.rule === rule && one.as === 'enforced');
  const [self, family] = [at('self'), at('family')];
  return self < 0 || family < 0
    ? []
    : [{ path: ['eligibility', Math.max(self, family)], code: 'self_and_family' }];
}

/** What cannot be in a programme's own questions; paths start at the programme. */
export function questionFindings(
  questions: readonly (Loose<FileQuestion> | undefined)[] | undefined,
): FileFinding[] {
  const seen = new Set<string>();
  return (questions ?? []).flatMap((question, index): FileFinding[] => {
    if (!question) return [];
    const { key, type, choices } = question;
    const path = ['questions', index];
    const findings: FileFinding[] = [];
    if (key !== undefined && seen.has(key))
      findings.push({ path: [...path, 'key'], code: 'duplicate_question', params: { key } });
    if (key !== undefined) seen.add(key);
    const broken = 'choices' in question && choices === undefined;
    if (type === 'choice' && !broken && (choices ?? []).length < 2)
      findings.push({ path: 'choices' in question ? [...path, 'choices'] : path, code: 'too_few_choices' });
    if (type !== undefined && type !== 'choice' && (choices ?? []).length > 0)
      findings.push({ path: [...path, 'choices'], code: 'choices_of_no_choice', atKey: true });
    return findings;
  });
}

function channelFindings(channel: Loose<FileChannel>, path: FilePath): FileFinding[] {
  const { opens, closes, from, until } = channel;
  return [
    ...closesBeforeOpens(opens, closes, [...path, 'closes']),
    ...('from' in channel === 'until' in channel ? [] : [{ path, code: 'hours_without_other_end' }]),
    ...(from !== undefined && until !== undefined && until <= from
      ? [{ path: [...path, 'until'], code: 'hours_backwards', params: { from, until } }]
      : []),
  ];
}

/** A date closes when its day is over. */
function closesBeforeOpens(
  opens: string | undefined,
  closes: string | undefined,
  path: FilePath,
): FileFinding[] {
  if (opens === undefined || closes === undefined) return [];
  const last = closes.length === 10 ? `${closes}T24:00` : closes;
  return last > opens ? [] : [{ path, code: 'closes_before_opens', params: { opens, closes } }];
}
