import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeepPartial } from 'typeorm';
import type { Course } from '../../../../src/programmes/course.entity.js';
import type { SeatPool } from '../../../../src/registrations/seats/seat-pool.entity.js';
import { makeCourse, makePool, makeSession, makeTerm, makeVenue } from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

/** What the pages and the form say of seats, and of the ways by which one still gets one. */
describe('what is left', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  const read = async (path: string): Promise<string> => (await app.http.get(path).expect(200)).text;
  /** Text of the page, a line for each element. */
  const said = async (path: string) =>
    (await read(path)).replace(/<[^>]+>/g, '\n').replace(/\s*\n\s*/g, '\n');
  /** A session in a course of its own, with these sorts of seats. */
  const open = async (course: DeepPartial<Course>, ...pools: DeepPartial<SeatPool>[]) => {
    const made = await makeTerm(app.db, { dates: [], course });
    const session = await makeSession(app.db, made.course, { startsOn: '2025-05-12' });
    for (const [position, pool] of pools.entries())
      await makePool(app.db, session, { position, key: `sort-${position}`, ...pool });
    return { ...made, session, path: `/sessions/${session.id}`, form: `/register?session=${session.id}` };
  };
  const checkedPool = (html: string) => /name="pool" value="([^"]+)" checked/.exec(html)?.[1];

  it('chooses a sort of seats that has some, and promises no waiting list where there is none', async () => {
    const full = { capacity: 3, taken: 3 };
    const queue = await open({}, full, { label: 'オンライン' });
    expect(checkedPool(await read(queue.form))).toBe('sort-1');
    expect(await said(queue.form)).toContain('キャンセル待ち受付中');
    for (const rules of [{ waitingList: false }, { closesWhenFull: true }]) {
      const none = await said((await open(rules, full, { label: 'オンライン' })).form);
      expect(none).toContain('空きはありません');
      expect(none).not.toContain('キャンセル待ち受付中');
    }
  });

  it('says of each slot where it is, and what is left, to whoever hears the form too', async () => {
    const { organization, course } = await makeTerm(app.db, {
      dates: [],
      course: { registrationMode: 'session' },
    });
    const ids: string[] = [];
    for (const name of ['南会館', '北会館']) {
      const venue = await makeVenue(app.db, organization, { name });
      const session = await makeSession(app.db, course, { startsOn: '2025-05-12', venueId: venue.id });
      await makePool(app.db, session, {
        ...{ capacity: 2, keptFor: ['板橋区'], keptUnits: name === '北会館' ? 2 : 0 },
        keptUntil: new Date('2025-05-01T00:00:00+09:00'),
      });
      ids.push(session.id);
    }
    const html = await read(`/register?course=${course.id}`);
    const hintOf = (id?: string) =>
      new RegExp(`<span class="hint" id="slot-${id}-hint">(.*?)</div>`, 's')
        .exec(html)?.[1]
        ?.replace(/<[^>]+>/g, '');
    expect(hintOf(ids[0])).toMatch(/あと2人\s+南会館/);
    expect(hintOf(ids[1])).toMatch(/いまは板橋区の方だけ\s+北会館/);
    for (const id of ids)
      expect(html).toMatch(new RegExp(`id="slot-${id}"[^>]* aria-describedby="slot-${id}-hint"`));
  });

  it('says that the telephone still takes requests, unless it has nothing to give', async () => {
    const channels = { web: { closes: '2025-03-31' }, telephone: {} };
    const late = await open({ channels }, {});
    for (const path of [late.path, `/courses/${late.course.id}`]) {
      const text = await said(path);
      expect(text).toContain('電話・窓口で受付中');
      expect(text).not.toContain('\n受付終了\n');
    }
    const full = await open(
      { channels: { web: {}, telephone: {} }, closesWhenFull: true },
      { capacity: 1, taken: 1 },
    );
    const text = await said(full.path);
    expect(text).toContain('\n受付終了\n');
    expect(text).not.toContain('次の方法では、まだ受け付けています');
  });

  it('counts no seats that are still to be drawn, or of a course that cannot be joined any more', async () => {
    const drawn = await open({ registrationMode: 'course', lottery: {} }, { capacity: 7 }, { capacity: 7 });
    for (const path of [drawn.path, `/courses/${drawn.course.id}`, `/programmes/${drawn.programme.slug}`]) {
      const html = await read(path);
      expect(html).toContain('定員7人');
      expect(html).not.toContain('あと7人');
      expect(html).not.toContain('InStock');
    }
    expect(await said(`/register?course=${drawn.course.id}`)).not.toContain('あと7人');
    const late = await makeCourse(app.db, drawn.programme, { registrationMode: 'course', joinUntil: 1 });
    const days = ['2025-03-10', '2025-05-19'];
    for (const [index, startsOn] of days.entries())
      await makePool(app.db, await makeSession(app.db, late, { startsOn, number: index + 1 }), {
        capacity: 7,
      });
    const text = await said(`/courses/${late.id}`);
    expect(text).toContain('途中参加の受付終了');
    expect(text).not.toContain('あと7人');
  });

  it('says what is wrong with a place that one writes at the field it is written in', async () => {
    const { sessions } = await makeTerm(app.db, {
      dates: ['2025-05-12'],
      programme: { eligibility: [{ rule: 'residence', municipalities: ['板橋区'], as: 'enforced' }] },
    });
    const fields = {
      session: sessions[0]?.id,
      nickname: 'はな',
      municipality: '-',
      otherMunicipality: 'あ'.repeat(500),
    };
    const own = (await app.http.post('/register').type('form').send(fields).expect(422)).text;
    expect(own).toContain('href="#municipality"');
    expect(own).toMatch(/<input id="municipality"[^>]*municipality-error[^>]*aria-invalid="true"/);
    expect(own).toMatch(/<select id="municipality-choice"[^>]*aria-describedby="municipality-hint">/);
    expect(own).toContain('<label for="municipality" class="hint">');
  });
});
