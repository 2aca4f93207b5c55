import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeForms } from '../../../src/platform/http/edited-form.js';

describe('two sheets that started from one page', () => {
  it.each([
    ['nobody changed it', 'a', 'a', 'a', 'a', undefined, false],
    ['only the other changed it', 'a', 'a', 'b', 'b', undefined, true],
    ['only I changed it', 'a', 'b', 'a', 'b', undefined, false],
    ['both changed it alike', 'a', 'b', 'b', 'b', undefined, false],
    ['both changed it', 'a', 'b', 'c', 'b', 'c', false],
    ['I filled what the other left blank', '', 'b', '', 'b', undefined, false],
    ['I took away what the other changed', 'a', '', 'c', '', 'c', false],
  ])('%s', (_, base, mine, saved, value, contested, taken) => {
    const merged = mergeForms({ x: base }, { x: mine }, { x: saved });
    expect(merged.values).toEqual({ x: value });
    expect(merged.contested).toEqual(contested === undefined ? {} : { x: contested });
    expect(merged.taken).toEqual(taken ? ['x'] : []);
  });

  it('shows every change of either person somewhere', () => {
    const sheet = fc.dictionary(fc.constantFrom('p', 'q', 'r'), fc.constantFrom('', 'a', 'b', 'c'));
    fc.assert(
      fc.property(sheet, sheet, sheet, (base, mine, saved) => {
        const { values, contested } = mergeForms(base, mine, saved);
        for (const field of ['p', 'q', 'r']) {
          const [was, own, other] = [base[field] ?? '', mine[field] ?? '', saved[field] ?? ''];
          const shown = [values[field] ?? '', contested[field]];
          if (own !== was) expect(shown).toContain(own);
          if (other !== was) expect(shown).toContain(other);
        }
      }),
    );
  });
});
