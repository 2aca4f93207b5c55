import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organization } from '../../../src/organizations/organization.entity.js';
import { ApiTokens } from '../../../src/organizations/tokens/api-tokens.service.js';
import { Webhook } from '../../../src/organizations/webhooks/webhook.entity.js';
import { Programme } from '../../../src/programmes/programme.entity.js';
import { makeOrganization, makePool, makeSession } from '../../support/factories.js';
import { expectGolden } from '../../support/golden.js';
import { register } from '../../support/registering.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { makeAsking, makeHost, makeWebhook, twoTowns, wordsOf } from './privacy-town.js';

describe('pages that say what is kept of whom', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
    await twoTowns(app.db);
  });
  afterAll(() => app.close());

  const pageOf = async (slug: string, language = ''): Promise<string> =>
    wordsOf((await app.http.get(`/privacy/${slug}${language && `?lang=${language}`}`).expect(200)).text);

  it.each(['asking', 'quiet'])('says of %s what it has set, in three languages', async (slug) => {
    for (const language of ['ja', 'ja-simple', 'en'])
      expectGolden(
        `privacy/${slug}.${language}.txt`,
        Buffer.from(await pageOf(slug, language === 'ja' ? '' : language)),
      );
  });

  it('lists the organizations, and says what the site itself keeps', async () => {
    for (const language of ['ja', 'ja-simple', 'en']) {
      const { text } = await app.http
        .get(`/privacy${language === 'ja' ? '' : `?lang=${language}`}`)
        .expect(200);
      expect(text).toContain('/privacy/asking');
      expectGolden(`privacy/site.${language}.txt`, Buffer.from(wordsOf(text)));
    }
  });

  it('names no address of another system', async () => {
    const { text } = await app.http.get('/privacy/asking');
    expect(text).not.toContain('ledger.example');
    expect(text).not.toContain('町の台帳');
  });

  it('knows no town that is none', async () => {
    await app.http.get('/privacy/nowhere').expect(404);
    await app.http.get('/privacy/asking?lang=xx&page=-1&q=%F0').expect(200);
  });

  /** Each setting, and what of the page must change with it. */
  const SETTINGS: readonly (readonly [string, Partial<Organization>, string])[] = [
    ['contactName', { contactName: 'みどり課' }, 'みどり課'],
    ['contactTel', { contactTel: '03-1111-1111' }, '03-1111-1111'],
    ['contactEmail', { contactEmail: 'midori@town.example' }, 'midori@town.example'],
    ['senderName', { senderName: 'みどり便り' }, '「みどり便り」の名前でお送りします'],
    ['secondFactorRequired', { secondFactorRequired: true }, 'もう一つの確かめをしてからサインインします'],
    ['privacyNote', { privacyNote: '紙には残しません。' }, '紙には残しません。'],
    ['sensitiveAnswersDays', { sensitiveAnswersDays: 7 }, '最後の回が終わって7日で消えます'],
    ['name', { name: 'みどり市' }, 'みどり市での個人情報のあつかい'],
  ];

  it.each(SETTINGS)('changes with the setting %s, and with nothing else', async (_, change, words) => {
    const town = await makeOrganization(app.db, { name: 'もと市', nameEn: null });
    const sensitive = { key: 'state', text: '様子', type: 'short' as const, sensitive: true };
    await makeAsking(app.db, town, { questions: [sensitive] });
    expect(await pageOf(town.slug)).toBe(await pageOf(town.slug));
    expect(await pageOf(town.slug)).not.toContain(words);
    await app.db.manager.update(Organization, town.id, change as never);
    expect(await pageOf(town.slug)).toContain(words);
  });

  it('changes with what a programme asks', async () => {
    const town = await makeOrganization(app.db, { name: 'もと市' });
    expect(await pageOf(town.slug)).toContain('いまは何も伺っていません');
    const { programme } = await makeAsking(app.db, town, { asks: { relation: 'no', companions: 'no' } });
    expect(await pageOf(town.slug)).toContain('そのほかの質問はありません');
    expect(await pageOf(town.slug)).toMatch(/どの事業でも伺いません。.*年齢/);
    await app.db.manager.update(Programme, programme.id, { asks: { age: 'required' } });
    expect(await pageOf(town.slug)).toMatch(/年齢（年代ごとの人数を数えるため）\nかならず伺います/);
    // A programme that is over asks nobody any more.
    await app.db.manager.update(Programme, programme.id, { status: 'ended' });
    expect(await pageOf(town.slug)).toContain('いまは何も伺っていません');
  });

  it('says who of other organizations sees what', async () => {
    const town = await makeOrganization(app.db);
    const other = await makeOrganization(app.db, { name: 'となり市' });
    const { programme } = await makeAsking(app.db, town, { title: '教室' });
    expect(await pageOf(town.slug)).toContain('ほかの団体の職員は、申込を見られません');
    const by = { name: 'となり市', hostOrganizationId: other.id };
    const cases = [
      ['sponsor', 'organizer', '人数だけを見られます'],
      ['co_host', null, '自分の市区町村にお住まいと書いた方の申込だけ'],
      ['co_host', 'reception', '申込を見られます。要配慮の質問の答えは見られません'],
      ['operator', 'organizer', '申込と、要配慮の質問の答えを見られます'],
    ] as const;
    for (const [role, rights, words] of cases) {
      await app.db.query('DELETE FROM programme_hosts WHERE programme_id = $1', [programme.id]);
      await makeHost(app.db, programme, { ...by, role, rights });
      expect(await pageOf(town.slug)).toContain(`となり市の職員は、${words}`);
    }
  });

  it('says so too of what is over, as long as somebody is registered there', async () => {
    const town = await makeOrganization(app.db);
    const other = await makeOrganization(app.db, { name: 'となり市' });
    const { programme, course } = await makeAsking(app.db, town, { title: '去年の教室' });
    await makeHost(app.db, programme, {
      ...{ role: 'co_host', name: 'となり市', hostOrganizationId: other.id, rights: 'organizer' },
    });
    const seen = 'となり市の職員は、申込と、要配慮の質問の答えを見られます（去年の教室）';
    await app.db.manager.update(Programme, programme.id, { status: 'ended' });
    expect(await pageOf(town.slug)).toContain('ほかの団体の職員は、申込を見られません');
    const session = await makeSession(app.db, course, { number: 1 });
    await makePool(app.db, session);
    await app.db.manager.update(Programme, programme.id, { status: 'continued' });
    const { id } = await register(app, { course: course.id, people: 1 });
    await app.db.manager.update(Programme, programme.id, { status: 'ended' });
    await app.db.query('UPDATE courses SET fiscal_year = 2001, lottery = $2 WHERE id = $1', [course.id, {}]);
    const page = await pageOf(town.slug);
    expect(page).toContain(seen);
    expect(page).toContain('一覧を、お名前なしで公開します');
    expect(page).toContain('要配慮の質問は、いまありません');
    await app.db.query(
      `INSERT INTO sensitive_answers (registration_id, question, organization_id, answer) VALUES ($1, 'state', $2, '様子')`,
      [id, town.id],
    );
    expect(await pageOf(town.slug)).not.toContain('要配慮の質問は、いまありません');
  });

  it('says honestly what other systems are told and may read', async () => {
    const town = await makeOrganization(app.db);
    expect(await pageOf(town.slug)).toContain('ほかのシステムに知らせていません');
    const id = await makeWebhook(app.db, town, ['session.changed']);
    expect(await pageOf(town.slug)).toContain('日程の変更や出席の人数だけ');
    await app.db.manager.update(Webhook, id, { events: ['registration.made'] });
    expect(await pageOf(town.slug)).toContain('受付番号、人数、申込のようす');
    await app.db.manager.update(Webhook, id, { pausedAt: new Date() });
    expect(await pageOf(town.slug)).toContain('ほかのシステムに知らせていません');
    expect(await pageOf(town.slug)).toContain('申込を読めるほかのシステムはありません');
    await app.nest
      .get(ApiTokens)
      .createForOperator({ organizationSlugs: [town.slug], label: 'ledger', role: 'organizer' });
    expect(await pageOf(town.slug)).toContain('申込を読めるようになっています');
  });
});
