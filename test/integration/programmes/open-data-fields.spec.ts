import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FileFault } from '../../../src/programmes/import/file-fault.js';
import { readProgrammeFile } from '../../../src/programmes/import/programme-file-reader.js';
import { Session } from '../../../src/programmes/session.entity.js';
import { Venue } from '../../../src/programmes/venue.entity.js';
import { telephoneOf } from '../../../src/registrations/mails/notice-names.js';
import { DomainError } from '../../../src/shared/domain-error.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { importFiles } from './export/exported.js';

const HEAD = 'format: tsudoi/1\norganization: {key: town, name: 町}\n';

const faultsOf = (text: string) => {
  const { faults } = readProgrammeFile({ name: 'town.yaml', text });
  return faults.map(({ code, line, params }) => [line, code, params]);
};
const venue = (fields: string) => `${HEAD}venues: [{key: hall, name: 会館, ${fields}}]\n`;
const kana = (title: string) =>
  `${HEAD}programmes:\n  - {key: p, title: 会, kind: other, titleKana: ${title}}\n`;
/** A file of dated sessions with these numbers of a list. */
const listed = (...numbers: (string | null)[]) =>
  `${HEAD}programmes:\n  - key: p\n    title: 会\n    kind: other\n    courses:\n      - key: c\n        title: 期\n        sessions:\n${numbers
    .map(
      (number, at) =>
        `          - {key: s${at}, date: 2030-05-0${at + 1}${number ? `, listNumber: ${number}` : ''}}\n`,
    )
    .join('')}`;

describe('what open data needs in a file', () => {
  it.each([
    ['latitude: 35.0116, longitude: -135.5'],
    ['latitude: 0, longitude: 0'],
    ['latitude: -90, longitude: 180, building: 2階, parking: なし'],
  ])('a position is good: %s', (fields) => expect(faultsOf(venue(fields))).toEqual([]));

  it.each([
    ['latitude: 35', 'file.position_without_longitude'],
    ['longitude: 135', 'file.position_without_latitude'],
    ['latitude: 90.1, longitude: 135', 'file.too_big'],
    ['latitude: 35, longitude: -181', 'file.too_small'],
    ['latitude: "35", longitude: 135', 'file.not_a_number'],
    ['latitude: 北緯35度, longitude: 135', 'file.not_a_number'],
  ])('a position is at fault once, in its line: %s', (fields, code) => {
    expect(faultsOf(venue(fields)).map(([line, found]) => [line, found])).toEqual([[3, code]]);
  });

  it.each([
    'カゾクノカイ',
    'KHJ カゾクカイ・第2回'.replace('第', 'ダイ').replace('回', 'カイ'),
    'ヴィーナスー「コ」～',
  ])('a reading is good: %s', (title) => expect(faultsOf(kana(title))).toEqual([]));

  it('tells of a reading that is none, and how it is written in full width', () => {
    expect(faultsOf(kana('かぞくの会'))).toEqual([[4, 'file.not_katakana', { value: 'かぞくの会' }]]);
    expect(faultsOf(kana('ｶｿﾞｸ ﾉ ｶｲ'))).toEqual([
      [4, 'file.half_width_katakana', { value: 'ｶｿﾞｸ ﾉ ｶｲ', full: 'カゾク ノ カイ' }],
    ]);
  });

  it('has each number of the list once, and none that nobody could quote', () => {
    expect(faultsOf(listed('A-1', 'A-2', 'A-1'))).toEqual([
      [13, 'file.duplicate_list_number', { number: 'A-1' }],
    ]);
    expect(faultsOf(listed('"A 1"'))).toEqual([[11, 'file.bad_list_number', { value: 'A 1' }]]);
    expect(faultsOf(listed('7'))).toEqual([[11, 'file.needs_quotes', { value: '7' }]]);
  });
});

describe('what open data needs, imported', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const importText = (text: string, dryRun = false) =>
    importFiles(app, [{ name: 'town.yaml', text }], dryRun);
  const numbers = async () => {
    const rows = await app.db.manager.find(Session, { order: { key: 'ASC' } });
    return rows.map(({ listNumber }) => listNumber);
  };
  async function refusalOf(act: Promise<unknown>): Promise<readonly FileFault[]> {
    const error = await act.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(DomainError);
    return (error as DomainError).details.faults as FileFault[];
  }

  it('lets sessions exchange their numbers, and gives one that is free again to another', async () => {
    await importText(listed('A-1', 'A-2', 'A-3'));
    await importText(listed('A-2', 'A-3', 'A-1'));
    expect(await numbers()).toEqual(['A-2', 'A-3', 'A-1']);
    await importText(listed(null, 'A-2', 'A-3', 'A-1'));
    expect(await numbers()).toEqual([null, 'A-2', 'A-3', 'A-1']);
    expect((await importText(listed(null, 'A-2', 'A-3', 'A-1'), true)).changes).toEqual([]);
  });

  it('refuses the number of a session that stays, at its line, and changes nothing', async () => {
    const before = await numbers();
    const other = listed('A-1').replace('key: p', 'key: q');
    const [fault] = await refusalOf(importText(other));
    expect(fault).toMatchObject({ line: 11, code: 'file.list_number_taken', params: { number: 'A-1' } });
    expect(await numbers()).toEqual(before);
  });

  it('takes a position as one thing where the file says a new one', async () => {
    await importText(venue('latitude: 35, longitude: 135'));
    const where = { key: 'hall' };
    await app.db.manager.update(Venue, where, { latitude: null, longitude: null });
    const { changes } = await importText(venue('latitude: 35, longitude: 135'), true);
    const kept = { latitude: { before: null, after: 35 }, longitude: { before: null, after: 135 } };
    expect(changes.filter(({ kind }) => kind === 'venue')).toMatchObject([{ action: 'keep', fields: kept }]);
    await importText(venue('latitude: 36, longitude: 135'));
    expect(await app.db.manager.findOneByOrFail(Venue, where)).toMatchObject({
      latitude: 36,
      longitude: 135,
    });
  });
});

describe('the telephone in a mail', () => {
  const t = (key: string, params = {}) => [key, ...Object.values(params)].join(' ');
  const house = {
    ...{ contactTel: '075-000-0000', programmeTel: '075-111-2222', programmeExtension: null },
    ...{ organizationName: 'ひかり市', organizationNameEn: null, discreet: false },
  };

  it('is the one of the programme, with its extension, in a plain mail', () => {
    expect(telephoneOf(house, t)).toBe('075-111-2222');
    expect(telephoneOf({ ...house, programmeExtension: '345' }, t)).toBe('mail.extension 075-111-2222 345');
    expect(telephoneOf({ ...house, programmeTel: null, programmeExtension: '345' }, t)).toBe('075-000-0000');
  });

  it('is never the one of the programme in a discreet mail', () => {
    const discreet = { ...house, discreet: true };
    expect(telephoneOf(discreet, t)).toBe('075-000-0000');
    expect(telephoneOf({ ...discreet, contactTel: null }, t)).toBeNull();
    expect(telephoneOf({ ...discreet, contactTel: 'ひきこもり相談 075-000-0000' }, t)).toBeNull();
  });
});
