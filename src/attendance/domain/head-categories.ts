import type { Fault } from '../../shared/domain-error.js';

/** 本人, 家族, 支援者, その他: whom a head count counts, where an organization has no categories of its own. */
export const USUAL_CATEGORIES = ['self', 'family', 'supporter', 'other'] as const;

/** A category of an organization's own. */
export interface OwnCategory {
  readonly key: string;
  readonly label: string;
  readonly labelEn?: string;
  /** True: nothing is counted under it any more; what was counted keeps its name. */
  readonly retired?: true;
}

/** A category as screens and reports name it. `label` null: one of the usual, which the message catalogues name. */
export interface HeadCategory {
  readonly key: string;
  readonly label: string | null;
  readonly labelEn: string | null;
  readonly retired: boolean;
}

/** All categories of an organization in their order, those it uses no more among them. @param own its own; empty: the usual four */
export function categoriesOf(own: readonly OwnCategory[]): HeadCategory[] {
  if (own.length === 0)
    return USUAL_CATEGORIES.map((key) => ({ key, label: null, labelEn: null, retired: false }));
  return own.map(({ key, label, labelEn = null, retired = false }) => ({ key, label, labelEn, retired }));
}

/**
 * The categories that the sheet of a session shows: those in use, and whatever something is counted under already, so that no
 * figure is without a line.
 * @param counted keys under which the session has a count
 */
export function categoriesOnSheet(own: readonly OwnCategory[], counted: Iterable<string>): HeadCategory[] {
  const all = categoriesOf(own);
  const keys = new Set(counted);
  const usual: readonly string[] = USUAL_CATEGORIES;
  const unknown = [...keys].filter((key) => !all.some((category) => category.key === key)).sort();
  return [
    ...all.filter(({ key, retired }) => !retired || keys.has(key)),
    ...unknown.map((key) => ({
      key,
      label: usual.includes(key) ? null : key,
      labelEn: null,
      retired: true,
    })),
  ];
}

/** What a category is made of by whoever edits them; a `key` that is left out is made. */
export interface CategoryRequest {
  readonly key?: string;
  readonly label: string;
  readonly labelEn?: string;
  readonly retired?: boolean;
}

const KEY = /^[a-z0-9][a-z0-9_-]*$/;

/**
 * The categories that an organization will have, or what is wrong with them: one under which something is counted never goes, it
 * is only used no more.
 * @param counted keys under which the organization has counts
 */
export function decideCategories(
  requests: readonly CategoryRequest[],
  counted: readonly string[],
): { readonly own: readonly OwnCategory[]; readonly faults: readonly Fault[] } {
  const taken = new Set([...counted, ...requests.flatMap(({ key }) => (key ? [key] : []))]);
  const own: OwnCategory[] = [];
  const faults: Fault[] = [];
  for (const [index, { key: given, label, labelEn, retired }] of requests.entries()) {
    const key = given ?? newKey(labelEn, taken);
    if (!KEY.test(key)) faults.push({ field: `categories.${index}.key`, code: 'categoryKey' });
    if (own.some((other) => other.key === key))
      faults.push({ field: `categories.${index}.key`, code: 'repeated' });
    taken.add(key);
    own.push({ key, label, ...(labelEn ? { labelEn } : {}), ...(retired ? { retired: true as const } : {}) });
  }
  const usual: readonly string[] = USUAL_CATEGORIES;
  const known = own.length === 0 ? usual : own.map(({ key }) => key);
  const gone = counted.filter((key) => !known.includes(key));
  if (gone.length > 0)
    faults.push({ field: 'categories', code: 'categoryCounted', params: { keys: gone.join(', ') } });
  if (own.length > 0 && own.every(({ retired }) => retired))
    faults.push({ field: 'categories', code: 'categoriesNone' });
  return { own, faults };
}

/** A key out of the English name where it gives one, else a number; none that is taken. */
function newKey(labelEn: string | undefined, taken: ReadonlySet<string>): string {
  const word = (labelEn ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30);
  const stem = word || 'category';
  for (let number = word ? 1 : taken.size + 1; ; number++) {
    const key = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.has(key)) return key;
  }
}
