import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { DigestSweep } from '../../../../src/reminders/digest/digest-sweep.js';
import { DigestTokens } from '../../../../src/reminders/digest/digest-tokens.js';
import { makeOrganization, makeProgramme } from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { ledger } from '../../mail/registered.js';
import { makeReader, readers } from './readers.js';

const NOW = '2025-04-01T09:00:00+09:00';

describe('subscribing to the digest', () => {
  let app: TestApp;
  let town: Organization;
  let other: Organization;
  beforeAll(async () => {
    app = await startTestApp({ now: NOW });
    town = await makeOrganization(app.db, { name: 'ひかり市' });
    other = await makeOrganization(app.db, { name: 'みなと市', nameEn: 'Minato' });
    for (const organization of [town, other]) await makeProgramme(app.db, organization);
  });
  afterAll(() => app.close());
  afterEach(async () => {
    await app.db.query('TRUNCATE messages, digest_subscriptions, rate_limits');
    app.clock.set(NOW);
  });

  /** Each from an address of its own, so that one test does not use up what another needs. */
  let origins = 0;
  const from = (request: ReturnType<TestApp['http']['post']>, origin = `203.0.113.${++origins}`) =>
    request.set('X-Forwarded-For', origin).type('form');
  const ask = (body: object, origin?: string) =>
    from(app.http.post('/digest'), origin).send({ organization: town.slug, ...body });
  const tokenOf = (id: string) => app.nest.get(DigestTokens).tokenOf(id);
  const confirm = (token: string, body: object = {}) =>
    app.http.post(`/digest/${token}`).type('form').send(body);

  it('begins only when the reader of the address has said yes', async () => {
    const page = await ask({
      ...{ email: ' Hana@Mail.Example ', audience: ['family', 'women'], kind: 'lecture' },
      ...{ language: 'ja-simple', discreet: 'false' },
    }).expect(200);
    expect(page.text).toContain('メールをお送りしました');
    expect(page.text).not.toContain('mail.example');
    const [reader] = await readers(app);
    expect(reader).toMatchObject({
      ...{ organizationId: town.id, email: 'hana@mail.example', status: 'pending', confirmedAt: null },
      ...{ audiences: ['family', 'women'], kinds: ['lecture'], language: 'ja-simple', discreet: false },
    });
    expect(await ledger(app.db)).toMatchObject([
      {
        ...{ kind: 'digest_confirm', recipient: 'hana@mail.example', state: 'queued' },
        ...{ subjectId: reader?.id, organizationId: town.id },
      },
    ]);

    const token = tokenOf(reader?.id as string);
    const shown = await app.http.get(`/digest/${token}`).expect(200);
    expect(shown.headers).toMatchObject({
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    });
    expect(shown.text).toContain('value="family" checked');
    expect(shown.text).toContain('まだ始まっていません');
    const yes = shown.text.indexOf('>受け取る</button>');
    for (const choice of ['value="family" checked', 'value="lecture" checked', 'id="discreet"'])
      expect(shown.text.slice(0, yes)).toContain(choice);
    expect((await readers(app))[0]?.status).toBe('pending');

    const done = await confirm(token, { audience: 'family', language: 'en', discreet: 'false' }).expect(200);
    expect(done.text).toContain('受け取りの登録ができました');
    expect(await readers(app)).toMatchObject([
      {
        ...{ status: 'active', confirmedAt: new Date(NOW), audiences: ['family'], kinds: [] },
        ...{ language: 'en', discreet: false },
      },
    ]);
    const changed = await confirm(token, { language: 'ja', discreet: ['false', 'true'] }).expect(200);
    expect(changed.text).toContain('変えました');
    expect(await readers(app)).toMatchObject([{ audiences: [], discreet: true, language: 'ja' }]);
  });

  it('answers alike whether the address is known, waiting, or not', async () => {
    await makeReader(app, town, { email: 'active@mail.example' });
    await makeReader(app, town, { email: 'pending@mail.example', status: 'pending', confirmedAt: null });
    const answers = [];
    for (const email of ['active@mail.example', 'pending@mail.example', 'nobody@mail.example']) {
      const { status, text, headers } = await ask({ email });
      const { date: _date, ...told } = headers;
      answers.push({ status, text, told });
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect((await ledger(app.db)).map(({ recipient }) => recipient).sort()).toEqual([
      'active@mail.example',
      'nobody@mail.example',
      'pending@mail.example',
    ]);
  });

  it('lets nobody change a subscription that stands by typing its address', async () => {
    const reader = await makeReader(app, town, { email: 'hana@mail.example', audiences: ['women'] });
    await ask({ email: 'hana@mail.example', audience: 'supporter', discreet: 'false' }).expect(200);
    const { token: _token, ...before } = reader;
    expect(await readers(app)).toEqual([before]);
    expect(await ledger(app.db)).toMatchObject([{ subjectId: reader.id, kind: 'digest_confirm' }]);
  });

  it('lets nobody change what somebody else has asked for, except to say less', async () => {
    const wish = { email: 'hana@mail.example', language: 'ja-simple', audience: 'family' };
    await ask({ ...wish, discreet: 'true' }).expect(200);
    const [asked] = await readers(app);
    app.clock.set('2025-04-03T09:00:00+09:00');
    await ask({ ...wish, audience: 'women', kind: 'lecture', language: 'en', discreet: 'false' }).expect(200);
    expect(await readers(app)).toEqual([asked]);

    await app.db.query('UPDATE digest_subscriptions SET discreet = false');
    await ask({ ...wish, audience: 'women', discreet: 'true' }).expect(200);
    expect(await readers(app)).toEqual([asked]);
    // Nor does asking again keep alive what nobody says yes to: it begins anew when its days are over.
    app.clock.set('2025-04-08T09:00:00+09:00');
    await ask({ ...wish, audience: 'women' }).expect(200);
    expect(await readers(app)).toMatchObject([
      { audiences: ['women'], createdAt: new Date('2025-04-08T09:00:00+09:00') },
    ]);
  });

  it.each([
    ['before the 25th', '2025-04-25T09:59:00+09:00', '2025年5月の予定を、4月25日（金）ごろに'],
    ['on the 25th', '2025-04-25T10:00:00+09:00', '2025年5月の予定を、まもなくお送りします'],
    ['the day after', '2025-04-27T09:59:00+09:00', '2025年5月の予定を、まもなくお送りします'],
    ['too late for this month', '2025-04-27T10:00:00+09:00', '2025年6月の予定を、5月25日（日）ごろに'],
  ])('says which digest comes first to who says yes %s', async (_when, now, words) => {
    app.clock.set(now);
    const pending = { status: 'pending' as const, confirmedAt: null, createdAt: new Date(now) };
    const { token } = await makeReader(app, town, pending);
    expect((await confirm(token).expect(200)).text).toContain(words);
  });

  it('says what is wrong beside the field, and keeps what was typed', async () => {
    const page = await ask({
      ...{ email: 'hana', organization: '', audience: ['family', 'nobody'], kind: 'lecture' },
      ...{ language: 'en', discreet: 'false' },
    }).expect(422);
    expect(page.text).toContain('id="email-error">');
    expect(page.text).toContain('id="organization-error">');
    expect(page.text).toContain('id="audiences-error">');
    expect(page.text).toContain('value="hana"');
    expect(page.text).toMatch(/value="family" checked/);
    expect(page.text).toMatch(/value="lecture" checked/);
    expect(page.text).toMatch(/value="en" lang="en" selected/);
    expect(page.text).not.toMatch(/id="discreet"[^>]* checked/);
    expect(await readers(app)).toEqual([]);
    await ask({ email: 'hana@mail.example', organization: 'nowhere' }).expect(422);
    await ask({ email: 'a@b\nBcc: eve@mail.example' }).expect(422);
    await ask({ email: `${'a'.repeat(250)}@mail.example` }).expect(422);
    expect(await ledger(app.db)).toEqual([]);
  });

  it('takes filters of the list along, and no address', async () => {
    const { text } = await app.http
      .get(`/digest?organization=${other.slug}&audience=family&kind=lecture&email=eve@mail.example`)
      .expect(200);
    expect(text).toMatch(new RegExp(`value="${other.slug}"[^>]* selected`));
    expect(text).toMatch(/value="family" checked/);
    expect(text).toMatch(/value="lecture" checked/);
    expect(text).not.toContain('eve@');
    expect(text).toMatch(/id="discreet"[^>]* checked/);
  });

  it('leaves by one click, from a mail program or a person, and keeps nothing', async () => {
    const reader = await makeReader(app, town);
    const path = `/digest/${reader.token}/leave`;
    const asked = await app.http.get(path).expect(200);
    expect(asked.text).toContain('お便りを止めますか');
    expect(await readers(app)).toHaveLength(1);
    const left = await app.http
      .post(path)
      .set('Origin', 'https://webmail.example')
      .type('form')
      .send('List-Unsubscribe=One-Click')
      .expect(200);
    expect(left.headers['set-cookie']).toBeUndefined();
    expect(left.text).toContain('お便りを止めました');
    expect(await readers(app)).toEqual([]);

    const again = await app.http.post(path).type('form').send('List-Unsubscribe=One-Click').expect(200);
    const unknown = await app.http.post(`/digest/${'x'.repeat(43)}/leave`).expect(200);
    expect(again.text.replaceAll(reader.token, '')).toBe(unknown.text.replaceAll('x'.repeat(43), ''));
    expect(again.text).toContain('もう止まっています');
    const [gone, never] = [
      await app.http.get(`/digest/${reader.token}`).expect(404),
      await app.http.get(`/digest/${'x'.repeat(43)}`).expect(404),
    ];
    expect(gone.text.replaceAll(reader.token, '')).toBe(never.text.replaceAll('x'.repeat(43), ''));
    await confirm(reader.token).expect(404);
    expect(await readers(app)).toEqual([]);
  });

  it('takes the one click as multipart too (RFC 8058, 3.2)', async () => {
    const { token } = await makeReader(app, town);
    await app.http.post(`/digest/${token}/leave`).field('List-Unsubscribe', 'One-Click').expect(200);
    expect(await readers(app)).toEqual([]);
  });

  it('forgets wishes that nobody said yes to, and old mails of those who have left', async () => {
    await ask({ email: 'hana@mail.example' }).expect(200);
    const { id } = (await readers(app))[0] as { id: string };
    const kept = await makeReader(app, town);
    app.clock.set('2025-04-08T08:59:00+09:00');
    expect(await app.nest.get(DigestSweep).tidy()).toEqual({ requests: 0, messages: 0 });
    app.clock.set('2025-04-08T09:00:00+09:00');
    // Before the night has come: the link is as dead as after it.
    await confirm(tokenOf(id)).expect(404);
    expect(await app.nest.get(DigestSweep).tidy()).toEqual({ requests: 1, messages: 0 });
    expect((await readers(app)).map((reader) => reader.id)).toEqual([kept.id]);
    app.clock.set('2025-06-01T00:00:00+09:00');
    expect(await app.nest.get(DigestSweep).tidy()).toEqual({ requests: 0, messages: 1 });
  });
});
