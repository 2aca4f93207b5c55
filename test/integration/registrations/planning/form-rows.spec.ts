import { describe, expect, it } from '@jest/globals';
import { type FormValues, readForm } from '../../../../src/platform/http/edited-form.js';
import { rowsIn as editedRows } from '../../../../src/programmes/editing/row-merging.js';
import { closeUp, rowsIn, rowsOf } from '../../../../src/registrations/planning/form-rows.js';

describe('rows of a flat form', () => {
  const formOf = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`rule.${at}.from`, `2025-${at}`]));

  it('are read with as many walks over the form for many rows as for one', () => {
    const walksOver = (values: FormValues) => {
      let walks = 0;
      const watched = new Proxy(values, {
        ownKeys(target) {
          walks += 1;
          return Reflect.ownKeys(target);
        },
      });
      closeUp(watched, 'rule');
      return walks;
    };
    expect(walksOver(formOf(150))).toBe(walksOver(formOf(1)));
  });

  it('end where no form of ours has any more', () => {
    const values = { ...formOf(1), 'rule.199.from': 'a', 'rule.200.from': 'b', 'rule.9999.from': 'c' };
    expect(rowsIn(values, 'rule')).toEqual([0, 199]);
    expect(closeUp(values, 'rule')).toEqual({ 'rule.0.from': '2025-0', 'rule.1.from': 'a' });
  });

  it('keep every date of a year that is copied', () => {
    const dates = Array.from({ length: 365 }, (_, at) => [`sessions.${at}.date`, `day ${at}`]);
    expect(rowsOf(Object.fromEntries(dates), 'sessions').at(-1)).toEqual({
      position: 364,
      row: { date: 'day 364' },
    });
  });

  it('are counted however many fields name them', () => {
    const fields = Array.from({ length: 200_000 }, (_, at) => [`people.${at % 3}.x${at}`, '']);
    const shape = { fields: ['name'], identity: ['name'] };
    expect(editedRows(Object.fromEntries(fields), 'people', shape)).toHaveLength(3);
  });

  it('are not read from a form of more fields than any page has', () => {
    expect(Object.keys(readForm(formOf(5_000)).values)).toHaveLength(5_000);
    expect(() => readForm(formOf(5_001))).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});
