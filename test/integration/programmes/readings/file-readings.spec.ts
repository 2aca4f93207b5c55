import { describe, expect, it } from '@jest/globals';
import { readProgrammeFile } from '../../../../src/programmes/import/programme-file-reader.js';

const faultsOf = (lines: string) =>
  readProgrammeFile({ name: 'town.yaml', text: `format: tsudoi/1\n${lines}` }).faults.map(
    ({ line, column, code }) => `${line}:${column} ${code}`,
  );

describe('readings in a programme file', () => {
  it('are in hiragana, of words with kanji, once each', () => {
    const text = `organization:
  key: town
  name: 町
  nameKana: ショウナンシ
  readings:
    - {text: 潮風, reading: しおかぜ}
    - {text: 潮風, reading: しおかぜ}
    - {text: つどい, reading: つどい}
    - {text: 木漏れ日, reading: コモレビ}
    - {text: 花町, reading: はな まち}
venues:
  - {key: hall, name: 会館, nameKana: 会館}
  - {key: room, name: 3号室, nameKana: 3ごうしつ（みなみ）}
`;
    expect(faultsOf(text)).toEqual([
      '5:13 file.name_not_hiragana',
      '8:14 file.duplicate_reading',
      '9:14 file.reading_without_kanji',
      '10:29 file.reading_not_hiragana',
      '11:27 file.reading_not_hiragana',
      '13:37 file.name_not_hiragana',
    ]);
  });

  it('may be left out, or be nothing', () => {
    expect(faultsOf('organization: {key: town, name: 町, readings: null, nameKana: null}\n')).toEqual([]);
  });
});
