import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AppProcess, startAppProcess } from '../../support/app-process.js';
import { makeTerm } from '../../support/factories.js';
import { signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const PAGE = '/staff/calendar-feed';
/** The same in both processes, so that one makes the addresses that the other is asked for. */
const APP_SECRET = 'a secret of the tests, and of nothing else';

/** A calendar's address is a key: nothing that the process writes or tells may hold it, whatever becomes of the request. */
describe('what a process writes about requests for calendars', () => {
  const home = mkdtempSync(join(tmpdir(), 'tsudoi-calendar-log-'));
  let app: TestApp;
  let running: AppProcess;
  beforeAll(async () => {
    app = await startTestApp();
    running = await startAppProcess({
      ...{ DATABASE_URL: app.database.url, APP_SECRET, TSUDOI_HOME: home, DEMO: 'off' },
      PUBLIC_URL: 'http://tsudoi.example',
    });
  });
  afterAll(async () => {
    await running?.stop();
    await app?.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** Addresses by what they answer, and the tokens in them. */
  async function addresses() {
    const { course, organization } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const { body } = await app.http
      .post('/api/v1/registrations')
      .send({ course: course.id, nickname: 'みどり' })
      .expect(201);
    const link = body.manageUrl.split('/').at(-1) as string;
    const { body: renewed } = await app.http.post(`/api/v1/registrations/${link}/calendar`).expect(200);
    const staff = await signInAs(app, organization, 'viewer');
    const address = async () => {
      const { text } = await staff.get(PAGE);
      return /id="subscribe-address"[^>]* value="([^"]+)"/.exec(text)?.[1] as string;
    };
    await staff.post(PAGE, { act: 'renew', replaces: '' });
    const replaced = await address();
    await staff.post(PAGE, { act: 'renew', replaces: replaced });
    const found = [renewed.calendarUrl as string, await address()];
    const gone = [body.calendarUrl as string, replaced, `/calendar/my/${link}.ics`];
    const unknown = ['/calendar/my/unknownunknownunknown.ics', '/calendar/staff/unknownunknown.ics'];
    const paths = (urls: readonly string[]) => urls.map((url) => new URL(url, running.url).pathname);
    return { link, found: paths(found), gone: paths(gone), unknown: paths(unknown) };
  }

  it('holds no token, after 200, 304, 400, 404, 405, 410 and 500, nor do the metrics and the answers', async () => {
    const { link, found, gone, unknown } = await addresses();
    const all = [...found, ...gone, ...unknown];
    const tokens = [link, ...all.map((path) => path.split('/').at(-1)?.replace('.ics', '') as string)];
    expect(tokens.every((token) => token.length >= 14)).toBe(true);
    const answers: string[] = [];
    const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
      const answer = await fetch(`${running.url}${path}`, { method, headers });
      answers.push(await answer.text(), JSON.stringify([...answer.headers]));
      return answer;
    };
    const statuses = async (paths: readonly string[], headers = {}, method = 'GET') => {
      const asked = await Promise.all(paths.map((path) => ask(path, headers, method)));
      return [...new Set(asked.map(({ status }) => status))];
    };
    for (const method of ['GET', 'HEAD']) {
      expect(await statuses(found, {}, method)).toEqual([200]);
      expect(await statuses(gone, {}, method)).toEqual([410]);
      expect(await statuses(unknown, {}, method)).toEqual([404]);
    }
    for (const path of found) {
      const etag = (await ask(path)).headers.get('etag') as string;
      expect(await statuses([path], { 'if-none-match': etag })).toEqual([304]);
    }
    expect(
      await statuses(
        all.map((path) => `${path}?lang=fr`),
        {},
      ),
    ).toEqual([400]);
    expect(await statuses(all, {}, 'PUT')).toEqual([405]);

    await app.db.query('ALTER TABLE sessions RENAME TO sessions_away');
    await app.db.query('ALTER TABLE revoked_calendars RENAME TO revoked_calendars_away');
    for (const method of ['GET', 'HEAD']) expect(await statuses(all, {}, method)).toEqual([500]);
    for (const act of ['', '/calendar', '/mail']) expect((await ask(`/my/${link}${act}`)).status).toBe(500);
    for (const method of ['POST', 'DELETE'])
      expect((await ask(`/api/v1/registrations/${link}/calendar`, {}, method)).status).toBe(500);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    await app.db.query('ALTER TABLE sessions_away RENAME TO sessions');
    await app.db.query('ALTER TABLE revoked_calendars_away RENAME TO revoked_calendars');
    expect(metrics).toContain('tsudoi_uptime_seconds');
    await running.stop();

    const written = running.output();
    // Negative control: the failures were written down, by the pattern of their route.
    expect(written).toContain('GET /calendar/my/:file');
    expect(written).toContain('GET /calendar/staff/:file');
    expect(written).toContain('/api/v1/registrations/:token/calendar');
    for (const token of tokens) {
      expect(written).not.toContain(token);
      expect(metrics).not.toContain(token);
      expect(answers.join('\n').replaceAll(`${link}`, '')).not.toContain(token);
    }
  });
});
