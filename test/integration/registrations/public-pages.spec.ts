import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Registration } from '../../../src/registrations/registration.entity.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeTerm,
  makeVenue,
} from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { sendForm, titleOf, tokenOf } from './form-sender.js';

/** Breaks out of text, of a quoted attribute and of a script, where anything is left unescaped. */
const HOSTILE = `"><script>hostile()</script><img src=x onerror='hostile()'>`;

describe('public pages', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ now: '2025-04-01T09:00:00+09:00' });
  });
  afterAll(() => app.close());

  const pageOf = async (path: string, status = 200): Promise<string> => {
    const answer = await app.http
      .get(path)
      .expect(status)
      .expect('content-type', /text\/html/);
    expect(answer.headers['set-cookie']).toBeUndefined();
    return answer.text;
  };

  it('says honestly what is not known', async () => {
    const { programme, course, sessions } = await makeTerm(app.db, {
      dates: ['2025-04-20'],
      programme: { sourceDoubt: ['曜日が合わない'] },
    });
    const [session] = sessions;
    const untimed = await makeSession(app.db, course, {
      startsOn: '2025-04-21',
      startTime: null,
      endTime: null,
    });
    await makePool(app.db, untimed, { capacity: null, capacityStated: false });
    const unlimited = await makeSession(app.db, course, { startsOn: '2025-04-22' });
    await makePool(app.db, unlimited, { capacity: null });
    const undated = await makeSession(app.db, course, {
      startsOn: null,
      startTime: null,
      endTime: null,
      dateText: '下半期',
    });

    expect(await pageOf(`/sessions/${session?.id}`)).toContain('定員10人、あと10人');
    const untimedPage = await pageOf(`/sessions/${untimed.id}`);
    expect(untimedPage).toContain('時刻は未定');
    expect(untimedPage).toContain('定員の記載なし');
    expect(untimedPage).toContain('会場は未定');
    expect(await pageOf(`/sessions/${unlimited.id}`)).toContain('定員なし');
    const undatedPage = await pageOf(`/sessions/${undated.id}`);
    expect(undatedPage).toContain('日程は後日');
    expect(undatedPage).toContain('下半期');
    // Whoever is interested may say so before the date is known.
    expect(undatedPage).toContain(`href="/register?session=${undated.id}`);
    for (const path of [
      `/programmes/${programme.slug}`,
      `/courses/${course.id}`,
      `/sessions/${untimed.id}`,
    ]) {
      expect(await pageOf(path)).not.toContain('曜日が合わない');
    }
    expect(await pageOf(`/sessions/${untimed.id}?lang=en`)).toContain('Time not yet decided');
  });

  it('shows hostile text from every field as text', async () => {
    const organization = await makeOrganization(app.db, {
      name: HOSTILE,
      nameEn: HOSTILE,
      contactName: HOSTILE,
      contactEmail: HOSTILE,
      contactTel: HOSTILE,
    });
    const venue = await makeVenue(app.db, organization, {
      name: HOSTILE,
      nameEn: HOSTILE,
      address: HOSTILE,
      access: HOSTILE,
      building: HOSTILE,
      parking: HOSTILE,
      discreetEntrance: HOSTILE,
    });
    const text = {
      title: HOSTILE,
      titleEn: HOSTILE,
      summary: HOSTILE,
      summaryEn: HOSTILE,
      summarySimple: HOSTILE,
      bring: HOSTILE,
      contact: HOSTILE,
      description: HOSTILE,
      fee: HOSTILE,
      audience: HOSTILE,
    };
    const programme = await makeProgramme(app.db, organization, {
      ...text,
      scheduleText: HOSTILE,
      registrationText: HOSTILE,
      notes: [HOSTILE],
    });
    const course = await makeCourse(app.db, programme, { title: HOSTILE, titleEn: HOSTILE, notes: HOSTILE });
    const session = await makeSession(app.db, course, {
      startsOn: '2025-04-23',
      venueId: venue.id,
      title: HOSTILE,
      topic: HOSTILE,
      format: HOSTILE,
      lecturer: HOSTILE,
      durationText: HOSTILE,
      segments: [{ start: HOSTILE, topic: HOSTILE }],
    });
    const cancelled = await makeSession(app.db, course, {
      startsOn: null,
      startTime: null,
      endTime: null,
      dateText: HOSTILE,
      status: 'cancelled',
      cancelReason: HOSTILE,
    });
    await makePool(app.db, session, { label: HOSTILE, labelEn: HOSTILE });
    await makePool(app.db, session, { key: 'online', label: HOSTILE, labelEn: HOSTILE });
    const refused = await sendForm(app, {
      session: session.id,
      nickname: '',
      email: HOSTILE,
      people: HOSTILE,
    });
    expect(refused.status).toBe(422);
    const accepted = await sendForm(app, { session: session.id, nickname: HOSTILE.slice(0, 40) });
    const pages = [
      '/',
      '/?view=month&month=2025-04',
      '/programmes',
      `/programmes/${programme.slug}`,
      `/courses/${course.id}`,
      `/sessions/${session.id}`,
      `/sessions/${cancelled.id}`,
      `/register?session=${session.id}`,
      `/my/${tokenOf(accepted)}`,
    ];
    const texts = await Promise.all(
      pages
        .flatMap((path) =>
          ['ja', 'ja-simple', 'en'].map((lang) => `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`),
        )
        .map((path) => pageOf(path)),
    );
    for (const html of [refused.text, ...texts]) {
      expect(html).not.toMatch(/<script>|<img src=x/);
      expect(html).toContain('&lt;script&gt;');
    }
  });

  it('lists every session once, page by page', async () => {
    const { organization, course } = await makeTerm(app.db, { dates: [] });
    const dates = Array.from({ length: 65 }, (_, index) => new Date(Date.UTC(2025, 4, 1 + (index >> 1))));
    for (const date of dates) {
      await makeSession(app.db, course, { startsOn: date.toISOString().slice(0, 10) });
    }
    const seen: string[] = [];
    let path: string | undefined = `/?organization=${organization.slug}`;
    for (let page = 1; path; page++) {
      expect(page).toBeLessThanOrEqual(3);
      const html = await pageOf(path);
      seen.push(...[...html.matchAll(/\/sessions\/([0-9a-f-]{36})/g)].map((match) => match[1] as string));
      path = /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(65);
    expect(new Set(seen).size).toBe(65);
    expect(await pageOf(`/?organization=${organization.slug}&from=2025-06-02`)).toContain('6月2日（月）');
    const month = await pageOf(`/?organization=${organization.slug}&view=month&month=2025-06`);
    expect(month).toContain('2025年6月の予定');
    expect(month.match(/\/sessions\//g)).toHaveLength(3);
  });

  it('says what may stand in an address where something else stood', async () => {
    const html = await pageOf('/?kind=nonsense', 400);
    expect(html).toContain('kind に使えるもの：');
    expect(html).toContain('family_meeting');
  });

  it.each([
    ['/?kind=nonsense', 400],
    ['/?audience=nonsense', 400],
    ['/?organization=nowhere', 400],
    ['/?organization=%00', 400],
    ['/?view=week', 400],
    ['/?view=month&month=2025-13', 400],
    ['/?from=2025-02-30', 400],
    ['/?after=~', 400],
    ['/?after=99999999999999~00000000-0000-0000-0000-000000000000', 200],
    ['/?kind=lecture&kind=forum', 400],
    ['/programmes?kind=nonsense', 400],
    ['/programmes/no-such', 404],
    ['/programmes/%00', 404],
    ['/courses/1', 404],
    ['/sessions/00000000-0000-0000-0000-000000000000', 404],
    ['/register', 422],
    ['/register?session=00000000-0000-0000-0000-000000000000', 404],
    ['/my/%00', 404],
    ['/no/such/page', 404],
  ])('answers %s with %d and a page that leads on', async (path, status) => {
    const html = await pageOf(path, status);
    if (status !== 200) expect(html).toContain('<a href="/programmes">');
  });

  it('answers an unknown token like one that is no longer there', async () => {
    const { sessions } = await makeTerm(app.db, { dates: ['2025-04-24'] });
    const token = tokenOf(await sendForm(app, { session: sessions[0]?.id, nickname: '一人' }));
    await pageOf(`/my/${token}`);
    await app.db.query('DELETE FROM places');
    await app.db.getRepository(Registration).deleteAll();
    const gone = await pageOf(`/my/${token}`, 404);
    const unknown = await pageOf('/my/never-given', 404);
    expect(gone.replaceAll(token, '')).toBe(unknown.replaceAll('never-given', ''));
  });

  it('keeps the page of a registration out of histories, caches and search engines', async () => {
    const { sessions, programme } = await makeTerm(app.db, { dates: ['2025-04-25'] });
    const token = tokenOf(await sendForm(app, { session: sessions[0]?.id, nickname: '一人' }));
    for (const path of [
      `/my/${token}`,
      `/my/${token}/cancel`,
      `/my/${token}/places/${sessions[0]?.id}/release`,
    ]) {
      const answer = await app.http.get(path).expect(200);
      expect(answer.headers).toMatchObject({
        'cache-control': 'private, no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
      });
      expect(titleOf(answer.text)).not.toContain(programme.title);
    }
    const robots = await app.http.get('/robots.txt').expect(200);
    expect(robots.text).toContain('Disallow: /my/');
  });
});
