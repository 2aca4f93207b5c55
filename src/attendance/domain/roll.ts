/** An entry of a roll as its sums need it. Dates are civil. */
export interface RollEntry {
  /** Who it is: the same for all entries of one person. */
  readonly person: string;
  readonly municipality: string | null;
  readonly completedOn: string;
  readonly enrolledOn: string | null;
  readonly endedOn: string | null;
}

/** Of one municipality (null: not known), or of all: people who completed, entered the roll, are active. Each person once. */
export interface RollSum {
  readonly municipality: string | null;
  readonly trained: number;
  readonly registered: number;
  readonly active: number;
}

/** Whether somebody has completed a course and entered the roll by the end of this day. */
export function isRegistered(
  { completedOn, enrolledOn }: Pick<RollEntry, 'completedOn' | 'enrolledOn'>,
  asOf: string,
): boolean {
  return completedOn <= asOf && enrolledOn !== null && enrolledOn <= asOf;
}

/** Whether somebody is on the roll on this day: from the day of entry to the day before the end. */
export function isActiveOn(
  entry: Pick<RollEntry, 'completedOn' | 'enrolledOn' | 'endedOn'>,
  asOf: string,
): boolean {
  return isRegistered(entry, asOf) && (entry.endedOn === null || entry.endedOn > asOf);
}

/**
 * Sums as of the end of a day, the municipalities in their order, those not known last; and of all. Who completed several courses
 * counts once, where their latest entry says they live.
 */
export function rollSums(
  entries: readonly RollEntry[],
  asOf: string,
): { readonly rows: RollSum[]; readonly total: RollSum } {
  const people = [
    ...Map.groupBy(
      entries.filter(({ completedOn }) => completedOn <= asOf),
      ({ person }) => person,
    ),
  ];
  const standing = people.map(([, own]) => ({
    municipality: [...own].sort(byLatest)[0]?.municipality ?? null,
    isRegistered: own.some((entry) => isRegistered(entry, asOf)),
    isActive: own.some((entry) => isActiveOn(entry, asOf)),
  }));
  const sumOf = (municipality: string | null, of: typeof standing): RollSum => ({
    municipality,
    trained: of.length,
    registered: of.filter((one) => one.isRegistered).length,
    active: of.filter((one) => one.isActive).length,
  });
  const rows = [...Map.groupBy(standing, ({ municipality }) => municipality)]
    .sort(([one], [other]) => byName(one, other))
    .map(([municipality, own]) => sumOf(municipality, own));
  return { rows, total: sumOf(null, standing) };
}

/**
 * The next free numbers of a roll, in the manner of the highest that ends in digits (`R7-009` is followed by `R7-010`); of an empty
 * roll from 1 on.
 */
export function nextRollNumbers(taken: readonly string[], count: number): string[] {
  const parts = taken.flatMap((number) => {
    const match = /^(.*?)(\d{1,12})$/su.exec(number);
    return match ? [{ stem: match[1]!, digits: match[2]! }] : [];
  });
  const highest = parts.reduce<{ stem: string; digits: string } | null>(
    (best, one) => (best === null || Number(one.digits) > Number(best.digits) ? one : best),
    null,
  );
  const { stem, digits } = highest ?? { stem: '', digits: '0' };
  return Array.from({ length: count }, (_, index) => {
    const next = String(Number(digits) + 1 + index);
    return stem + next.padStart(digits.length, '0');
  });
}

function byLatest(one: RollEntry, other: RollEntry): number {
  const at = (entry: RollEntry) => `${entry.enrolledOn ?? ''} ${entry.completedOn}`;
  return at(one) < at(other) ? 1 : at(one) > at(other) ? -1 : 0;
}

function byName(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}
