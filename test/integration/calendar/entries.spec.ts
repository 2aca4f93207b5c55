import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Language, Messages } from '../../../src/platform/views/messages.js';
import type { PlaceRow } from '../../../src/registrations/entries/personal-entries.queries.js';
import { personalEvent, publicEvent } from '../../../src/registrations/entries/session-event.js';
import { samplePlace as row } from './sample.js';

const DIRECTORY = join(import.meta.dirname, '../../../templates/messages');
const messages = new Messages(DIRECTORY, readdirSync(DIRECTORY));
const wording = (language: Language = 'ja') => ({
  language,
  t: messages.translator(language),
  publicUrl: 'https://tsudoi.example',
});

const ROOM = 'https://rooms.example/j/42?pwd=a';

const online = { venueName: 'ひきこもりオンライン', venueAddress: null, venueBuilding: null, venueUrl: ROOM };
const NOWHERE = { venueLatitude: null, venueLongitude: null };
const linesOf = (text: string | null) => (text ?? '').split('\n');
const notesOf = (given: Partial<PlaceRow>, language?: Language) =>
  linesOf(publicEvent(row(given), wording(language)).description);

describe('a title', () => {
  it.each([
    ['家族の対応', '：家族の対応'],
    ['外あそび\n料金(詳細)：材料費300円\nURL：https://town.example/e/2', '：外あそび'],
    ['備考：帽子を持参\nURL：https://town.example/e/3', ''],
    ['\n  \n心模様\n二部構成', '：心模様'],
    ['あ'.repeat(61), ''],
  ])('has the first line of a short topic, and nothing that a list said beside it: %j', (topic, ending) => {
    const plain = publicEvent(row({ topic: null }), wording()).summary;
    const event = publicEvent(row({ topic }), wording());
    expect(event.summary).toBe(`${plain}${ending}`);
    for (const line of topic.trim().split('\n')) expect(event.description).toContain(line.trim());
  });
});

describe('a place', () => {
  it('is its name, address and building', () => {
    expect(publicEvent(row(), wording()).location).toBe('市民センター 中央1-2-3 福祉会館2階');
    expect(publicEvent(row(), wording('en')).location).toBe('Civic centre, 中央1-2-3, 福祉会館2階');
    expect(publicEvent(row(), wording()).position).toEqual({ latitude: 35.5, longitude: 139.5 });
    expect(publicEvent(row(NOWHERE), wording()).position).toBeUndefined();
  });

  it.each([
    { venueName: '福祉会館 ２階', venueBuilding: '福祉会館2階' },
    { venueName: '市民センター', venueAddress: '中央1-2-3 福祉会館2階', venueBuilding: '福祉会館２階' },
    { venueName: '市民センター', venueBuilding: null },
  ])('does not say its building twice: %j', (venue) => {
    const { location } = publicEvent(row(venue), wording());
    expect(location).toBe(`${venue.venueName} ${venue.venueAddress ?? '中央1-2-3'}`);
  });

  it('is nothing where nothing is known', () => {
    const { location } = publicEvent(
      row({ venueName: null, venueAddress: null, venueBuilding: null }),
      wording(),
    );
    expect(location).toBeNull();
  });
});

