import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { EVENT_LIST_COLUMNS } from '../../../src/programmes/domain/event-list/event-list.js';
import { isListHeader, listHeader } from '../../../src/programmes/domain/event-list/event-list-header.js';
import { audiencesOfEvent, kindOfEvent } from '../../../src/programmes/domain/event-list/event-list-kinds.js';
import { LIST_LIMITS } from '../../../src/programmes/domain/event-list/event-list-limits.js';
import { oneLine } from '../../../src/programmes/domain/event-list/event-list-members.js';
import { ownTitle } from '../../../src/programmes/domain/event-list/event-list-own-titles.js';
import { countedTitles, listTitle } from '../../../src/programmes/domain/event-list/event-list-titles.js';
import {
  listCapacity,
  listDate,
  listDegrees,
  listTime,
} from '../../../src/programmes/domain/event-list/event-list-values.js';
import { cleanCell, isEventList, readTable } from '../../../src/programmes/import/list-text.js';

describe('a cell of a list of events', () => {
  test.each([
    ['2025-05-13', '2025-05-13'],
    ['2025/5/3', '2025-05-03'],
    ['２０２５年５月１３日（火）', '2025-05-13'],
    ['令和7年5月13日', '2025-05-13'],
    ['令和元年5月1日', '2019-05-01'],
    ['R7.5.13', '2025-05-13'],
    ['H31/4/30', '2019-04-30'],
    ['20250513', '2025-05-13'],
    ['2025/05/13 0:00:00', '2025-05-13'],
    ['2025-02-29', undefined],
    ['5月13日', undefined],
    ['45790', undefined],
    ['未定', undefined],
    ['平成31年4月1日', '2019-04-01'],
    ['H40.5.1', undefined],
    ['R0.5.1', undefined],
    ['昭和65年5月1日', undefined],
  ])('%s as a date is %s', (cell, date) => expect(listDate(cell)).toBe(date));

  test.each([
    ['10:00', '10:00'],
    ['9:30:00', '09:30'],
    ['10時', '10:00'],
    ['１０時３０分', '10:30'],
    ['10時半', '10:30'],
    ['午前9時', '09:00'],
    ['午後1時30分', '13:30'],
    ['午後12時', '12:00'],
    ['午後0時', '12:00'],
    ['PM 1:00', '13:00'],
    ['午前12時', undefined],
    ['午後13時', undefined],
    ['25:00', undefined],
    ['24:00', undefined],
    ['お昼', undefined],
  ])('%s as a time is %s', (cell, time) => expect(listTime(cell)).toBe(time));

  test('may end with the day', () => expect(listTime('24:00', true)).toBe('24:00'));

  test.each([
    ['30', { capacity: 30, hasWords: false }],
    ['３０名', { capacity: 30, hasWords: false }],
    ['先着30人', { capacity: 30, hasWords: true }],
    ['各日5組', { capacity: 5, unit: 'parties', hasWords: true }],
    ['1,000', { capacity: 1000, hasWords: false }],
    ['なし', { capacity: 'none', hasWords: false }],
    ['20～30人', { hasWords: true }],
    ['30年ぶり', { hasWords: true }],
    ['0', { hasWords: true }],
    ['', { hasWords: false }],
  ])('%s says of seats', (cell, seats) => expect(listCapacity(cell)).toEqual(seats));

  test('holds degrees as numbers', () => {
    expect(listDegrees('35.681', 90)).toBe(35.681);
    expect(listDegrees('95', 90)).toBeUndefined();
    expect(listDegrees('北緯35度', 90)).toBeUndefined();
  });

  // With the square of their number it would not end before the test is given up.
  test('is read whatever number of spaces is in it', () => {
    const spaces = ' '.repeat(400_000);
    expect(cleanCell(`a${' '.repeat(400_000)}b`)).toHaveLength(400_002);
    expect(cleanCell(`a${' '.repeat(400_000)}\nb`)).toBe('a\nb');
    expect(oneLine(`a${' '.repeat(400_000)}b`)).toHaveLength(400_002);
    expect(oneLine(' a \n\n b ')).toBe('a b');
    expect(listTitle(`a${spaces}b`).title).toBe('a b');
    expect(listDate(`2025-05-13${spaces}x`)).toBeUndefined();
    expect(listTime(`10時${spaces}x`)).toBeUndefined();
  });

  test('loses what cannot be seen, and the guard against formulas', () => {
    expect(cleanCell("'=1+1")).toBe('=1+1');
    expect(cleanCell("'tis")).toBe("'tis");
    expect(cleanCell(' a\u0000b\u202Ec\td\u2028e \n')).toBe('abc d\ne');
    expect(cleanCell('\uD800x')).toBe('\uFFFDx');
  });
});

