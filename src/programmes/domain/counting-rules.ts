import type { FileFinding, FileOrganization, Loose } from './programme-file.js';

/** Categories named twice, and ages that do not ascend; paths start at the top of the file. */
export function countingFindings(
  organization: Pick<Loose<FileOrganization>, 'headCategories' | 'ageBands'> | undefined,
): FileFinding[] {
  const keys = new Set<string>();
  const twice = (organization?.headCategories ?? []).flatMap((category, index): FileFinding[] => {
    const key = category?.key;
    if (key === undefined || !keys.has(key)) {
      if (key !== undefined) keys.add(key);
      return [];
    }
    const path = ['organization', 'headCategories', index, 'key'];
    return [{ path, code: 'duplicate_head_category', params: { key } }];
  });
  const bands = organization?.ageBands ?? [];
  const unordered = bands.flatMap((age, index): FileFinding[] => {
    const before = bands[index - 1];
    if (age === undefined || before === undefined || age > before) return [];
    const path = ['organization', 'ageBands', index];
    return [{ path, code: 'age_bands_backwards', params: { age, before } }];
  });
  return [...twice, ...unordered];
}
