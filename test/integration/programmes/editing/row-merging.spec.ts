import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeRows, rowsIn } from '../../../../src/programmes/editing/row-merging.js';

const shape = { fields: ['name', 'note'], identity: ['name'] };
const shapes = { people: shape };
type Person = readonly [name: string, note: string];

const formOf = (people: readonly (Person | null)[]) =>
  Object.fromEntries(
    people.flatMap((person, index) => [
      [`people.${index}.name`, person?.[0] ?? ''],
      [`people.${index}.note`, person?.[1] ?? ''],
    ]),
  );
const merge = (base: readonly Person[], mine: readonly (Person | null)[], saved: readonly Person[]) => {
  const merged = mergeRows(shapes, { base: formOf(base), mine: formOf(mine), saved: formOf(saved) });
  const people = rowsIn(merged.values, 'people', shape)
    .filter(({ name, note }) => name !== '' || note !== '')
    .map(({ name, note }) => `${name}:${note}`);
  return { people, contested: merged.contested, touched: merged.touched };
};

describe('rows of a form that two people edit', () => {
  const base: Person[] = [
    ['a', '1'],
    ['b', '2'],
    ['c', '3'],
  ];

  it('are known by what they say, not by their number', () => {
    const saved: Person[] = [
      ['c', '3'],
      ['b', '2'],
    ];
    expect(
      merge(
        base,
        [
          ['a', '1'],
          ['b', '9'],
          ['c', '3'],
        ],
        saved,
      ),
    ).toEqual({
      people: ['b:9', 'c:3'],
      contested: {},
      touched: ['people.1.note'],
    });
    expect(
      merge(
        base,
        [null, ['b', '2'], ['c', '3']],
        [
          ['a', '1'],
          ['b', '2'],
          ['c', '8'],
        ],
      ).people,
    ).toEqual(['b:2', 'c:8']);
  });

  it('are contested where both changed the same', () => {
    const other: Person[] = [
      ['a', '7'],
      ['b', '2'],
      ['c', '3'],
    ];
    expect(
      merge(
        base,
        [
          ['a', '8'],
          ['b', '2'],
          ['c', '3'],
        ],
        other,
      ),
    ).toMatchObject({
      people: ['a:8', 'b:2', 'c:3'],
      contested: { 'people.0.note': '7' },
    });
    expect(merge(base, [null, ['b', '2'], ['c', '3']], other)).toMatchObject({
      contested: { 'people.0.note': '7' },
    });
    expect(
      merge(
        base,
        [
          ['a', '8'],
          ['b', '2'],
          ['c', '3'],
        ],
        [
          ['b', '2'],
          ['c', '3'],
        ],
      ),
    ).toMatchObject({
      people: ['a:8', 'b:2', 'c:3'],
      contested: { 'people.0.name': '', 'people.0.note': '' },
    });
  });

  it('are one where both added the same, and two where they added others', () => {
    expect(merge(base, [...base, ['d', '4']], [...base, ['d', '4']])).toMatchObject({
      contested: {},
      people: ['a:1', 'b:2', 'c:3', 'd:4'],
    });
    expect(merge(base, [...base, ['d', '4']], [...base, ['e', '5']]).people).toEqual([
      'a:1',
      'b:2',
      'c:3',
      'e:5',
      'd:4',
    ]);
    expect(merge(base, [...base, ['d', '4']], [...base, ['d', '5']]).contested).toEqual({
      'people.3.note': '5',
    });
  });

  it('never lose or move anything: what nobody contests is each one’s own change over the same rows', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const people = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom('1', '2')), {
      selector: ([name]) => name,
      maxLength: 5,
    });
    const edit = fc.record({
      drop: fc.subarray(names),
      notes: fc.dictionary(fc.constantFrom(...names), fc.constantFrom('8', '9')),
    });
    fc.assert(
      fc.property(people, edit, edit, (start, mine, theirs) => {
        const edited = (name: string, by: typeof mine) => (by.drop.includes(name) ? null : by.notes[name]);
        const mineRows = start.map(([name, note]): Person | null => {
          const to = edited(name, mine);
          return to === null ? null : [name, to ?? note];
        });
        const savedRows = start.flatMap(([name, note]): Person[] => {
          const to = edited(name, theirs);
          return to === null ? [] : [[name, to ?? note]];
        });
        const { people: merged, contested } = merge(start, mineRows, savedRows);
        if (Object.keys(contested).length > 0) return;
        const expected = start.flatMap(([name, note]) => {
          const [own, other]: (string | null | undefined)[] = [edited(name, mine), edited(name, theirs)];
          if (own === null || other === null) return [];
          return [`${name}:${own !== undefined && own !== note ? own : (other ?? note)}`];
        });
        expect(merged.toSorted()).toEqual(expected.toSorted());
      }),
    );
  });
});
