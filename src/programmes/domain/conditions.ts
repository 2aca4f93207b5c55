import type { FileEligibility } from './registering-file.js';

export interface Condition extends FileEligibility {
  /** Names it among the conditions of its programme: its rule, and from the second of a kind on a number. */
  readonly key: string;
  /** How it is met: by a box to tick, by the relation or by the municipality that is asked for; null: only shown. */
  readonly metBy: 'declaration' | 'relation' | 'municipality' | null;
}

/** The conditions of a programme in their order. Nothing is asked for one that is only guidance. */
export function conditionsOf(rules: readonly FileEligibility[]): Condition[] {
  const seen = new Map<string, number>();
  return rules.map((rule) => {
    const count = (seen.get(rule.rule) ?? 0) + 1;
    seen.set(rule.rule, count);
    const key = count === 1 ? rule.rule : `${rule.rule}-${count}`;
    return { ...rule, key, metBy: rule.as === 'enforced' ? meansOf(rule) : null };
  });
}

function meansOf({ rule }: FileEligibility): Condition['metBy'] {
  if (rule === 'self' || rule === 'family') return 'relation';
  return rule === 'residence' ? 'municipality' : 'declaration';
}
