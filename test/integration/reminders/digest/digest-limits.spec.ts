import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import {
  CONFIRM_MAILS_A_DAY,
  CONFIRM_MAILS_A_WEEK,
  REFUSED_DAYS,
} from '../../../../src/reminders/digest/digest-subscriptions.service.js';
import { DIGEST_ATTEMPTS } from '../../../../src/reminders/digest/digest-throttle.js';
import { DigestTokens } from '../../../../src/reminders/digest/digest-tokens.js';
import { makeOrganization, makeProgramme } from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { ledger } from '../../mail/registered.js';
import { makeReader, readers } from './readers.js';

const NOW = '2025-04-01T09:00:00+09:00';

describe('what an address is asked, at most, about the digest', () => {
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

  it('asks an address no more for a month whose reader refused, and answers as ever', async () => {
    const [wish, elsewhere] = [
      { email: 'hana@mail.example' },
      { email: 'hana@mail.example', organization: other.slug },
    ];
    const first = await ask(wish).expect(200);
    const token = tokenOf((await readers(app))[0]?.id as string);
    expect((await app.http.get(`/digest/${token}/leave`)).text).toContain('お知らせを断りますか');
    const refused = await app.http
      .post(`/digest/${token}/leave`)
      .type('form')
      .send('List-Unsubscribe=One-Click');
    expect(refused.text).toContain(`${REFUSED_DAYS}日のあいだ`);
    expect(await readers(app)).toEqual([]);
    expect(await ledger(app.db)).toHaveLength(1);
    for (const again of [wish, elsewhere]) {
      app.clock.set('2025-05-01T08:59:00+09:00');
      const answer = await ask(again).expect(200);
      expect(answer.text).toBe(first.text);
    }
    expect(await ledger(app.db)).toHaveLength(1);
    expect(await readers(app)).toEqual([]);
    expect(JSON.stringify(await app.db.query('SELECT * FROM rate_limits'))).not.toContain('hana');
    app.clock.set('2025-05-01T09:00:00+09:00');
    await ask(wish).expect(200);
    expect(await ledger(app.db)).toHaveLength(2);
  });

  it('asks again at once whoever had said yes, and left', async () => {
    const { token } = await makeReader(app, town, { email: 'hana@mail.example' });
    await app.http.post(`/digest/${token}/leave`).expect(200);
    await ask({ email: 'hana@mail.example' }).expect(200);
    expect(await ledger(app.db)).toHaveLength(1);
  });

  it('sends an address only a few mails a day, from wherever and for whichever organization', async () => {
    const mails = async () => (await ledger(app.db)).length;
    await Promise.all([1, 2, 3, 4].map(() => ask({ email: 'hana@mail.example' }).expect(200)));
    expect(await mails()).toBe(1);
    for (let hour = 10; hour < 18; hour++) {
      app.clock.set(`2025-04-01T${hour}:00:00+09:00`);
      const organization = hour % 2 ? town.slug : other.slug;
      await ask({ email: 'HANA@mail.example', organization }).expect(200);
    }
    expect(await mails()).toBe(CONFIRM_MAILS_A_DAY);
    expect(await readers(app)).toHaveLength(2);
    for (let day = 2; day < 8; day++) {
      app.clock.set(`2025-04-0${day}T18:00:00+09:00`);
      await ask({ email: 'hana@mail.example' }).expect(200);
      expect(await mails()).toBe(Math.min(CONFIRM_MAILS_A_DAY + day - 1, CONFIRM_MAILS_A_WEEK));
    }
    app.clock.set('2025-04-08T18:00:00+09:00');
    await ask({ email: 'hana@mail.example' }).expect(200);
    expect(await mails()).toBe(CONFIRM_MAILS_A_WEEK + 1);
  });

  it('counts together what is asked of many organizations at the same time', async () => {
    const slugs = [town.slug, other.slug];
    for (let more = 0; more < 6; more++) {
      const organization = await makeOrganization(app.db);
      await makeProgramme(app.db, organization);
      slugs.push(organization.slug);
    }
    const asked = slugs.map((organization) => ask({ email: 'hana@mail.example', organization }).expect(200));
    await Promise.all(asked);
    expect(await ledger(app.db)).toHaveLength(CONFIRM_MAILS_A_DAY);
  });

  it('refuses forms of other sites, and an origin that asks too often', async () => {
    await from(app.http.post('/digest'))
      .set('Origin', 'https://evil.example')
      .send({ email: 'hana@mail.example', organization: town.slug })
      .expect(403);
    const many = Array.from({ length: DIGEST_ATTEMPTS }, (_, index) =>
      ask({ email: `a${index}@mail.example` }, '198.51.100.7').expect(200),
    );
    await Promise.all(many);
    const refused = await ask({ email: 'rin@mail.example' }, '198.51.100.7').expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.text).toContain('value="rin@mail.example"');
    await ask({ email: 'rin@mail.example' }, '198.51.100.8').expect(200);
  });
});
