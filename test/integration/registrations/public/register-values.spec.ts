import { describe, expect, it } from '@jest/globals';
import {
  EMPTY_FORM,
  isForMoreRows,
  OTHER_MUNICIPALITY,
  requestOf,
  valuesOf,
} from '../../../../src/registrations/public/register-form.js';
import { slotDays } from '../../../../src/registrations/public/slot-days.js';

describe('what the form sends', () => {
  it('is read as typed: rows in their order without the empty ones, every tick, every answer', () => {
    const values = valuesOf({
      'companions.0.nickname': 'はな',
      'companions.0.relation': 'family',
      'companions.1.nickname': '  ',
      'companions.1.relation': '',
      'companions.2.relation': 'self',
      declares: ['women', 'age'],
      'answers.wish': ' 一行目\r\n二行目 ',
      'answers.blank': '   ',
    });
    expect(values).toMatchObject({
      companions: [
        { nickname: 'はな', relation: 'family', age: '' },
        { nickname: '', relation: 'self', age: '' },
      ],
      rows: 3,
      declares: ['women', 'age'],
      answers: { wish: '一行目\n二行目' },
    });
    expect(valuesOf({ declares: 'women' }).declares).toEqual(['women']);
  });

  it.each([
    undefined,
    null,
    'text',
    [],
    { declares: { a: 1 }, people: { a: 1 }, 'companions.0.nickname': 7 },
  ])('is an empty form where it is nothing of ours: %j', (body) => {
    expect(valuesOf(body)).toEqual(EMPTY_FORM);
  });

  it('ends where no page of ours goes on', () => {
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [
        [`companions.${index}.nickname`, 'x'],
        [`answers.${index}`, 'x'],
      ]).flat(),
    );
    const values = valuesOf({ ...many, 'answers.__proto__': 'x' });
    expect(values.companions).toHaveLength(20);
    expect(Object.keys(values.answers)).toHaveLength(60);
    expect(Object.getPrototypeOf(values.answers)).toBe(Object.prototype);
  });

  it('counts those who are named where the number was left at one', () => {
    const companions = [{ nickname: 'はな', relation: '', age: '' }];
    expect(requestOf({ ...EMPTY_FORM, companions }, 'ja')).toMatchObject({ people: '' });
    expect(requestOf({ ...EMPTY_FORM, companions, people: '2' }, 'ja')).toMatchObject({ people: '2' });
    expect(requestOf(EMPTY_FORM, 'ja')).toMatchObject({ people: '1' });
  });

  it('takes the municipality that was chosen, or the one that was written', () => {
    const written = { ...EMPTY_FORM, otherMunicipality: '和光市' };
    expect(requestOf({ ...written, municipality: '北区' }, 'ja')).toMatchObject({ municipality: '北区' });
    expect(requestOf({ ...written, municipality: OTHER_MUNICIPALITY }, 'ja')).toMatchObject({
      municipality: '和光市',
    });
    expect(requestOf(written, 'ja')).toMatchObject({ municipality: '和光市' });
    expect(requestOf(EMPTY_FORM, 'ja')).not.toHaveProperty('otherMunicipality');
  });

  it('knows the button for more rows', () => {
    expect(isForMoreRows({ act: 'more' })).toBe(true);
    for (const body of [{}, null, { act: ['more'] }]) expect(isForMoreRows(body)).toBe(false);
  });
});

describe('sessions to choose from', () => {
  it('stand under their days, those without one last', () => {
    const session = (id: string, startsOn: string | null) =>
      ({ id, startsOn }) as Parameters<typeof slotDays>[0][0];
    const days = slotDays([session('u', null), session('a', '2025-05-12'), session('b', '2025-05-12')]);
    expect(days.map(({ date, slots }) => [date, slots.map(({ id }) => id)])).toEqual([
      ['2025-05-12', ['a', 'b']],
      [null, ['u']],
    ]);
    expect(slotDays([])).toEqual([]);
  });
});
