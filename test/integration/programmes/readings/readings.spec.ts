import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Organization } from '../../../../src/organizations/organization.entity.js';
import { makeOrganization, makeProgramme, makeVenue } from '../../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { faultAt, formIn, theirsAt, typed } from '../editing/page-form.js';

describe('how words of an organization are read', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;
  const path = '/staff/organizations/hikari/readings';
  beforeAll(async () => {
    app = await startTestApp();
    town = await makeOrganization(app.db, { slug: 'hikari', name: '湘南市', nameKana: 'しょうなんし' });
    await makeProgramme(app.db, town, { title: '木漏れ日の家族会' });
    await makeVenue(app.db, town, { name: '潮風会館' });
    staff = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());

  const stored = async () =>
    (await app.db.getRepository(Organization).findOneByOrFail({ id: town.id })).readings;

  it('is pasted as lines, kept in their order, shown as it will look, and in the audit log', async () => {
    const list = '潮風、しおかぜ\r\n\r\n  木漏れ日\tこもれび  \r\n七色丘 なないろがおか\r\n花町：はなまち';
    const answer = await staff.post(path, { ...(await typed(staff, path)), list });
    expect([answer.status, answer.headers.location]).toEqual([303, `${path}?saved=1`]);
    const saved = [
      { text: '潮風', reading: 'しおかぜ' },
      { text: '木漏れ日', reading: 'こもれび' },
      { text: '七色丘', reading: 'なないろがおか' },
      { text: '花町', reading: 'はなまち' },
    ];
    expect(await stored()).toEqual(saved);
    const page = await staff.get(`${path}?saved=1`);
    expect(page.text).toContain('<ruby>木漏<rp>（</rp><rt>こも</rt><rp>）</rp></ruby>れ<ruby>日<rp>');
    expect(formIn(page.text).list).toBe(
      '潮風、しおかぜ\r\n木漏れ日、こもれび\r\n七色丘、なないろがおか\r\n花町、はなまち',
    );
    const [entry] = await app.db.query(
      'SELECT action, before, after FROM audit_entries WHERE subject_id = $1',
      [town.id],
    );
    expect(entry).toEqual({
      action: 'organization.readings_changed',
      before: { readings: [] },
      after: { readings: saved },
    });
    expect((await staff.get('/staff/audit')).text).toContain('ことばの読みを変えた');
    expect((await staff.get('/staff/settings')).text).toContain(`href="${path}"`);
  });

  it.each([
    ['潮風、しおかぜ\n湘南', '2行目：ことばと読みを「、」で分けて、1つずつ書いてください。'],
    ['湘南、しょう、なん', '1行目：ことばと読みを「、」で分けて、1つずつ書いてください。'],
    ['湘南、ショウナン\n潮風、shiokaze', '1、2行目：読み「ショウナン」に、ひらがなではない文字があります。'],
    ['つどい、つどい', '1行目：「つどい」に漢字がありません。読みがいるのは漢字のあることばだけです。'],
    ['湘南、しょうなん\n潮風、しおかぜ\n湘南、しょうなん', '3行目：「湘南」は上にもあります。'],
    [`${'湘'.repeat(201)}、しょう`, '1行目：長すぎます。200文字までです。'],
    ['漢字、<b>', '1行目：読み「&lt;b&gt;」に、ひらがなではない文字があります。'],
  ])('is refused, and nothing typed is lost: %s', async (list, sentence) => {
    const before = await stored();
    const answer = await staff.post(path, { ...(await typed(staff, path)), list });
    expect([answer.status, faultAt(answer.text, 'list')]).toEqual([422, sentence]);
    expect(formIn(answer.text).list?.replaceAll('\r\n', '\n')).toBe(list);
    expect(await stored()).toEqual(before);
  });

  it('is refused for more words than a programme file may have', async () => {
    const words = Array.from(
      { length: 501 },
      (_, index) => `漢${String.fromCodePoint(0x4e00 + index)}、かん`,
    );
    const answer = await staff.post(path, { ...(await typed(staff, path)), list: words.join('\n') });
    expect([answer.status, faultAt(answer.text, 'list')]).toEqual([422, 'ことばは500までです。']);
  });

  it('is suggested for what nobody wrote down, and taken only where a person says so', async () => {
    await staff.post(path, { ...(await typed(staff, path)), list: '花町、はなまち' });
    const form = await typed(staff, `${path}?suggest=1`);
    const suggested = Object.entries(form).filter(([name]) => /^suggested\.\d+\.text$/.test(name));
    const words = suggested.map(([name, text]) => [text, form[name.replace('.text', '.reading')]]);
    expect(words).toContainEqual(['潮風会館', 'しおかぜかいかん']);
    expect(words).toContainEqual(['木漏', expect.any(String)]);
    // Its own name is read, and so are words of the house.
    expect(words.flat()).not.toContain('湘南');
    expect(words.flat()).not.toContain('家族会');

    const number = words.findIndex(([text]) => text === '潮風会館');
    const other = words.findIndex(([text]) => text === '木漏');
    const wrong = { [`suggested.${other}.confirmed`]: '1', [`suggested.${other}.reading`]: 'コモ' };
    const refused = await staff.post(path, { ...form, ...wrong });
    expect([refused.status, faultAt(refused.text, `suggested.${other}.reading`)]).toEqual([
      422,
      '「木漏」の読みを、ひらがなで書いてください。',
    ]);
    expect(formIn(refused.text)).toMatchObject(wrong);
    expect(await stored()).toEqual([{ text: '花町', reading: 'はなまち' }]);

    await staff.post(path, { ...form, [`suggested.${number}.confirmed`]: '1' });
    expect(await stored()).toEqual([
      { text: '花町', reading: 'はなまち' },
      { text: '潮風会館', reading: 'しおかぜかいかん' },
    ]);
  });

  it('is not overwritten where two people change it', async () => {
    const mine = await typed(staff, path, { list: '湘南、しょうなん' });
    const theirs = await typed(staff, path, { list: '潮風、しおかぜ' });
    await staff.post(path, theirs);
    const answer = await staff.post(path, mine);
    expect([answer.status, theirsAt(answer.text, 'list')]).toEqual([
      409,
      'ほかの人が保存した内容：潮風、しおかぜ',
    ]);
    expect(await stored()).toEqual([{ text: '潮風', reading: 'しおかぜ' }]);
  });

  it('is nobody else’s business', async () => {
    const looking = await signInAs(app, town, 'viewer');
    expect((await looking.get(path)).status).toBe(403);
    const elsewhere = await signInAs(app, await makeOrganization(app.db), 'owner');
    expect((await elsewhere.get(path)).status).toBe(404);
  });
});
