import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { ProgrammeHost } from '../../../src/programmes/programme-host.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { makeOrganization, makePool, makeProgramme, makeTerm } from '../../support/factories.js';
import { expectGolden } from '../../support/golden.js';
import { lintICalendar } from '../../support/icalendar-lint.js';
import { bearer, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { addressOf, makeAddress, PAGE } from './staff-address.js';
import { makeRegistration, makeYear } from './year.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

async function textAt(path: string, on = app): Promise<string> {
  const { text } = await on.http.get(path).expect(200);
  return text.replaceAll('\r\n ', '');
}

function entryOf(text: string, sessionId: string) {
  const entry = text.split('BEGIN:VEVENT').find((part) => part.includes(`UID:${sessionId}@tsudoi`)) as string;
  const line = (name: string) => new RegExp(`^${name}:(.*)\r$`, 'm').exec(entry)?.[1];
  return {
    summary: line('SUMMARY'),
    sequence: Number(line('SEQUENCE')),
    stamp: line('DTSTAMP'),
    status: line('STATUS'),
    description: line('DESCRIPTION'),
  };
}

async function auditOf(organization: Organization) {
  return app.db.query(
    `SELECT action, actor, before, after FROM audit_entries WHERE organization_id = $1
       AND action LIKE 'staff.calendar%' ORDER BY at, id`,
    [organization.id],
  );
}

describe('the address of a staff calendar', () => {
  it('is made, replaced and taken away by its holder, and each is in the log of their organization', async () => {
    const { organization, sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const staff = await signInAs(app, organization, 'viewer');
    expect(await addressOf(staff)).toBeNull();
    const answer = await staff.post(PAGE, { act: 'renew', replaces: '' });
    expect([answer.status, answer.headers.location]).toEqual([303, `${PAGE}?done=made`]);
    const first = (await addressOf(staff)) as string;
    expect(first).toMatch(/^\/calendar\/staff\/[\w-]{43}\.ics$/);
    // A double click makes one.
    await staff.post(PAGE, { act: 'renew', replaces: '' });
    expect(await addressOf(staff)).toBe(first);
    expect((await staff.get(`${PAGE}?done=made`)).text).toContain('アドレスを作りました');
    expect(await textAt(first)).toContain(`UID:${sessions[0]?.id}@tsudoi`);

    const replaces = `http://tsudoi.example${first}`;
    const done = [];
    for (const _again of [1, 2])
      done.push((await staff.post(PAGE, { act: 'renew', replaces })).headers.location);
    expect(done).toEqual([`${PAGE}?done=made`, `${PAGE}?done=kept`]);
    expect((await staff.get(`${PAGE}?done=kept`)).text).toContain('アドレスは変わっていません');
    const second = (await addressOf(staff)) as string;
    expect(second).not.toBe(first);
    expect((await app.http.get(first).expect(410)).body).toMatchObject({ status: 410, code: 'gone' });
    await app.http.head(first).expect(410);
    await app.http.get(second).expect(200);

    for (const _again of [1, 2]) await staff.post(PAGE, { act: 'stop' });
    expect(await addressOf(staff)).toBeNull();
    expect((await staff.get(PAGE)).text).toContain('いまは止めてあります');
    await app.http.get(second).expect(410);
    const third = await makeAddress(staff);
    expect(new Set([first, second, third]).size).toBe(3);
    await app.http.get('/calendar/staff/never-was.ics').expect(404);

    const actor = `staff:${staff.id}`;
    const shown = (hasAddress: boolean) => ({ hasAddress, showsSeats: true });
    expect(await auditOf(organization)).toEqual([
      { action: 'staff.calendar_made', actor, before: shown(false), after: shown(true) },
      { action: 'staff.calendar_renewed', actor, before: shown(true), after: shown(true) },
      { action: 'staff.calendar_stopped', actor, before: shown(true), after: shown(false) },
      { action: 'staff.calendar_renewed', actor, before: shown(false), after: shown(true) },
    ]);
    const { text } = await (await signInAs(app, organization, 'organizer')).get('/staff/audit');
    expect(text).toContain('自分用のカレンダーのアドレスを替えた');
  });

  it('is one’s own: nobody else sees it, and an API token has none', async () => {
    const organization = await makeOrganization(app.db);
    const [one, other] = [await signInAs(app, organization), await signInAs(app, organization)];
    const address = await makeAddress(one);
    expect(await addressOf(other)).toBeNull();
    expect(await makeAddress(other)).not.toBe(address);
    const answer = await app.http
      .get(PAGE)
      .set('authorization', await bearer(app, organization))
      .redirects(0);
    expect(answer.status).not.toBe(200);
    await one.agent.post(PAGE).type('form').send({ act: 'stop' }).expect(403);
  });

  it('is replaced for nobody who did not ask for that', async () => {
    const staff = await signInAs(app, await makeOrganization(app.db), 'viewer');
    const address = await makeAddress(staff);
    const replaces = `http://tsudoi.example${address}`;
    for (const fields of [{ replaces }, { replaces, act: 'erase' }, { replaces, act: '' }])
      expect((await staff.post(PAGE, fields as never)).status).toBe(422);
    expect(await addressOf(staff)).toBe(address);
  });

  it('is not printed, nor its code', async () => {
    const staff = await signInAs(app, await makeOrganization(app.db), 'viewer');
    await makeAddress(staff);
    const { text } = await staff.get(PAGE).expect(200);
    expect(text).not.toContain('print-only');
    expect(text).toContain('<figure class="qr no-print">');
  });

  it('is one for those who ask for the first at the same moment', async () => {
    const staff = await signInAs(app, await makeOrganization(app.db), 'viewer');
    const _csrf = await staff.formToken();
    const answers = await Promise.all(
      [1, 2, 3].map(() => staff.agent.post(PAGE).type('form').send({ act: 'renew', replaces: '', _csrf })),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    const rows = await app.db.query('SELECT version FROM staff_calendars WHERE staff_id = $1', [staff.id]);
    expect(rows).toEqual([{ version: 1 }]);
  });

  it('is worth nothing while its holder is disabled or has no role, at once', async () => {
    const { organization, sessions } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const staff = await signInAs(app, organization, 'viewer');
    const address = await makeAddress(staff);
    await app.db.query('UPDATE staff_members SET disabled_at = now() WHERE id = $1', [staff.id]);
    expect((await app.http.get(address).expect(410)).text).not.toContain(sessions[0]?.id);
    await app.db.query('UPDATE staff_members SET disabled_at = NULL WHERE id = $1', [staff.id]);
    await app.http.get(address).expect(200);
    await app.db.query('DELETE FROM staff_roles WHERE staff_member_id = $1', [staff.id]);
    await app.http.get(address).expect(410);
  });
});

describe('what a staff calendar shows', () => {
  it('is every dated session of their organizations, cancelled ones too, and nothing of others', async () => {
    const home = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] });
    const elsewhere = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const staff = await signInAs(app, home.organization, 'viewer');
    const address = await makeAddress(staff);
    await app.db.query(`UPDATE sessions SET status = 'cancelled' WHERE id = $1`, [home.sessions[1]?.id]);
    const ids = async () => (await textAt(address)).match(/(?<=UID:)[\w-]{36}/g);
    expect(await ids()).toEqual(home.sessions.map(({ id }) => id));
    expect(entryOf(await textAt(address), home.sessions[1]?.id as string)).toMatchObject({
      summary: expect.stringContaining('【中止】'),
      status: 'CANCELLED',
    });
    // A second organization comes with a role, and goes with it.
    await app.db.query(
      `INSERT INTO staff_roles (staff_member_id, organization_id, role) VALUES ($1, $2, 'viewer')`,
      [staff.id, elsewhere.organization.id],
    );
    expect(await ids()).toHaveLength(3);
    await app.db.query('DELETE FROM staff_roles WHERE staff_member_id = $1 AND organization_id = $2', [
      staff.id,
      elsewhere.organization.id,
    ]);
    expect(await ids()).toHaveLength(2);
  });

  it.each(['viewer', 'organizer'] as const)(
    'is a programme that they host with the rights of a %s, and no other of that town',
    async (rights) => {
      const { programme, sessions, organization: town } = await makeTerm(app.db, { dates: ['2025-04-14'] });
      const organization = await makeOrganization(app.db);
      const address = await makeAddress(await signInAs(app, organization, 'viewer'));
      expect(await textAt(address)).not.toContain('BEGIN:VEVENT');
      const host = {
        ...{ programmeId: programme.id, role: 'co_host' as const, name: '共催', position: 0 },
        hostOrganizationId: organization.id,
      };
      // A name beside the programme is no part in running it, whatever stands beside the name.
      await app.db.manager.insert(ProgrammeHost, { ...host, id: newId(), role: 'sponsor', rights });
      expect(await textAt(address)).not.toContain('BEGIN:VEVENT');
      await app.db.manager.insert(ProgrammeHost, { ...host, id: newId(), rights, position: 1 });
      await makeProgramme(app.db, town, { title: 'ほかの事業' });
      expect((await textAt(address)).match(/(?<=UID:)[\w-]{36}/g)).toEqual([sessions[0]?.id]);
    },
  );

  it('is figures, and no word about who registered', async () => {
    const { sessions, organization } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 1 });
    const names = ['さくら', 'みどり'];
    for (const nickname of names)
      await app.http
        .post('/api/v1/registrations')
        .send({
          session: sessions[0]?.id,
          nickname,
          email: `${newId()}@mail.example`,
          municipality: 'ほし市',
        })
        .expect(201);
    const text = await textAt(await makeAddress(await signInAs(app, organization, 'owner')));
    for (const word of [...names, 'mail.example', 'ほし市']) expect(text).not.toContain(word);
    const codes: { code: string; id: string }[] = await app.db.query(
      'SELECT id, code FROM registrations WHERE organization_id = $1',
      [organization.id],
    );
    for (const { code, id } of codes) {
      expect(text).not.toContain(code);
      expect(text).not.toContain(id);
    }
    expect(entryOf(text, sessions[0]?.id as string).summary).toMatch(/（1\/1、待ち1）$/);
  });
});

