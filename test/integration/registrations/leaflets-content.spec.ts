import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Course } from '../../../src/programmes/course.entity.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import {
  makeCourse,
  makeOrganization,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../support/factories.js';
import { keepPicture } from '../../support/pictures.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const HABIT = '毎月第2土曜日の午後';
const COMFORT = 'お名前を言わなくてもよい';
const NOTHING_YET = '日程の案内はまだありません';

describe('what stands on a leaflet', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-06-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  async function made(given: Parameters<typeof makeProgramme>[2] = {}) {
    const town = await makeOrganization(app.db);
    const programme = await makeProgramme(app.db, town, {
      ...{ scheduleText: HABIT, registrationText: '電話で申し込みます。', anonymous: true },
      ...given,
    });
    return { town, programme, course: await makeCourse(app.db, programme) };
  }
  const ofProgramme = async ({ slug }: Programme, query = 'form=poster') =>
    (await app.http.get(`/programmes/${slug}/leaflet?${query}`).expect(200)).text;
  const ofCourse = async ({ id }: Course, query = 'form=poster') =>
    (await app.http.get(`/courses/${id}/leaflet?${query}`).expect(200)).text;

  it.each([
    ['ended', 'この事業は終わりました。'],
    ['suspended', 'この事業は休止しています。'],
  ] as const)('invites nobody to what is %s, and says so first', async (status, sentence) => {
    const { programme, course } = await made({ status });
    await makeSession(app.db, course, { startsOn: '2025-06-14' });
    for (const form of ['poster', 'threefold', 'card'])
      for (const page of [
        await ofProgramme(programme, `form=${form}`),
        await ofCourse(course, `form=${form}`),
      ]) {
        expect(page).toContain(sentence);
        for (const invitation of [HABIT, COMFORT, '電話で申し込みます', '6月14日', NOTHING_YET])
          expect(page).not.toContain(invitation);
      }
  });

  it('says that all dates are cancelled, not that none is known', async () => {
    const { programme, course } = await made({ scheduleText: null });
    await makeSession(app.db, course, { startsOn: '2025-05-10' });
    await makeSession(app.db, course, { startsOn: '2025-06-14', status: 'cancelled' });
    expect(await ofProgramme(programme)).toContain('これからの回は、すべて中止になりました。');
    expect(await ofProgramme(programme)).not.toContain(NOTHING_YET);
    expect(await ofCourse(course)).toContain('これからの回は、すべて中止になりました。');
    const other = await makeCourse(app.db, programme);
    await makeSession(app.db, other, { startsOn: '2025-07-12', status: 'cancelled' });
    const page = await ofCourse(other);
    expect(page).toContain('この期は中止になりました。');
    expect(page).not.toContain(COMFORT);
    expect(page).not.toContain('電話で申し込みます');
  });

  it('has all dates of a long course, and the rhythm of what has more than a sheet holds', async () => {
    const { programme, course } = await made();
    for (let day = 2; day <= 17; day++)
      await makeSession(app.db, course, { startsOn: `2025-07-${String(day).padStart(2, '0')}` });
    const page = await ofCourse(course);
    for (let day = 3; day <= 17; day++) expect(page).toContain(`7月${day}日`);
    expect(page).not.toContain(HABIT);
    const habit = await ofProgramme(programme);
    expect(habit).toContain(HABIT);
    expect(habit).toContain('ほか 13回');
    const endless = await makeCourse(app.db, programme);
    for (let number = 0; number < 41; number++)
      await makeSession(app.db, endless, {
        startsOn: `2025-${String(8 + Math.floor(number / 20)).padStart(2, '0')}-${String((number % 20) + 1).padStart(2, '0')}`,
      });
    expect(await ofCourse(endless)).toContain(HABIT);
  });

  it('counts what is over and begins with what is next, on the cover too', async () => {
    const { course } = await made();
    for (const startsOn of ['2025-05-10', '2025-05-24', '2025-06-14', '2025-06-28'])
      await makeSession(app.db, course, { startsOn });
    for (const form of ['poster', 'threefold', 'card']) {
      const page = await ofCourse(course, `form=${form}`);
      expect(page).toContain('2025年6月14日');
      expect(page).toContain('これまでに2回開きました。');
      expect(page).not.toContain('5月10日');
    }
    expect(await ofCourse(course, 'form=threefold')).toMatch(/cover-date">2025年6月14日/);
    const over = await makeCourse(app.db, await makeProgramme(app.db, await makeOrganization(app.db)));
    await makeSession(app.db, over, { startsOn: '2025-05-10' });
    const page = await ofCourse(over, 'form=threefold');
    expect(page).toContain('この期は終わりました。');
    expect(page).toContain('2025年5月10日');
    expect(page).not.toContain('cover-date');
  });

  it('tells venues of one name apart, and dates without a venue from those that have one', async () => {
    const { town, course } = await made();
    const here = await makeVenue(app.db, town, { name: '公民館', address: '東町1-1', stepFree: true });
    const there = await makeVenue(app.db, town, { name: '公民館', address: '西町2-2' });
    await makeSession(app.db, course, { startsOn: '2025-06-14', venueId: here.id });
    await makeSession(app.db, course, { startsOn: '2025-06-21', venueId: there.id });
    const both = await ofCourse(course);
    expect(both).toContain('公民館（東町1-1）');
    expect(both).toContain('公民館（西町2-2）');

    const open = await makeCourse(app.db, await makeProgramme(app.db, town));
    await makeSession(app.db, open, { startsOn: '2025-06-14', venueId: here.id });
    await makeSession(app.db, open, { startsOn: '2025-06-21' });
    const page = await ofCourse(open);
    expect(page).toContain('段差なしで入れます');
    expect(page).toContain('（会場は未定）');
    expect(page).toContain('会場は未定：1回');
  });

  it('has its photograph where the words leave room; before any of them the photograph goes', async () => {
    const { town, programme, course } = await made({
      fee: '無料',
      bring: '飲み物',
      notes: ['動きやすい服で'],
    });
    for (const startsOn of ['2025-06-14', '2025-07-12', '2025-08-09'])
      await makeSession(app.db, course, { startsOn });
    const pictureId = await keepPicture(app, town.id, 'photograph', '畳の部屋');
    await app.db.manager.update(Programme, programme.id, { pictureId });
    const few = await ofProgramme(programme);
    for (const word of ['alt="畳の部屋"', '無料', '飲み物', '動きやすい服で', '電話で申し込みます'])
      expect(few).toContain(word);
    await app.db.manager.update(Programme, programme.id, {
      notes: Array(24).fill('動きやすい服で来てください。'),
    });
    const many = await ofProgramme(programme);
    expect(many).not.toContain('畳の部屋');
    for (const word of ['無料', '飲み物', '動きやすい服で', '電話で申し込みます'])
      expect(many).toContain(word);
  });

  it('marks no English line as Japanese', async () => {
    const { town, course, programme } = await made();
    const named = { nameEn: 'North Hall' };
    for (const [name, startsOn] of [
      ['北会館', '2025-06-14'],
      ['別館', '2025-06-21'],
    ] as const)
      await makeSession(app.db, course, {
        ...{ startsOn, venueId: (await makeVenue(app.db, town, { ...named, name })).id },
      });
    const page = await ofProgramme(programme, 'form=poster&lang=en');
    expect(page).toContain('<p>North Hall</p>');
    expect(page).toMatch(/<p>[^<]*Hikari<\/p>/);
  });
});
