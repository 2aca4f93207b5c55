import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { NEW_ADDRESSES_A_DAY } from '../../../src/registrations/my/calendar-throttle.js';
import { RegistrationTokens } from '../../../src/registrations/registration-tokens.js';
import { entities, migrations } from '../../../src/schema.js';
import { makeTerm } from '../../support/factories.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { cloneDatabase } from '../../support/test-database.js';

const DATES = ['2025-04-14', '2025-05-12'];

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

interface Holder {
  readonly id: string;
  readonly token: string;
  readonly calendarUrl: string;
}

async function register(given: object = {}, on = app): Promise<Holder> {
  const { course } = await makeTerm(on.db, { dates: DATES });
  const { body } = await on.http
    .post('/api/v1/registrations')
    .send({ course: course.id, nickname: 'みどり', ...given })
    .expect(201);
  return { ...body, token: body.manageUrl.split('/').at(-1) };
}

const path = (url: string) => new URL(url).pathname;
const statusAt = async (url: string, on = app) => (await on.http.get(path(url))).status;
const renew = (token: string, body: object = {}) =>
  app.http.post(`/api/v1/registrations/${token}/calendar`).send(body);
const stop = (token: string) => app.http.delete(`/api/v1/registrations/${token}/calendar`);
const urlNow = async ({ token }: Pick<Holder, 'token'>, on = app): Promise<string | null> =>
  (await on.http.get(`/api/v1/registrations/${token}`).expect(200)).body.calendarUrl;
const ownLink = ({ token }: Holder) => `http://tsudoi.example/calendar/my/${token}.ics`;