describe('seats in the titles', () => {
  it('change with every registration, under a SEQUENCE and a stamp that rise, and only then', async () => {
    const { sessions, organization } = await makeTerm(app.db, {
      dates: ['2025-04-14', '2025-05-12'],
      capacity: 2,
    });
    const [first, second] = sessions.map(({ id }) => id) as [string, string];
    const address = await makeAddress(await signInAs(app, organization, 'viewer'));
    const tokens: string[] = [];
    const register = async (body: object) => {
      const answer = await app.http.post('/api/v1/registrations').send({ nickname: 'みどり', ...body });
      tokens.push(answer.body.manageUrl.split('/').at(-1));
    };
    const acts: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['0/2', async () => undefined],
      ['1/2', () => register({ session: first })],
      ['2/2', () => app.http.patch(`/api/v1/registrations/${tokens[0]}`).send({ people: 2 }).expect(200)],
      ['2/2、待ち1', () => register({ session: first })],
      ['2/3、待ち1', () => app.db.query('UPDATE seat_pools SET capacity = 3 WHERE session_id = $1', [first])],
    ];
    app.clock.set('2025-04-01T09:00:00+09:00');
    const seen = [];
    for (const [seats, act] of acts) {
      app.clock.set(new Date(app.clock.now().getTime() + 60_000).toISOString());
      await act();
      const text = await textAt(address);
      const entry = entryOf(text, first);
      expect(entry.summary).toContain(`（${seats}）`);
      seen.push(entry);
      // Whoever asks again has the same, and the other session is as it was.
      expect(await textAt(address)).toBe(text);
      expect(entryOf(text, second)).toMatchObject({ summary: expect.stringContaining('（0/2）') });
    }
    for (const [index, { sequence, stamp }] of seen.entries()) {
      const before = seen[index - 1];
      if (!before) continue;
      expect(sequence).toBeGreaterThan(before.sequence);
      expect((stamp as string) > (before.stamp as string)).toBe(true);
    }
  });

  it('stand by sort where there are several, without a limit where there is none, in both languages', async () => {
    const { sessions, organization } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 10 });
    const [session] = sessions;
    await app.db.query(`UPDATE seat_pools SET label = '会場', label_en = 'On site', position = 0`);
    await makePool(app.db, session as never, {
      ...{ key: 'online', label: 'オンライン', labelEn: 'Online', capacity: null, position: 1 },
    });
    const staff = await signInAs(app, organization, 'viewer');
    const address = await makeAddress(staff);
    const id = session?.id as string;
    expect(entryOf(await textAt(address), id).summary).toMatch(/（会場 0\/10、オンライン 0\/定員なし）$/);
    const english = entryOf(await textAt(`${address}?lang=en`), id);
    expect(english.summary).toMatch(/ \(On site 0\/10\\, Online 0\\, no limit\)$/);
    expect(english.description).toContain('Seats (On site): 0/10 people');
    expect(english.description).toContain(`/staff/sessions/${id}?lang=en`);
    await app.db.query(`UPDATE staff_members SET language = 'en' WHERE id = $1`, [staff.id]);
    const spoken = entryOf(await textAt(address), id);
    // What was Japanese at this address until now counts as changed.
    expect(spoken).toEqual({ ...english, sequence: english.sequence + 1, stamp: expect.any(String) });
    const refused = await app.http.get(`${address}?language=en`).expect(400);
    expect(refused.body.code).toBe('invalid_query');
  });

  it('are left out for who does not want them, and SEQUENCE rises then', async () => {
    const { sessions, organization } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 2 });
    const id = sessions[0]?.id as string;
    const staff = await signInAs(app, organization, 'viewer');
    const address = await makeAddress(staff);
    await app.http.post('/api/v1/registrations').send({ session: id, nickname: 'みどり' }).expect(201);
    const shown = entryOf(await textAt(address), id);
    expect(shown.summary).toContain('1/2');
    const answer = await staff.post(PAGE, { act: 'seats' });
    expect(answer.headers.location).toBe(`${PAGE}?done=saved`);
    const hidden = entryOf(await textAt(address), id);
    expect(`${hidden.summary} ${hidden.description}`).not.toMatch(/1\/2/);
    expect(hidden.sequence).toBe(shown.sequence + 1);
    expect((hidden.stamp as string) > (shown.stamp as string)).toBe(true);
    await staff.post(PAGE, { act: 'seats', seats: '1' });
    const again = entryOf(await textAt(address), id);
    expect(again).toMatchObject({ summary: shown.summary, sequence: shown.sequence + 2 });
    // Saved as it was, it is as it was.
    await staff.post(PAGE, { act: 'seats', seats: '1' });
    expect(entryOf(await textAt(address), id)).toEqual(again);
    expect((await auditOf(organization)).map(({ action }: { action: string }) => action)).toEqual([
      'staff.calendar_made',
      'staff.calendar_changed',
      'staff.calendar_changed',
    ]);
  });

  it('are written down once for many who look at the same moment', async () => {
    const { sessions, organization } = await makeTerm(app.db, { dates: ['2025-04-14'], capacity: 2 });
    const address = await makeAddress(await signInAs(app, organization, 'viewer'));
    const texts = await Promise.all(Array.from({ length: 8 }, () => textAt(address)));
    expect(new Set(texts).size).toBe(1);
    const rows = await app.db.query('SELECT revision FROM seat_figures WHERE session_id = $1', [
      sessions[0]?.id,
    ]);
    expect(rows).toEqual([{ revision: 1 }]);
    const unchanged = async () =>
      (
        await app.db.query('SELECT xmin::text, xmax::text FROM seat_figures WHERE session_id = $1', [
          sessions[0]?.id,
        ])
      )[0];
    const before = await unchanged();
    await textAt(address);
    expect(await unchanged()).toEqual(before);
  });
});