describe('the name of an event', () => {
  test.each([
    ['家族教室 第3回', { title: '家族教室', number: 3 }],
    ['家族教室（第３回）', { title: '家族教室', number: 3 }],
    ['家族教室第十二回「就労」', { title: '家族教室', number: 12, topic: '「就労」' }],
    ['家族教室③', { title: '家族教室', number: 3 }],
    ['家族教室（3/9）', { title: '家族教室', number: 3 }],
    ['家族教室 2回目：対話', { title: '家族教室', number: 2, topic: '対話' }],
    ['サロン Vol.4', { title: 'サロン', number: 4 }],
    ['【中止】家族教室 第3回', { title: '家族教室', number: 3, isCancelled: true }],
    ['講演会（開催中止）', { title: '講演会', isCancelled: true }],
    ['家族教室（5/13）', { title: '家族教室（5/13）' }],
    ['家族教室（全9回）', { title: '家族教室（全9回）' }],
    ['第1回・第2回 合同講座', { title: '第1回・第2回 合同講座' }],
    ['第3回', { title: '第3回' }],
    ['【中止】', { title: '【中止】', isCancelled: true }],
  ])(
    '%s is taken apart',
    (name, { isCancelled = false, ...parts }: { isCancelled?: boolean; title: string }) => {
      const { name: _, isNumberFirst: _first, ...read } = listTitle(name, '2025-05-13');
      expect(read).toEqual({ ...parts, isCancelled, isPostponed: false, marks: [] });
    },
  );

  test.each([
    ['令和7年度第1回家族教室', '家族教室', 1, []],
    ['2025年度 第2回 家族教室', '家族教室', 2, []],
    ['令和7年度みどり市第1回市民講演会', '市民講演会', 1, []],
    ['みどり市 第1回 親の会', '親の会', 1, []],
    ['【オンライン】第3回家族会', '家族会', 3, ['【オンライン】']],
    ['（事前申込制）第3回家族会', '家族会', 3, ['（事前申込制）']],
    ['＜家族向け＞第3回家族会', '家族会', 3, ['＜家族向け＞']],
    ['【満席】家族教室 第2回【要申込】', '家族教室', 2, ['【満席】', '【要申込】']],
    ['【受付終了】【中止】家族教室', '家族教室', undefined, ['【受付終了】']],
    ['居場所（オンライン）', '居場所（オンライン）', undefined, []],
    ['緑朝市 第3回', '緑朝市', 3, []],
  ])('%s without what stands around it', (name, title, number, marks) => {
    const read = listTitle(name, '2025-05-13', ['みどり市', '家族の会']);
    expect([read.title, read.number, read.marks]).toEqual([title, number, marks]);
  });

  test('tells what is put off', () => {
    expect(listTitle('【延期】家族会')).toMatchObject({
      title: '家族会',
      isPostponed: true,
      isCancelled: false,
    });
    expect(listTitle('家族会（延期になりました）')).toMatchObject({ title: '家族会', isPostponed: true });
  });

  test('counts on with a programme that is there', () => {
    expect(countedTitles([listTitle('第3回家族会')], ['家族会'])).toMatchObject([
      { title: '家族会', number: 3 },
    ]);
  });

  test('is read from 説明 where the session has a title of its own', () => {
    expect(ownTitle('事業：家族教室\n第3回\nテーマ', listTitle('春の公開講座'))).toMatchObject({
      ...{ ownTitle: '春の公開講座', title: '家族教室', number: 3, description: 'テーマ' },
    });
    expect(ownTitle('事業の案内', listTitle('春の公開講座'))).toEqual({ description: '事業の案内' });
  });

  test('keeps a number in front that nothing else counts on', () => {
    const [alone] = countedTitles([listTitle('第5回講演会')]);
    expect(alone).toMatchObject({ title: '第5回講演会' });
    expect(alone).not.toHaveProperty('number');
    expect(countedTitles([listTitle('第1回講座'), listTitle('第2回講座')])).toMatchObject([
      { title: '講座', number: 1 },
      { title: '講座', number: 2 },
    ]);
  });

  test.each([
    ['ひきこもり家族教室', '', 'class_series', ['family']],
    ['家族会 つばさ', '', 'family_meeting', ['family']],
    ['ひきこもり女子会', '', 'womens_gathering', ['women']],
    ['市民公開講演会', '', 'lecture', ['anyone']],
    ['居場所 ひだまり', '', 'free_space', []],
    ['出張相談会', '', 'consultation', []],
    ['はるかぜ', '当事者の居場所です', 'free_space', []],
    ['まつり', '', 'other', []],
  ])('%s tells what it is', (title, description, kind, audiences) => {
    expect(kindOfEvent(title, description)).toBe(kind);
    expect(audiencesOfEvent(title)).toEqual(audiences);
  });
});