describe('the link of an online room', () => {
  const all = (event: object) => JSON.stringify(event);

  it('is nowhere in what everyone can read', () => {
    for (const language of ['ja', 'en'] as const)
      for (const status of ['scheduled', 'cancelled'] as const)
        expect(all(publicEvent(row({ ...online, status }), wording(language)))).not.toContain(
          'rooms.example',
        );
    expect(publicEvent(row(online), wording()).location).toBe('ひきこもりオンライン');
    expect(publicEvent(row(online), wording()).url).toBe('https://tsudoi.example/sessions/session');
  });

  it('is the address and the end of the place for who has a confirmed place', () => {
    const open = personalEvent(row(online), false, wording());
    expect([open.url, open.location]).toEqual([ROOM, `ひきこもりオンライン ${ROOM}`]);
    expect(linesOf(open.description).at(-1)).toBe('https://tsudoi.example/sessions/session');
    const quiet = personalEvent(row(online), true, wording());
    expect([quiet.url, quiet.location]).toEqual([ROOM, ROOM]);
    const both = personalEvent(row({ venueUrl: ROOM }), true, wording());
    expect([both.url, both.location]).toEqual([ROOM, `中央1-2-3 ${ROOM}`]);
  });

  it.each(['applied', 'waitlisted', 'offered', 'released'] as const)(
    'is not for a place that is %s',
    (placeStatus) => {
      for (const discreet of [true, false])
        expect(all(personalEvent(row({ ...online, placeStatus }), discreet, wording()))).not.toContain(
          'rooms.example',
        );
    },
  );

  it('is not for a session that is cancelled', () => {
    const cancelled = row({ ...online, status: 'cancelled' });
    expect(all(personalEvent(cancelled, false, wording()))).not.toContain('rooms.example');
  });
});

describe('a discreet entry', () => {
  it('says when and at which address, and nothing else', () => {
    const { changedAt, sequence, ...event } = personalEvent(
      row({
        topic: '家族の対応',
        contact: '健康課',
        contactTel: '000',
        doorsOpen: '09:30',
        previousStarts: ['2025-04-07'],
      }),
      true,
      wording(),
    );
    expect(event).toEqual({
      startsOn: '2025-04-14',
      startTime: '10:00',
      endsOn: null,
      endTime: '11:45',
      timeZone: 'Asia/Tokyo',
      uid: 'place@tsudoi',
      summary: '予定',
      description:
        '日時が変わりました（変更前：2025年4月7日（月））。\n開場：午前9時30分\nくわしくは、申込のページ（お手元のリンク）からご覧ください。',
      location: '中央1-2-3',
      url: null,
      status: 'confirmed',
      categories: [],
      busy: true,
    });
    expect([sequence, changedAt]).toEqual([7, new Date('2025-03-02T00:00:00Z')]);
  });

  it.each([
    ['ほし市中央1-2 こころの健康センター3階', 'ほし市中央1-2'],
    ['ひかり市中央1-2-3 市民センター', 'ひかり市中央1-2-3'],
    ['〒123-4567 ほし市中央１－２－３　なないろビル', '〒123-4567 ほし市中央１－２－３'],
    ['ほし市中央一丁目二番三号なないろ', 'ほし市中央一丁目二番三号'],
    ['北1条西2丁目3番地の4 福祉会館', '北1条西2丁目3番地の4'],
    ['千代田区一番町5なないろ3F', '千代田区一番町5'],
    ['ほし市本町5番地（こころの家）', 'ほし市本町5番地'],
    ['ほし市中央', 'ほし市中央'],
    ['ほし市中央 なないろ', 'ほし市中央'],
    ['1-2-3 Chuo, Hoshi City', '1-2-3 Chuo, Hoshi City'],
    ['1-2-3 Chuo, Hoshi Mental Health Centre', null],
    ['ほし市精神保健福祉センター', null],
    ['ほし市若者サポートステーション2階', null],
    ['ほし市若者さぽーとすてーしょん 1-2', null],
    ['ほし市中央 ひきこもり相談 03-1234-5678', null],
    ['なないろ3階', null],
    ['https://zoom.us/j/123', null],
    ['zoom.us/j/123', null],
    ['desk@nanairo.example', null],
    [null, null],
  ])('leads to the house and not into it: %s', (venueAddress, location) => {
    const event = personalEvent(row({ venueAddress }), true, wording());
    expect([event.location, event.position]).toEqual([location, undefined]);
    const open = personalEvent(row({ venueAddress, venueBuilding: null }), false, wording());
    expect([open.location, open.position]).toEqual([
      ['市民センター', venueAddress].filter((part) => part).join(' '),
      { latitude: 35.5, longitude: 139.5 },
    ]);
  });

  it('says how long it takes, in words that tell nothing', () => {
    const noted = (durationText: string) =>
      personalEvent(row({ durationText }), true, wording()).description?.includes(durationText);
    expect(noted('1時間ほど')).toBe(true);
    expect(noted('ひきこもり家族教室のあと1時間')).toBe(false);
  });

  it('is called what the programme is called without its subject', () => {
    expect(personalEvent(row({ neutralTitle: '講座' }), true, wording()).summary).toBe('講座');
    expect(personalEvent(row({ status: 'cancelled' }), true, wording()).summary).toBe('【中止】予定');
  });
});

