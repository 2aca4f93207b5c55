import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Like } from 'typeorm';
import { AuditEntry } from '../../../../src/organizations/audit/audit-entry.entity.js';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { LANGUAGES } from '../../../../src/platform/views/messages.js';
import { Views } from '../../../../src/platform/views/views.js';
import { MailText } from '../../../../src/registrations/mails/texts/mail-text.entity.js';
import { textFaults } from '../../../../src/registrations/mails/texts/text-faults.js';
import { TextKinds } from '../../../../src/registrations/mails/texts/text-kinds.js';
import { usualText } from '../../../../src/registrations/mails/texts/usual-text.js';
import {
  makeCourse,
  makeOrganization,
  makePool,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../../support/factories.js';
import { bearer, type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const BODY = '{{greeting}}\n\nお会いするのを楽しみにしています。\n\n{{details}}\n\n{{dates}}\n\n{{link}}';

let app: TestApp;
let town: Organization;
let staff: StaffBrowser;
let authorization: string;

beforeAll(async () => {
  app = await startTestApp();
  town = await makeOrganization(app.db, { senderName: 'あさがお会', slug: 'asagao' });
  const programme = await makeProgramme(app.db, town, {
    title: 'ひきこもり家族教室',
    titleEn: 'Family class',
  });
  const venue = await makeVenue(app.db, town, { name: 'みどり会館' });
  const course = await makeCourse(app.db, programme, { title: '令和7年度 はじめてのお茶' });
  for (const startsOn of ['2025-03-10', '2025-04-14', '2025-05-12']) {
    const session = await makeSession(app.db, course, { startsOn, venueId: venue.id, topic: '境界線の話' });
    await makePool(app.db, session);
  }
  await makeProgramme(app.db, town, { title: '釣りの会', slug: 'asagao-fishing', key: 'fishing' });
  staff = await signInAs(app, town, 'organizer');
  authorization = await bearer(app, town, 'organizer');
});
afterAll(() => app.close());
afterEach(async () => {
  await app.db.query('DELETE FROM mail_texts');
  earlier += (await acts()).length;
});

const pageOf = (variant = 'plain', kind = 'confirmed', language = 'ja') =>
  `/staff/organizations/asagao/mail-texts/${kind}/${language}/${variant}`;
const saved = () => app.db.getRepository(MailText).find();
/** Entries of the tests before: the log only grows. */
let earlier = 0;
const acts = async () => {
  const where = { organizationId: town.id, action: Like('mail_text%') };
  const all = await app.db.getRepository(AuditEntry).find({ where, order: { id: 'ASC' } });
  return all.slice(earlier);
};
const versionIn = (html: string) => /name="version" value="([^"]*)"/.exec(html)?.[1];
const textAreaIn = (html: string) => /<textarea[^>]*>\n?([^<]*)</.exec(html)?.[1];
const frameIn = (html: string) => /<iframe[^>]*srcdoc="([^"]*)"/.exec(html)?.[1] ?? '';
const post = async (fields: Record<string, string>, path = pageOf()) => {
  const version = versionIn((await staff.get(path)).text) ?? '';
  return staff.post(path, { version, ...fields });
};

describe('the usual words of every kind of mail', () => {
  it('can be written as a text that would be saved, in every language, for both sorts of readers', () => {
    const { messages } = app.nest.get(Views);
    const kinds = app.nest.get(TextKinds).all();
    expect(kinds.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['confirmed', 'changed', 'reminder', 'offered', 'membership', 'lottery_lost']),
    );
    for (const kind of kinds) {
      for (const language of LANGUAGES) {
        for (const discreet of [true, false]) {
          const text = usualText(kind, { language, discreet }, messages);
          const hidden = ['ひきこもり家族教室', 'ひかり市'];
          expect({
            kind: kind.kind,
            language,
            discreet,
            faults: textFaults(text, kind, { discreet, hidden }),
          }).toEqual({
            ...{ kind: kind.kind, language, discreet, faults: [] },
          });
        }
      }
    }
  });

  it('are written out where they always read the same, and are a placeholder where they do not', () => {
    const { messages } = app.nest.get(Views);
    const kinds = app.nest.get(TextKinds);
    const textOf = (kind: string) =>
      usualText(kinds.of(kind)!, { language: 'ja', discreet: false }, messages);
    expect(textOf('confirmed').subject).toBe('{{programme}}：受け付けました（受付番号 {{code}}）');
    expect(textOf('confirmed').body).toContain('\n\n席をお取りしています。当日お待ちしています。\n\n');
    // What comes next depends on how many dates there are.
    expect(textOf('confirmed').body).toContain('\n\n{{next}}');
    expect(textOf('offered').body).toContain('{{deadline}}まで、あなたのためにお取りしています');
    expect(textOf('waiting').body).toContain('\n\n{{lead}}\n\n');
  });
});