describe('the address of a registrant’s calendar', () => {
  it('reads the calendar and opens nothing else', async () => {
    const hana = await register();
    const calendarToken = path(hana.calendarUrl).slice('/calendar/my/'.length, -'.ics'.length);
    expect(calendarToken).toMatch(/^[\w-]{43}$/);
    expect(calendarToken).not.toBe(hana.token);
    const feed = await app.http.get(path(hana.calendarUrl)).expect(200);
    expect(feed.text.match(/BEGIN:VEVENT/g)).toHaveLength(2);
    for (const secret of [hana.token, calendarToken, hana.id, 'みどり'])
      expect(feed.text).not.toContain(secret);
    await app.http.get(`/my/${calendarToken}`).expect(404);
    await app.http.get(`/api/v1/registrations/${calendarToken}`).expect(404);
    await app.http.delete(`/api/v1/registrations/${calendarToken}`).expect(404);
    await renew(calendarToken).expect(404);
  });

  it('is the same wherever it is said, and for a request that comes twice', async () => {
    const { course } = await makeTerm(app.db, { dates: DATES });
    const send = () =>
      app.http
        .post('/api/v1/registrations')
        .set('Idempotency-Key', 'calendar-twice')
        .send({ course: course.id, nickname: 'みどり' });
    const [{ body }, again] = [await send(), await send()];
    expect(again.body.calendarUrl).toBe(body.calendarUrl);
    const token = body.manageUrl.split('/').at(-1);
    expect(await urlNow({ token })).toBe(body.calendarUrl);
    const { text } = await app.http.get(`/my/${token}`).expect(200);
    expect(text).toContain(`value="${body.calendarUrl}"`);
    expect(text).toContain(`href="${body.calendarUrl.replace('http:', 'webcal:')}"`);
  });

  it('belongs to members too, who have no places', async () => {
    const { course } = await makeTerm(app.db, { dates: DATES, course: { registrationMode: 'members' } });
    const { body } = await app.http
      .post('/api/v1/registrations')
      .send({ course: course.id, nickname: '会員' })
      .expect(201);
    const { text } = await app.http.get(path(body.calendarUrl)).expect(200);
    expect(text).not.toContain('BEGIN:VEVENT');
  });

  it('is nobody’s before it was made, and gone once it was replaced', async () => {
    const hana = await register();
    const answer = await renew(hana.token).expect(200);
    expect(Object.keys(answer.body)).toEqual(['calendarUrl']);
    expect(answer.headers['cache-control']).toBe('private, no-store');
    const { calendarUrl } = answer.body;
    expect(calendarUrl).not.toBe(hana.calendarUrl);
    expect(await urlNow(hana)).toBe(calendarUrl);
    expect(await statusAt(calendarUrl)).toBe(200);
    // The link opened the calendar as long as nobody had asked for another address.
    for (const old of [hana.calendarUrl, ownLink(hana)]) {
      const gone = await app.http.get(path(old)).expect(410);
      expect(gone.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(gone.headers['cache-control']).toBe('no-store');
      expect(gone.body).toMatchObject({ status: 410, code: 'gone' });
      const head = await app.http.head(path(old)).expect(410);
      expect(head.text ?? '').toBe('');
    }
    const unknown = await app.http.get(path(hana.calendarUrl).replace(/my\/.{4}/, 'my/AAAA')).expect(404);
    expect(unknown.body).toMatchObject({ status: 404, code: 'unknown' });
    await app.http.get(`/my/${hana.token}`).expect(200);
  });

  it('is replaced once by a request that says which it replaces, and as often as asked by one that does not', async () => {
    const hana = await register();
    const first = (await renew(hana.token, { replaces: hana.calendarUrl })).body.calendarUrl;
    expect((await renew(hana.token, { replaces: hana.calendarUrl })).body.calendarUrl).toBe(first);
    expect(await statusAt(first)).toBe(200);
    const second = (await renew(hana.token)).body.calendarUrl;
    expect(new Set([hana.calendarUrl, first, second]).size).toBe(3);
    await renew(hana.token, { replaces: 7 }).expect(422);
    await renew('nobody').expect(404);
  });

  it('is taken away for good, and another one is made when it is wanted again', async () => {
    const hana = await register();
    expect((await stop(hana.token).expect(200)).body).toEqual({ calendarUrl: null });
    expect((await stop(hana.token).expect(200)).body).toEqual({ calendarUrl: null });
    expect(await urlNow(hana)).toBeNull();
    expect(await statusAt(hana.calendarUrl)).toBe(410);
    expect(await statusAt(ownLink(hana))).toBe(410);
    // A request that was to replace what is stopped by now comes late: it must not begin it again.
    const late = await renew(hana.token, { replaces: hana.calendarUrl }).expect(200);
    expect(late.body).toEqual({ calendarUrl: null });
    const again = (await renew(hana.token, { replaces: null }).expect(200)).body.calendarUrl;
    expect((await renew(hana.token, { replaces: null }).expect(200)).body.calendarUrl).toBe(again);
    expect(again).not.toBe(hana.calendarUrl);
    expect(await statusAt(again)).toBe(200);
    expect(await statusAt(hana.calendarUrl)).toBe(410);
    await stop('nobody').expect(404);
  });

  it('goes with the link: a new link is a new address, and one that was stopped stays so', async () => {
    const hana = await register();
    const { body } = await app.http.post(`/api/v1/registrations/${hana.token}/link`).expect(200);
    expect(await statusAt(body.calendarUrl)).toBe(200);
    expect(await statusAt(hana.calendarUrl)).toBe(410);
    expect(await statusAt(ownLink(hana))).toBe(410);
    // The new link was never the address of a calendar.
    const token = body.manageUrl.split('/').at(-1);
    expect(await statusAt(ownLink({ ...hana, token }))).toBe(404);

    await stop(token).expect(200);
    const next = (await app.http.post(`/api/v1/registrations/${token}/link`).expect(200)).body;
    expect(next.calendarUrl).toBeNull();
    expect(await urlNow({ token: next.manageUrl.split('/').at(-1) })).toBeNull();
  });

  it('goes with a link that staff replace', async () => {
    const hana = await register();
    const [{ organization_id: id }] = await app.db.query(
      'SELECT organization_id FROM registrations WHERE id = $1',
      [hana.id],
    );
    const staff = await signInAs(app, { id, slug: await slugOf(id) } as never, 'reception');
    await staff.post(`/staff/registrations/${hana.id}`, { act: 'link' });
    expect(await statusAt(hana.calendarUrl)).toBe(410);
    await app.http.get(`/my/${hana.token}`).expect(404);
  });

  it('goes with a link that is replaced because a mail went to somebody else', async () => {
    const hana = await register({ email: 'wrong@mail.example' });
    await app.db.query(`UPDATE messages SET state = 'sent', sent_at = now() WHERE subject_id = $1`, [
      hana.id,
    ]);
    const [{ organization_id: id }] = await app.db.query(
      'SELECT organization_id FROM registrations WHERE id = $1',
      [hana.id],
    );
    const staff = await signInAs(app, { id, slug: await slugOf(id) } as never, 'reception');
    await staff.post(`/staff/registrations/${hana.id}`, { act: 'address', email: 'right@mail.example' });
    expect(await statusAt(hana.calendarUrl)).toBe(410);
  });

  it('shows the giver that the places are given up, and the receiver has one of their own', async () => {
    const hana = await register();
    const { body } = await app.http
      .post(`/api/v1/registrations/${hana.token}/transfer`)
      .send({ nickname: 'けん' })
      .expect(201);
    const receiver = { token: body.receiver.manageUrl.split('/').at(-1) as string };
    const theirs = (await urlNow(receiver)) as string;
    expect(theirs).not.toBe(hana.calendarUrl);
    const statuses = async (url: string) =>
      (await app.http.get(path(url)).expect(200)).text.match(/^STATUS:.*$/gm)?.map((line) => line.trim());
    expect(await statuses(hana.calendarUrl)).toEqual(['STATUS:CANCELLED', 'STATUS:CANCELLED']);
    expect(await statuses(theirs)).toEqual(['STATUS:CONFIRMED', 'STATUS:CONFIRMED']);
  });

  async function slugOf(id: string): Promise<string> {
    return (await app.db.query('SELECT slug FROM organizations WHERE id = $1', [id]))[0].slug;
  }
});

describe('many who replace one address at the same moment', () => {
  /** Holds the registration until so many wait for it. */
  async function whileAllWait<T>(id: string, waiting: number, acts: () => Promise<T>): Promise<T> {
    const holder = app.db.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT FROM registrations WHERE id = $1 FOR UPDATE', [id]);
    const done = acts();
    for (let found = 0; found < waiting; ) {
      [{ found }] = await app.db.query(
        `SELECT count(*)::int AS found FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
    }
    await holder.commitTransaction();
    await holder.release();
    return done;
  }

  it('leave one that is valid, whatever each was answered', async () => {
    const hana = await register();
    const answers = await whileAllWait(hana.id, 4, () =>
      Promise.all([1, 2, 3, 4].map(() => renew(hana.token).then(({ body }) => body.calendarUrl as string))),
    );
    expect(new Set(answers).size).toBe(4);
    const now = await urlNow(hana);
    const statuses = await Promise.all(answers.map(async (url) => [url === now, await statusAt(url)]));
    expect(statuses.filter(([isNow]) => isNow)).toEqual([[true, 200]]);
    expect(statuses.filter(([isNow]) => !isNow)).toEqual(Array(3).fill([false, 410]));
  });

  it('are all answered with the same, where each says which it replaces', async () => {
    const hana = await register();
    const answers = await whileAllWait(hana.id, 3, () =>
      Promise.all(
        [1, 2, 3].map(() =>
          renew(hana.token, { replaces: hana.calendarUrl }).then(({ body }) => body.calendarUrl as string),
        ),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(await statusAt(answers[0] as string)).toBe(200);
  });

  it('lose none where one of them replaces the link as well', async () => {
    const hana = await register();
    const [byLink, ...byAddress] = await whileAllWait(hana.id, 3, () =>
      Promise.all([
        app.http.post(`/api/v1/registrations/${hana.token}/link`).then((answer) => answer),
        renew(hana.token).then((answer) => answer),
        renew(hana.token).then((answer) => answer),
      ]),
    );
    expect(byLink?.status).toBe(200);
    // Those who come after it have a link that opens nothing; those before it, an address that it replaced.
    for (const { status, body } of byAddress)
      expect(status === 404 || (status === 200 && (await statusAt(body.calendarUrl)) === 410)).toBe(true);
    expect(await statusAt(hana.calendarUrl)).toBe(410);
    expect(await statusAt(byLink?.body.calendarUrl)).toBe(200);
  });
});

describe('the pages of a registrant about their calendar', () => {
  const form = (token: string, fields: object, lang = '') =>
    app.http.post(`/my/${token}/calendar${lang}`).type('form').send(fields);
  const replacesIn = (html: string) => /name="replaces" value="([^"]*)"/.exec(html)?.[1];

  it('say what it shows and who can read it, by the discretion that was chosen', async () => {
    const quiet = await register();
    const open = await register({ discreet: false });
    const textOf = async ({ token }: Holder) => (await app.http.get(`/my/${token}`).expect(200)).text;
    expect(await textOf(quiet)).toContain('事業や会場の名前は出ません');
    expect(await textOf(open)).toContain('事業の名前が出ます');
    for (const one of [quiet, open]) {
      const text = await textOf(one);
      expect(text).toContain(`href="/my/${one.token}/mail"`);
      expect(text).toContain(`href="/my/${one.token}/calendar"`);
      expect(text).toContain('あなたの予定を見られます。申込を変えたり、取りやめたりはできません');
    }
  });

  it('replace the address once for a form that is sent twice, and keep the language', async () => {
    const hana = await register();
    const page = await app.http.get(`/my/${hana.token}/calendar?lang=en`).expect(200);
    expect(page.headers['cache-control']).toBe('private, no-store');
    expect(page.headers['x-robots-tag']).toBe('noindex, nofollow');
    expect(page.text).toContain(`action="/my/${hana.token}/calendar?lang=en"`);
    const fields = { act: 'renew', replaces: replacesIn(page.text) };
    expect(fields.replaces).toBe(hana.calendarUrl);
    const answer = await form(hana.token, fields, '?lang=en').expect(303);
    expect(answer.headers.location).toBe(`/my/${hana.token}?done=calendarRenewed&lang=en`);
    const fresh = await urlNow(hana);
    const late = await form(hana.token, fields).expect(303);
    expect(late.headers.location).toBe(`/my/${hana.token}?done=calendarKept`);
    expect((await app.http.get(late.headers.location as string)).text).toContain(
      'アドレスは変わっていません',
    );
    expect(await urlNow(hana)).toBe(fresh);
    const { text } = await app.http.get(answer.headers.location as string).expect(200);
    expect(text).toContain('Your calendar has a new address');
    expect(text).toContain(`value="${fresh}"`);
  });

  it('do nothing that no button asks for', async () => {
    const hana = await register();
    for (const fields of [{}, { act: '' }, { act: 'erase' }]) {
      const { text } = await form(hana.token, { ...fields, replaces: hana.calendarUrl }).expect(422);
      expect(text).toContain('role="alert"');
    }
    // What has an address of its own keeps it.
    const { headers } = await form(hana.token, { act: 'own' }).expect(303);
    expect(headers.location).toContain('done=calendarKept');
    expect(await urlNow(hana)).toBe(hana.calendarUrl);
  });

  it('are not printed with the address, nor with its code', async () => {
    const { token } = await register();
    const { text } = await app.http.get(`/my/${token}`).expect(200);
    expect(text).not.toContain('print-only');
    expect(text).toContain('<figure class="qr no-print">');
  });

  it('stop it, say so, and make another one', async () => {
    const hana = await register();
    for (const _again of [1, 2]) {
      const { headers } = await form(hana.token, { act: 'stop' }).expect(303);
      const { text } = await app.http.get(headers.location as string).expect(200);
      expect(text).toContain('カレンダーを止めました。');
      expect(text).toContain('カレンダーは止めてあります。');
      expect(text).not.toContain('/calendar/my/');
    }
    const { text: asked } = await app.http.get(`/my/${hana.token}/calendar`).expect(200);
    expect(replacesIn(asked)).toBe('');
    for (const _again of [1, 2]) await form(hana.token, { act: 'renew', replaces: '' }).expect(303);
    const fresh = await urlNow(hana);
    const { text } = await app.http.get(`/my/${hana.token}`).expect(200);
    expect(text).toContain(`value="${fresh}"`);
    // What was said once is not said of another state.
    const later = await app.http.get(`/my/${hana.token}?done=calendarStopped`).expect(200);
    expect(later.text).not.toContain('カレンダーを止めました');
  });

  it('let somebody who has cancelled stop it, and refuse forms of other sites', async () => {
    const hana = await register();
    await app.http.delete(`/api/v1/registrations/${hana.token}`).expect(200);
    expect((await app.http.get(`/my/${hana.token}`).expect(200)).text).toContain(
      `/my/${hana.token}/calendar`,
    );
    await form(hana.token, { act: 'stop' }).set('sec-fetch-site', 'cross-site').expect(403);
    expect(await statusAt(hana.calendarUrl)).toBe(200);
    await form(hana.token, { act: 'stop' }).set('sec-fetch-site', 'same-origin').expect(303);
    expect(await statusAt(hana.calendarUrl)).toBe(410);
    await app.http.get('/my/nobody/calendar').expect(404);
    await form('nobody', { act: 'stop' }).expect(404);
  });
});

describe('registrations from before calendars had addresses of their own', () => {
  it('keep the address that they were given until they ask for another', async () => {
    const database = await cloneDatabase();
    const before = await startTestApp({ database });
    const hana = await register({}, before);
    const ken = await register({}, before);
    const mio = await register({}, before);
    await before.close();
    const db = createDataSource({ url: database.url, entities, migrations, poolSize: 1 });
    await db.initialize();
    const isDone = async () =>
      (await db.query(`SELECT FROM migrations WHERE name = 'Publishing1763787600000'`)).length > 0;
    while (await isDone()) await db.undoLastMigration();
    await db.runMigrations();
    expect(await db.query('SELECT DISTINCT calendar_token_hash FROM registrations')).toEqual([
      { calendar_token_hash: null },
    ]);
    await db.destroy();

    const after = await startTestApp({ database });
    const old = ownLink(hana);
    expect(await urlNow(hana, after)).toBe(old);
    expect(await statusAt(old, after)).toBe(200);
    const page = await after.http.get(`/my/${hana.token}`).expect(200);
    expect(page.text).toContain('申込のページも開けます');
    // Nothing there hands out what opens the registration too.
    for (const word of ['/calendar/my/', 'webcal:', 'data:image', 'subscribe-address'])
      expect(page.text).not.toContain(word);
    expect(page.text).toContain('name="act" value="own"');
    const own = () => after.http.post(`/my/${mio.token}/calendar`).type('form').send({ act: 'own' });
    expect((await own().expect(303)).headers.location).toBe(`/my/${mio.token}?done=calendarRenewed`);
    const made = (await urlNow(mio, after)) as string;
    expect(await statusAt(ownLink(mio), after)).toBe(410);
    expect((await own().expect(303)).headers.location).toBe(`/my/${mio.token}?done=calendarKept`);
    const opened = await after.http.get(`/my/${mio.token}?done=calendarRenewed`).expect(200);
    expect(opened.text).toContain(`value="${made}"`);
    expect(opened.text).toContain('data:image');
    const send = (body: object) => after.http.post(`/api/v1/registrations/${hana.token}/calendar`).send(body);
    const { calendarUrl } = (await send({ replaces: old }).expect(200)).body;
    expect((await send({ replaces: old }).expect(200)).body.calendarUrl).toBe(calendarUrl);
    expect(await statusAt(old, after)).toBe(410);
    expect(await statusAt(calendarUrl, after)).toBe(200);
    expect((await after.http.get(`/my/${hana.token}`)).text).not.toContain('申込のページも開けます');
    // A new link makes it so as well.
    const { body } = await after.http.post(`/api/v1/registrations/${ken.token}/link`).expect(200);
    expect(await statusAt(ownLink(ken), after)).toBe(410);
    expect(await statusAt(body.calendarUrl, after)).toBe(200);
    await after.close();
    await database.drop();
  });
});

describe('whoever asks for new addresses again and again', () => {
  it('is told to wait, by the page too, and only for that calendar', async () => {
    const [hana, ken] = [await register(), await register()];
    for (let asked = 0; asked < NEW_ADDRESSES_A_DAY; asked++) await renew(hana.token).expect(200);
    const present = await urlNow(hana);
    const refused = await renew(hana.token).expect(429);
    expect(refused.body.code).toBe('too_many_attempts');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3600);
    const page = await app.http
      .post(`/my/${hana.token}/calendar`)
      .type('form')
      .send({ act: 'renew', replaces: present })
      .expect(429);
    expect(page.text).toContain('回数が多すぎます');
    expect(await urlNow(hana)).toBe(present);
    await renew(ken.token).expect(200);
    // It can be stopped at any time.
    await stop(hana.token).expect(200);
  });
});

describe('what is stored of an address', () => {
  it('is a hash, and the secret of the installation makes it again', async () => {
    const hana = await register();
    const tokens = app.nest.get(RegistrationTokens);
    const [row] = await app.db.query('SELECT calendar_token_hash AS hash FROM registrations WHERE id = $1', [
      hana.id,
    ]);
    expect(row.hash).toBe(tokens.calendarHashOf({ id: hana.id, version: 0 }));
    expect(tokens.calendarUrlAt({ id: hana.id, version: 0 })).toBe(hana.calendarUrl);
    const token = path(hana.calendarUrl).slice('/calendar/my/'.length, -'.ics'.length);
    const dump: unknown[] = await app.db.query('SELECT r.* FROM registrations r WHERE id = $1', [hana.id]);
    expect(JSON.stringify(dump)).not.toContain(token);
  });
});