describe('the header of a list', () => {
  test('is known by its names in any order, width and brackets', () => {
    const { columns, unknown, missing, repeated } = listHeader([
      '料金（基本）',
      ' ＮＯ ',
      '全国地方公共団体コード',
      '名称',
      '開始日',
      'イベント名',
      'ひとこと',
      '',
    ]);
    const code = '都道府県コード又は市区町村コード';
    expect(columns).toEqual(['料金(基本)', 'NO', code, 'イベント名', '開始日', null, null, null]);
    expect({ unknown, missing, repeated }).toEqual({
      unknown: ['ひとこと'],
      missing: [],
      repeated: ['イベント名'],
    });
    expect(listHeader(EVENT_LIST_COLUMNS).columns).toEqual(EVENT_LIST_COLUMNS);
  });

  test('makes a text a list, where it is no programme file', () => {
    expect(isListHeader(['イベント名', '開始日', 'NO'])).toBe(true);
    expect(isEventList({ name: '', text: '"NO","イベ\nント名",開始日\n' })).toBe(true);
    expect(isEventList({ name: '', text: 'format: tsudoi/1\norganization: {key: a, name: NO}\n' })).toBe(
      false,
    );
    expect(isEventList({ name: 'a.CSV', text: 'x' })).toBe(true);
  });

  test('is followed by rows that know their lines', () => {
    expect(readTable('\uFEFFa,b\r\n"x\r\ny",1\r\n\r\n ,\n2,"3"\r').rows).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x\ny', '1'] },
      { line: 6, cells: ['2', '3'] },
    ]);
    expect(readTable('a\tb\n1\t2,3\n').rows[1]).toEqual({ line: 2, cells: ['1', '2,3'] });
    expect(readTable('a,b\n1,2\n"3\n').brokenAt).toBe(3);
  });
});

describe('a list', () => {
  test('has the limits that the published schema has', () => {
    const schema = JSON.parse(readFileSync('docs/programme-file.schema.json', 'utf8'));
    const most = (thing: string, of: string) => schema.$defs[of].properties[thing].maxItems;
    expect(LIST_LIMITS).toEqual({
      programmes: schema.properties.programmes.maxItems,
      venues: schema.properties.venues.maxItems,
      courses: most('courses', 'programme'),
      sessions: most('sessions', 'course'),
    });
  });
});