describe('the pages', () => {
  it('list every kind, and mark what is in the town’s own words', async () => {
    const list = () => staff.get('/staff/mail-texts');
    const before = await list();
    expect(before.status).toBe(200);
    expect(before.text).not.toContain('変更済み');
    expect((await post({ act: 'save', subject: '受け付けました', body: BODY })).status).toBe(303);
    const { text } = await list();
    expect(text.match(/変更済み/g)).toHaveLength(1);
    expect(text).toContain(`href="${pageOf()}"`);
    expect(text).toContain(`href="${pageOf('discreet', 'reminder', 'ja-simple')}"`);
  });

  it('show the usual words, and the mail that they make of what is on next, for somebody invented', async () => {
    const { text, headers } = await staff.get(pageOf());
    expect(textAreaIn(text)).toContain('席をお取りしています。当日お待ちしています。');
    const frame = frameIn(text);
    expect(frame).toContain('みどり会館');
    expect(frame).toContain('4月14日');
    expect(frame).toContain('5月12日');
    expect(frame).not.toContain('3月10日');
    expect(text).toContain('<p class="lock-sender">あさがお会</p>');
    expect(text).toContain(
      '<p class="lock-subject">ひきこもり家族教室：受け付けました（受付番号 見本23）</p>',
    );
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).not.toContain('script');
  });

  it('show a discreet mail that gives nothing away', async () => {
    const { text } = await staff.get(pageOf('discreet'));
    const shown = `${frameIn(text)}${/<pre class="mail-text"[^>]*>([^<]*)</.exec(text)?.[1]}${/<div class="lock-screen"[\s\S]*?<\/div>/.exec(text)?.[0]}`;
    for (const told of ['ひきこもり', '家族教室', 'みどり会館', '境界線の話', 'あさがお会', 'ひかり市'])
      expect(shown).not.toContain(told);
    expect(shown).toContain('4月14日');
    // It is not even offered.
    expect(text).not.toContain('{{programme}}');
  });

  it('show an unsaved text, and save nothing', async () => {
    const answer = await post({ act: 'preview', subject: '{{programme}}でお会いしましょう', body: BODY });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<p class="lock-subject">ひきこもり家族教室でお会いしましょう</p>');
    expect(frameIn(answer.text)).toContain('お会いするのを楽しみにしています。');
    expect(textAreaIn(answer.text)).toContain('お会いするのを楽しみにしています。');
    expect(await saved()).toEqual([]);
    expect(await acts()).toEqual([]);
  });

  it('show it for the programme that was chosen; what is another town’s is as none', async () => {
    const subject = '{{programme}}';
    const about = async (programme: string) =>
      (await post({ act: 'preview', subject, body: BODY, programme })).text.match(
        /lock-subject">([^<]*)/,
      )?.[1];
    expect(await about('asagao-fishing')).toBe('釣りの会');
    expect(await about('')).toBe('ひきこもり家族教室');
    const other = await makeProgramme(app.db, await makeOrganization(app.db), { title: 'よその会' });
    expect(await about(other.slug)).toBe('ひきこもり家族教室');
  });

  it('never read what is typed as HTML', async () => {
    const body = `${BODY}\n\n<script>alert(1)</script> "x" & </iframe>`;
    const { text } = await post({ act: 'preview', subject: '<b>お知らせ</b>', body });
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<b>お知らせ');
    // In the frame, twice escaped: once as text of the mail, once as the frame's attribute.
    expect(frameIn(text)).toContain('&amp;lt;script&amp;gt;');
  });

  it('save, with what was before and after in the log, and go back to the usual words', async () => {
    expect(
      (await post({ act: 'save', subject: ' 一つ目 ', body: BODY.replaceAll('\n', '\r\n') })).status,
    ).toBe(303);
    expect((await post({ act: 'save', subject: '二つ目', body: BODY })).status).toBe(303);
    // What is there already is no change.
    expect((await post({ act: 'save', subject: '二つ目', body: BODY })).status).toBe(303);
    expect(await saved()).toMatchObject([
      {
        organizationId: town.id,
        kind: 'confirmed',
        language: 'ja',
        discreet: false,
        subject: '二つ目',
        body: BODY,
      },
    ]);
    const answer = await post({ act: 'reset' });
    expect(answer.headers.location).toBe(`${pageOf()}?done=reset`);
    expect(await saved()).toEqual([]);
    const about = { kind: 'confirmed', language: 'ja', variant: 'plain' };
    expect(await acts()).toMatchObject([
      { action: 'mail_text.changed', before: about, after: { ...about, subject: '一つ目', body: BODY } },
      { action: 'mail_text.changed', before: { ...about, subject: '一つ目' }, after: { subject: '二つ目' } },
      { action: 'mail_text.reset', before: { ...about, subject: '二つ目', body: BODY }, after: about },
    ]);
    expect((await staff.get(answer.headers.location as string)).text).toContain('いつもの文に戻しました');
  });

  it('refuse a text with a fault beside its field, with what to do, and nothing lost', async () => {
    const answer = await post({ act: 'save', subject: '{{kode}}', body: `${BODY}\n\n待つ {{` });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('{{kode}} という差し込みは、ここでは使えません。 使えるもの：{{code}}');
    expect(answer.text).toMatch(/id="body-error">「\{\{」の波かっこが閉じていません。/);
    expect(answer.text).toContain('value="{{kode}}"');
    expect(textAreaIn(answer.text)).toContain('待つ {{');
    expect(await saved()).toEqual([]);
    expect((await post({ act: 'preview', subject: '{{kode}}', body: BODY })).status).toBe(422);
  });

  it('refuse what gives a discreet reader away: the word, any programme’s title, the town’s name, its houses, courses and topics', async () => {
    const path = pageOf('discreet');
    const body = '{{dates}}\n\n{{link}}';
    for (const subject of [
      'ヒキコモリ',
      'ひきこもり家族教室',
      '釣りの会のご案内',
      'FAMILY CLASS',
      'ひかり市より',
      'みどり会館にて',
      '家族教室のお知らせ',
      '境界線の話をします',
      'はじめてのお茶',
    ]) {
      const answer = await post({ act: 'save', subject, body }, path);
      expect({ subject, status: answer.status }).toEqual({ subject, status: 422 });
      expect(answer.text).toContain('控えめなメールに');
    }
    expect(
      (await post({ act: 'save', subject: 'お会いしましょう（令和7年度の予定）', body }, path)).status,
    ).toBe(303);
  });

  it('keep both texts where two people edit at once', async () => {
    const version = versionIn((await staff.get(pageOf())).text) ?? '';
    expect((await staff.post(pageOf(), { version, act: 'save', subject: '先の人', body: BODY })).status).toBe(
      303,
    );
    const later = await staff.post(pageOf(), { version, act: 'save', subject: '後の人', body: BODY });
    expect(later.status).toBe(409);
    expect(later.text).toContain('value="後の人"');
    expect(later.text).toContain('ほかの人が保存した内容：先の人');
    expect(await saved()).toMatchObject([{ subject: '先の人' }]);
    // Whoever has seen the other's words and saves again means to.
    const seen = versionIn(later.text) ?? '';
    expect(
      (await staff.post(pageOf(), { version: seen, act: 'save', subject: '後の人', body: BODY })).status,
    ).toBe(303);
    expect(await saved()).toMatchObject([{ subject: '後の人' }]);
    // Nor is it thrown away by somebody who has not seen it.
    expect((await staff.post(pageOf(), { version: seen, act: 'reset' })).status).toBe(409);
    expect(await saved()).toMatchObject([{ subject: '後の人' }]);
  });

  it('are there for organizers of the town alone, and take no form from elsewhere', async () => {
    const reception = await signInAs(app, town, 'reception');
    expect((await reception.get(pageOf())).status).toBe(403);
    expect((await reception.get('/staff/mail-texts')).status).toBe(403);
    const visitor = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect((await visitor.get(pageOf())).status).toBe(404);
    expect((await visitor.post(pageOf(), { act: 'save', subject: 'x', body: BODY })).status).toBe(404);
    expect((await visitor.get('/staff/mail-texts')).text).not.toContain('asagao');
    expect((await staff.agent.post(pageOf()).type('form').send({ subject: 'x', body: BODY })).status).toBe(
      403,
    );
    for (const path of [pageOf('other'), pageOf('plain', 'recovery'), pageOf('plain', 'confirmed', 'fr')])
      expect((await staff.get(path)).status).toBe(404);
    expect(await saved()).toEqual([]);
  });
});

describe('the API', () => {
  const path = `/api/v1${pageOf()}`;
  const put = (body: object) => app.http.put(path).set('authorization', authorization).send(body);

  it('reads, saves and takes back a text with the same rules', async () => {
    const usual = await app.http.get(path).set('authorization', authorization);
    expect(usual.body).toMatchObject({ kind: 'confirmed', isOwn: false, version: null, variant: 'plain' });
    expect(usual.body.placeholders).toContainEqual({
      ...{ name: 'link', isBlock: true, isRequired: true, isForSubject: false },
    });
    const mine = await put({ subject: '受け付けました', body: BODY, version: null });
    expect({ status: mine.status, ...mine.body }).toMatchObject({
      status: 200,
      isOwn: true,
      subject: '受け付けました',
    });
    expect((await put({ subject: '別の', body: BODY, version: null })).body.code).toBe('conflict');
    expect((await put({ subject: '別の', body: BODY, version: mine.body.version })).status).toBe(200);
    const refused = await put({ subject: '{{x}}', body: '' });
    expect(refused.status).toBe(422);
    expect(refused.body.faults.map(({ code }: { code: string }) => code)).toEqual([
      ...['mailText.unknownPlaceholder', 'isNotEmpty', 'mailText.missingBlock', 'mailText.missingBlock'],
    ]);
    const back = await app.http.delete(path).set('authorization', authorization);
    expect(back.body).toMatchObject({ isOwn: false, subject: usual.body.subject });
    expect(await saved()).toEqual([]);
  });
});