describe('a staff calendar over HTTP', () => {
  it('is its holder’s: not for shared caches or robots, without a cookie, and 304 for who has it', async () => {
    const { organization } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const address = await makeAddress(await signInAs(app, organization, 'viewer'));
    const { headers } = await app.http.get(address).expect(200);
    expect(headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'private, no-cache',
      'x-robots-tag': 'noindex',
      'referrer-policy': 'no-referrer',
      'last-modified': expect.any(String),
    });
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
    await app.http
      .get(address)
      .set('if-none-match', headers.etag as string)
      .expect(304);
    await app.http
      .get(address)
      .set('if-modified-since', headers['last-modified'] as string)
      .expect(304);
    await app.http.get(address).set('if-none-match', '"other"').expect(200);
    await app.http.head(address).expect(200);
  });

  it('tells a client that knows dates alone of a session that was taken away', async () => {
    const { sessions, organization } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-05-12'] });
    const address = await makeAddress(await signInAs(app, organization, 'viewer'));
    await app.db.query(`UPDATE feed_changes SET changed_at = '2025-03-01' WHERE organization_id = $1`, [
      organization.id,
    ]);
    const { headers } = await app.http.get(address).expect(200);
    await app.db.query('DELETE FROM seat_pools WHERE session_id = $1', [sessions[1]?.id]);
    await app.db.query('DELETE FROM sessions WHERE id = $1', [sessions[1]?.id]);
    await app.http
      .get(address)
      .set('if-modified-since', headers['last-modified'] as string)
      .expect(200);
  });
});

