const MOST_BANDS = 15;
const OLDEST = 120;

/**
 * Ages (years) at which bands begin, as people type them: 「15,40,65」, 「１５、４０」. Null: they do not ascend, or are no ages.
 */
export function ageBandsOf(text: string): number[] | null {
  const parts = text
    .normalize('NFKC')
    .split(/[\s,、]+/)
    .filter((part) => part !== '');
  if (parts.length === 0 || parts.length > MOST_BANDS || !parts.every((part) => /^\d{1,3}$/.test(part)))
    return null;
  const ages = parts.map(Number);
  const areAges = ages.every((age, index) => age > (ages[index - 1] ?? 0) && age <= OLDEST);
  return areAges ? ages : null;
}
