import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { type ComposedMail, MailComposers } from '../../../../src/platform/mail/composers.js';
import { Message } from '../../../../src/platform/mail/message.entity.js';
import { Course } from '../../../../src/programmes/course.entity.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { MailText } from '../../../../src/registrations/mails/texts/mail-text.entity.js';
import { Registration } from '../../../../src/registrations/registration.entity.js';
import { newId } from '../../../../src/shared/ids.js';
import { makeCourse, makeProgramme, makeTerm } from '../../../support/factories.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';

const BODY = '{{greeting}}\n\nお茶を用意しています。\n\n{{dates}}\n\n{{link}}';

let app: TestApp;
let town: Organization;
let programme: Programme;
let sessionId: string;

beforeAll(async () => {
  app = await startTestApp();
  const term = await makeTerm(app.db, {
    dates: ['2025-04-14'],
    capacity: 40,
    programme: { title: 'ひきこもり家族教室' },
  });
  town = term.organization;
  programme = term.programme;
  sessionId = term.sessions[0]!.id;
});
afterAll(() => app.close());
afterEach(async () => {
  await app.db.query('DELETE FROM mail_texts');
  await app.db.manager.update(Programme, programme.id, { title: 'ひきこもり家族教室' });
});

async function mailTo(nickname: string, more: { discreet?: boolean; language?: string } = {}) {
  const answer = await app.http
    .post('/api/v1/registrations')
    .set('idempotency-key', newId())
    .send({ session: sessionId, people: 1, nickname, email: `${newId()}@mail.example`, ...more });
  if (answer.status !== 201) throw new Error(`registering answered ${answer.status} ${answer.text}`);
  const message = await app.db.manager.findOneByOrFail(Message, {
    subjectId: answer.body.id,
    kind: 'confirmed',
  });
  return (await app.nest.get(MailComposers).compose(message)) as ComposedMail;
}

const say = (text: Partial<MailText>) =>
  app.db.manager.insert(MailText, {
    organizationId: town.id,
    ...{ kind: 'confirmed', language: 'ja', discreet: true, body: BODY, changedAt: new Date() },
    subject: 'お待ちしています（{{code}}）',
    ...text,
  });

describe('a mail in an organization’s own words', () => {
  it('goes to those for whom they were written, and to nobody else', async () => {
    await say({});
    const own = await mailTo('花');
    expect(own.subject).toMatch(/^お待ちしています（\w{6}）$/);
    expect(own.text).toContain('花 さま\n\nお茶を用意しています。\n\n日時');
    expect(own.text).toContain('/my/');
    expect(own.html).toContain('お茶を用意しています。');
    // What a lock screen shows is the first thing that they say.
    expect(own.preview).toBe('お茶を用意しています。');
    for (const other of [{ discreet: false }, { language: 'en' }, { language: 'ja-simple' }])
      expect((await mailTo('花', other)).text).not.toContain('お茶');
  });

  it('says nothing but what was typed: a nickname is neither placeholder nor HTML', async () => {
    await say({});
    const { text, html } = await mailTo('{{code}}<b>&{{link}}');
    expect(text).toContain('{{code}}<b>&{{link}} さま');
    expect(html).toContain('{{code}}&lt;b&gt;&amp;{{link}} さま');
    expect(text.match(/\/my\//g)).toHaveLength(1);
  });

  it('says the usual words once the programme has a name that they give away', async () => {
    await say({ body: BODY.replace('お茶', 'あさがおのお茶') });
    expect((await mailTo('花')).text).toContain('あさがおのお茶');
    await app.db.manager.update(Programme, programme.id, { title: 'アサガオ' });
    const usual = await mailTo('花');
    expect(usual.text).not.toContain('あさがお');
    expect(usual.subject).toContain('受付のお知らせ');
    // Negative control: those who asked for plain mail get them all the same.
    await say({ discreet: false, body: BODY.replace('お茶', 'あさがおのお茶') });
    expect((await mailTo('花', { discreet: false })).text).toContain('あさがおのお茶');
  });

  it('says the usual words once anything else that the organization holds has a name that they give away', async () => {
    await say({ body: BODY.replace('お茶', 'あさがおのお茶') });
    const course = await makeCourse(app.db, await makeProgramme(app.db, town, { key: 'other' }), {});
    expect((await mailTo('花')).text).toContain('あさがおのお茶');
    await app.db.manager.update(Course, course.id, { title: 'あさがおのお茶（後期）' });
    expect((await mailTo('花')).text).not.toContain('あさがお');
    await app.db.manager.update(Course, course.id, { title: '令和7年度' });
    expect((await mailTo('花')).text).toContain('あさがおのお茶');
  });

  it('are another’s for members: who becomes one is told no more than that', async () => {
    await say({});
    const id = newId();
    const [row] = await app.db.query('SELECT * FROM registrations LIMIT 1');
    await app.db.manager.insert(Registration, {
      ...{ id, organizationId: row.organization_id, programmeId: row.programme_id, courseId: row.course_id },
      ...{
        poolKey: '',
        code: 'MEM234',
        tokenHash: id,
        requestHash: id,
        status: 'confirmed' as const,
        people: 1,
      },
      ...{ nickname: '花', email: `${id}@mail.example`, membership: true, discreet: true },
      ...{ queuedAt: new Date(), createdAt: new Date() },
    });
    const about = { kind: 'confirmed', subjectId: id, recipient: `${id}@mail.example` };
    const message = { id: newId(), ...about, createdAt: app.clock.now() } as Message;
    const mail = (await app.nest.get(MailComposers).compose(message)) as ComposedMail;
    expect(mail.text).toContain('登録ができました');
    expect(mail.text).not.toContain('お茶');
  });
});