describe('the whole of a staff calendar', () => {
  it('is what the golden files show, clean, and the same from another replica at another time', async () => {
    const home = await startTestApp();
    const year = await makeYear(home.db);
    await makeRegistration(home.db, year, 'quiet', [
      [year.sessions.plain, 'confirmed'],
      [year.sessions.cancelled, 'confirmed'],
    ]);
    await home.db.query(`UPDATE seat_pools SET taken = 1`);
    await makeRegistration(home.db, year, 'waits', [[year.sessions.winter, 'waitlisted']]);
    const staff = await signInAs(home, year.hikari, 'viewer');
    await staff.post(PAGE, { act: 'renew', replaces: '' });
    const url = /id="subscribe-address"[^>]* value="([^"]+)"/.exec(
      (await staff.get(PAGE)).text,
    )?.[1] as string;
    const address = new URL(url).pathname;
    const replica = await startTestApp({ database: home.database, now: '2026-12-31T23:59:59+09:00' });
    for (const [name, query] of [
      ['staff.ics', ''],
      ['staff.en.ics', '?lang=en'],
    ]) {
      const bytesOf = async ({ url: at }: TestApp) =>
        Buffer.from(await (await fetch(`${at}${address}${query}`)).arrayBuffer());
      const bytes = await bytesOf(home);
      expect(lintICalendar(bytes)).toEqual([]);
      expectGolden(`calendar/${name}`, bytes);
      expect((await bytesOf(replica)).equals(bytes)).toBe(true);
    }
    await replica.close();
    await home.close();
  });
});