describe('what a description says', () => {
  it('which start was announced before, the last of them', () => {
    const previousStarts = ['2025-03-31T10:00', '2025-04-07T13:30'];
    expect(notesOf({ previousStarts })[0]).toBe(
      '日時が変わりました（変更前：2025年4月7日（月） 午後1時30分）。',
    );
    expect(notesOf({ previousStarts }, 'en')[0]).toBe(
      'Date or time changed (before: Monday, 7 April 2025, 13:30).',
    );
    expect(notesOf({ previousStarts, status: 'cancelled' }).join()).not.toContain('変更前');
  });

  it('that it is cancelled and why, and then not how to register', () => {
    const notes = notesOf({ status: 'cancelled', cancelReason: '台風のため', registrationText: '電話で' });
    expect(notes.slice(0, 2)).toEqual(['この回は中止になりました。', '理由：台風のため']);
    expect(notes.join()).not.toMatch(/申込|受付/);
    expect(notesOf({})).toContain('受付終了：2025年4月10日（木） 午後5時');
  });

  it.each([
    [{ contact: '健康課', contactTel: '000-111-2222' }, '問い合わせ：健康課 電話 000-111-2222'],
    [
      { contact: '健康課', contactTel: '000-111-2222', contactExtension: '12' },
      '問い合わせ：健康課 電話 000-111-2222（内線 12）',
    ],
    [
      { contact: '健康課（０００）１１１ー２２２２', contactTel: '000-111-2222' },
      '問い合わせ：健康課（０００）１１１ー２２２２',
    ],
    [{ contactTel: '000-111-2222' }, '問い合わせ：電話 000-111-2222'],
    [{ contact: '健康課' }, '問い合わせ：健康課'],
  ])('whom to ask: %j', (given, line) => {
    expect(notesOf(given)).toContain(line);
  });

  it('ends with the link to the page, in the language of the entry', () => {
    expect(notesOf({}).at(-1)).toBe('https://tsudoi.example/sessions/session');
    expect(notesOf({}, 'en').at(-1)).toBe('https://tsudoi.example/sessions/session?lang=en');
  });

  it('is the same for the same moments, each in its own zone and language', () => {
    const shared = wording();
    const closing = (timeZone: string, words = shared) =>
      linesOf(publicEvent(row({ timeZone }), words).description).find((line) => /受付終了|closes/.test(line));
    expect(closing('Asia/Tokyo')).toBe('受付終了：2025年4月10日（木） 午後5時');
    expect(closing('Asia/Tokyo')).toBe('受付終了：2025年4月10日（木） 午後5時');
    expect(closing('UTC')).toBe('受付終了：2025年4月10日（木） 午前8時');
    expect(closing('Asia/Tokyo', wording('en'))).toBe('Registration closes: Thursday, 10 April 2025, 17:00');
    const opensAt = new Date('2025-04-10T08:00:00Z');
    expect(linesOf(publicEvent(row({ opensAt }), shared).description)).toContain(
      '受付開始：2025年4月10日（木） 午後5時',
    );
  });
});

describe('categories', () => {
  it('are the kind and the audiences', () => {
    expect(publicEvent(row(), wording()).categories).toEqual(['教室', '家族', '支援者']);
    expect(publicEvent(row({ audiences: [] }), wording('en')).categories).toEqual(['Class']);
    expect(personalEvent(row(), false, wording()).categories).toEqual(['教室', '家族', '支援者']);
  });
});
