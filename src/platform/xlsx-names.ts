/** Excel's limit, in UTF-16 units. */
const LONGEST_NAME = 31;
/** What Excel keeps for itself, in any case. */
const RESERVED = 'history';

/**
 * Names that Excel accepts for sheets (ECMA-376 §18.2.19, and what Excel refuses besides): not empty, at most 31 units, none of
 * `[ ] : * ? / \`, no apostrophe at either end, all different whatever their case. Japanese stays as it is.
 */
export function sheetNames(wanted: readonly string[]): string[] {
  const taken = new Set<string>([RESERVED]);
  return wanted.map((name) => {
    const bare = bareName(name);
    for (let copy = 1; ; copy++) {
      const candidate = copy === 1 ? cut(bare, LONGEST_NAME) : `${cut(bare, LONGEST_NAME - 5)} (${copy})`;
      if (taken.has(candidate.toLowerCase())) continue;
      taken.add(candidate.toLowerCase());
      return candidate;
    }
  });
}

function bareName(name: string): string {
  const bare = name
    .replace(/[[\]:*?/\\]/g, '・')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .replace(/^'+|'+$/g, '');
  return bare === '' ? 'Sheet' : bare;
}

/** Never half of a character of two units, and no apostrophe that the cut has brought to the end. */
function cut(name: string, length: number): string {
  if (name.length <= length) return name;
  const end = /[\uD800-\uDBFF]/.test(name[length - 1] ?? '') ? length - 1 : length;
  return name.slice(0, end).trimEnd().replace(/'+$/, '') || 'Sheet';
}
