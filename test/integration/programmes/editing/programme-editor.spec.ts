import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { idOfKey } from '../../../../src/shared/ids.js';
import { makeOrganization, makeProgramme } from '../../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { faultAt, formIn, typed } from './page-form.js';

describe('the programme editor', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;
  beforeAll(async () => {
    app = await startTestApp();
    town = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市' });
    staff = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());

  const stored = (slug: string) => app.db.getRepository(Programme).findOneByOrFail({ slug });
  const auditOf = (id: string) =>
    app.db.query('SELECT action, before, after FROM audit_entries WHERE subject_id = $1 ORDER BY at, id', [
      id,
    ]);
  const hostsOf = (id: string) =>
    app.db.query(
      'SELECT role, name, host_organization_id AS town, rights FROM programme_hosts WHERE programme_id = $1 ORDER BY position',
      [id],
    );
  const newPath = '/staff/programmes/new?organization=hikari';

  it('begins a programme with all that can be said of it', async () => {
    const lecture = await makeProgramme(app.db, town, { key: 'lecture', title: '講演会' });
    const neighbour = await makeOrganization(app.db, { slug: 'tonari', name: 'となり市' });
    const fields = await typed(staff, newPath, {
      title: ' 家族の集い ',
      titleEn: 'Family gathering',
      kind: 'family_meeting',
      'audiences.family': '1',
      'audiences.supporter': '1',
      audience: '家族\r\n（きょうだいも）',
      description: '',
      partOf: 'lecture',
      status: 'trial',
      'frequency.per': 'year',
      'frequency.times': '２',
      'frequency.qualifier': 'about',
      'frequency.text': '年2回程度',
      'relations.0.kind': 'follows',
      'relations.0.programme': 'lecture',
      'relations.0.text': '講演会の後に',
      'hosts.0.role': 'organizer',
      'hosts.0.name': 'ひかり市',
      'hosts.1.role': 'co_host',
      'hosts.1.name': 'となり市 保健所',
      'hosts.1.organization': 'tonari',
      'hosts.1.rights': 'reception',
      'reminders.0.daysBefore': '3',
      'reminders.0.at': '09:30',
      'reminders.1.hoursBefore': '２',
      'thanks.daysAfter': '1',
      'thanks.at': '10:00',
      notes: '飲み物をお持ちください\r\n\r\n途中から入れます',
      sourceDoubt: '年により回数がちがう',
    });
    const answer = await staff.post('/staff/programmes/new', fields);
    expect([answer.status, answer.headers.location]).toEqual([
      303,
      '/staff/programmes/hikari-family-meeting/edit?saved=1',
    ]);
    const programme = await stored('hikari-family-meeting');
    expect(programme).toMatchObject({
      id: idOfKey('programme', 'hikari', 'family-meeting'),
      key: 'family-meeting',
      organizationId: town.id,
      title: '家族の集い',
      titleEn: 'Family gathering',
      kind: 'family_meeting',
      audience: '家族\n（きょうだいも）',
      audiences: ['family', 'supporter'],
      description: null,
      status: 'trial',
      partOfId: lecture.id,
      frequency: { per: 'year', times: 2, qualifier: 'about', text: '年2回程度' },
      relations: [{ kind: 'follows', programmeId: lecture.id, text: '講演会の後に' }],
      reminders: [{ daysBefore: 3, at: '09:30' }, { hoursBefore: 2 }],
      thanks: { daysAfter: 1, at: '10:00' },
      notes: ['飲み物をお持ちください', '途中から入れます'],
      sourceDoubt: ['年により回数がちがう'],
      asked: null,
    });
    expect(await hostsOf(programme.id)).toEqual([
      { role: 'organizer', name: 'ひかり市', town: null, rights: null },
      { role: 'co_host', name: 'となり市 保健所', town: neighbour.id, rights: 'reception' },
    ]);
    const [entry, ...more] = await auditOf(programme.id);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      action: 'programme.created',
      before: null,
      after: { key: 'family-meeting', title: '家族の集い', frequency: { times: 2 } },
    });
    expect((await app.http.get('/programmes/hikari-family-meeting')).status).toBe(200);
    expect((await staff.get(answer.headers.location ?? '')).text).toContain('保存しました。');
  });

  it('proposes a key of the kind that is free, and takes another', async () => {
    await makeProgramme(app.db, town, { key: 'club' });
    expect(formIn((await staff.get(`${newPath}&kind=club`)).text)).toMatchObject({
      kind: 'club',
      key: 'club-2',
    });
    const blank = await typed(staff, newPath, { title: 'サークル', kind: 'club' });
    expect((await staff.post('/staff/programmes/new', blank)).headers.location).toContain('/hikari-club-2/');
    expect((await staff.post('/staff/programmes/new', blank)).headers.location).toContain('/hikari-club-3/');
    const named = await typed(staff, newPath, { title: '山の会', kind: 'club', key: 'yama' });
    expect((await staff.post('/staff/programmes/new', named)).headers.location).toContain('/hikari-yama/');
  });

  it.each([
    ['title', { title: '' }, 'title', '入力してください。'],
    ['a title of two lines', { title: 'あ\nい' }, 'title', '改行や制御文字は使えません。'],
    ['a title of 301 letters', { title: 'あ'.repeat(301) }, 'title', '300文字以内にしてください。'],
    ['no kind', { kind: '' }, 'kind', '入力してください。'],
    ['a kind that is none', { kind: 'picnic' }, 'kind', '選択肢から選んでください。'],
    ['a key with capitals', { key: 'Yama' }, 'key', '英小文字、数字、ハイフンで、64文字までにしてください。'],
    [
      'a key that is taken',
      { key: 'taken' },
      'key',
      'このキーは、もう使われています。ほかのキーにしてください。',
    ],
    [
      'a key whose address another town has',
      { key: 'b' },
      'key',
      'このキーは、もう使われています。ほかのキーにしてください。',
    ],
    [
      'a parent that is none',
      { partOf: 'nothing' },
      'partOf',
      'その事業は、この団体にありません。選び直してください。',
    ],
    ['a frequency without its period', { 'frequency.times': '2' }, 'frequency.per', '入力してください。'],
    [
      'times that are words',
      { 'frequency.per': 'year', 'frequency.times': '二' },
      'frequency.times',
      '整数で入力してください。',
    ],
    [
      'a range without end',
      { 'frequency.per': 'year', 'frequency.times': '2', 'frequency.qualifier': 'range' },
      'frequency.timesMax',
      '範囲には、上の端が要ります。',
    ],
    [
      'a range backwards',
      { 'frequency.per': 'year', 'frequency.times': '3', 'frequency.timesMax': '2' },
      'frequency.timesMax',
      '上の端（2）を、回数より大きくしてください。',
    ],
    [
      'a relation to nothing',
      { 'relations.1.kind': 'beside', 'relations.1.programme': 'nothing' },
      'relations.1.programme',
      'その事業は、この団体にありません。選び直してください。',
    ],
    [
      'a relation without programme',
      { 'relations.0.kind': 'beside' },
      'relations.0.programme',
      '入力してください。',
    ],
    ['a host without name', { 'hosts.1.role': 'sponsor' }, 'hosts.1.name', '入力してください。'],
    [
      'a host twice',
      {
        'hosts.0.role': 'sponsor',
        'hosts.0.name': '社協',
        'hosts.2.role': 'sponsor',
        'hosts.2.name': '社協',
      },
      'hosts.2.name',
      '同じ役割と名前が、上にもあります。どちらか一つにしてください。',
    ],
    [
      'a host of no organization',
      { 'hosts.1.role': 'sponsor', 'hosts.1.name': '社協', 'hosts.1.organization': 'nowhere' },
      'hosts.1.organization',
      'この設置先に、その団体はありません。選び直してください。',
    ],
    ['a reminder without time', { 'reminders.0.at': '' }, 'reminders.0.at', '入力してください。'],
    [
      'a reminder in the far past',
      { 'reminders.0.daysBefore': '61' },
      'reminders.0.daysBefore',
      '60以下にしてください。',
    ],
    [
      'two reminders of a day',
      { 'reminders.1.daysBefore': '1', 'reminders.1.at': '08:00' },
      'reminders.1.daysBefore',
      '1日前のお知らせが、上にもあります。どちらか一つにしてください。',
    ],
    [
      'a reminder of two sorts',
      { 'reminders.0.hoursBefore': '2' },
      'reminders.0.hoursBefore',
      '何日前の時刻か、何時間前か、どちらか一方だけにしてください。',
    ],
    [
      'a reminder in no hours',
      { 'reminders.1.hoursBefore': '0' },
      'reminders.1.hoursBefore',
      '1以上にしてください。',
    ],
    ['thanks without time', { 'thanks.daysAfter': '1' }, 'thanks.at', '入力してください。'],
    [
      'text that turns its direction',
      { summary: 'a\u202Eb' },
      'summary',
      '制御文字や、書く向きを変える文字は使えません。',
    ],
  ] as const)('refuses %s beside its field and keeps everything typed', async (_, wrong, field, sentence) => {
    if ((await app.db.getRepository(Programme).countBy({ key: 'taken' })) === 0) {
      await makeProgramme(app.db, town, { key: 'taken' });
      const other = await makeOrganization(app.db);
      await makeProgramme(app.db, other, { slug: 'hikari-b' });
    }
    const before = await app.db.getRepository(Programme).count();
    const entries = {
      title: '集い',
      kind: 'club',
      key: 'refused',
      description: '二行\r\nの文',
      'hosts.3.name': '',
      ...wrong,
    };
    const fields = await typed(staff, newPath, entries);
    const answer = await staff.post('/staff/programmes/new', fields);
    expect([answer.status, faultAt(answer.text, field)]).toEqual([422, sentence]);
    expect(formIn(answer.text)).toMatchObject(
      Object.fromEntries(
        Object.entries(entries).filter(
          ([name, value]) =>
            value !== '' &&
            !(name === 'kind' && value === 'picnic') &&
            !['partOf', 'relations.1.programme', 'hosts.1.organization'].includes(name) &&
            !/\n/.test(value),
        ),
      ),
    );
    expect(formIn(answer.text).description).toBe('二行\r\nの文');
    const english = await staff.post('/staff/programmes/new?lang=en', fields);
    expect([english.status, /[぀-ヿ]/.test(faultAt(english.text, field) ?? 'ない')]).toEqual([422, false]);
    expect(await app.db.getRepository(Programme).count()).toBe(before);
  });

  it('changes what was changed, and nothing else, not by a letter', async () => {
    const programme = await makeProgramme(app.db, town, {
      title: 'もとの名',
      description: '  字下げ\n二行目\n\n',
      audiences: ['supporter', 'family'],
      notes: ['一\n二', '三'],
      frequency: { per: 'regular', text: '原則 毎月' },
    });
    app.clock.set('2025-04-01T09:30:00+09:00');
    const path = `/staff/programmes/${programme.slug}/edit`;
    expect((await staff.post(path, await typed(staff, path))).status).toBe(303);
    expect(await stored(programme.slug)).toEqual(programme);
    expect(await auditOf(programme.id)).toEqual([]);

    const answer = await staff.post(path, await typed(staff, path, { title: '新しい名', fee: '無料' }));
    expect([answer.status, answer.headers.location]).toEqual([303, `${path}?saved=1`]);
    expect(await stored(programme.slug)).toEqual({
      ...programme,
      title: '新しい名',
      fee: '無料',
      changedAt: new Date('2025-04-01T00:30:00Z'),
    });
    expect(await auditOf(programme.id)).toEqual([
      {
        action: 'programme.changed',
        before: { title: 'もとの名', fee: null },
        after: { title: '新しい名', fee: '無料' },
      },
    ]);
    expect((await staff.get(`/staff/programmes/${programme.id}/edit`)).status).toBe(200);
    expect((await staff.get('/staff/audit')).text).toMatch(/事業を変えた<br>\s*(<[^>]*>)?新しい名/);
  });

  it('refuses a programme that would be a part of itself, over others too', async () => {
    const parent = await makeProgramme(app.db, town);
    const child = await makeProgramme(app.db, town, { partOfId: parent.id });
    const path = `/staff/programmes/${parent.slug}/edit`;
    const page = (await staff.get(path)).text;
    const choices = /<select id="partOf"[\s\S]*?<\/select>/.exec(page)?.[0];
    expect(choices).toContain(`value="${child.key}"`);
    expect(choices).not.toContain(`value="${parent.key}"`);
    const circle = await staff.post(path, { ...formIn(page), partOf: child.key });
    expect([circle.status, faultAt(circle.text, 'partOf')]).toEqual([
      422,
      'この事業が、それ自身の一部になってしまいます。ほかの事業を選ぶか、なしにしてください。',
    ]);
    const own = { 'relations.0.kind': 'requires', 'relations.0.programme': parent.key };
    const related = await staff.post(path, { ...formIn(page), ...own });
    expect([related.status, faultAt(related.text, 'relations.0.programme')]).toEqual([
      422,
      '自分自身とは関係づけられません。ほかの事業を選んでください。',
    ]);
  });

  it('shows more rows when asked, saves nothing and loses nothing', async () => {
    const programme = await makeProgramme(app.db, town);
    const path = `/staff/programmes/${programme.slug}/edit`;
    const fields = await typed(staff, path, { title: '', 'hosts.1.name': '家族会', more: 'hosts' });
    const answer = await staff.post(path, fields);
    expect(answer.status).toBe(200);
    const shown = formIn(answer.text);
    expect(shown).toMatchObject({ title: '', 'was.title': programme.title, 'hosts.1.name': '家族会' });
    expect(Object.keys(shown).filter((name) => /^hosts\.\d+\.name$/.test(name))).toHaveLength(5);
    expect(await stored(programme.slug)).toEqual(programme);
    const saved = await staff.post(path, { ...shown, title: 'あ', 'hosts.1.role': 'sponsor' });
    expect(saved.status).toBe(303);
    expect(await hostsOf(programme.id)).toMatchObject([{ role: 'sponsor', name: '家族会' }]);
  });

  it('takes away rows that are emptied, also where more rows were asked for in between', async () => {
    const programme = await makeProgramme(app.db, town);
    const path = `/staff/programmes/${programme.slug}/edit`;
    const rows = (roles: string, names: readonly string[]) =>
      Object.fromEntries(
        names.flatMap((name, index) => [
          [`hosts.${index}.role`, name && roles],
          [`hosts.${index}.name`, name],
        ]),
      );
    await staff.post(path, await typed(staff, path, rows('sponsor', ['甲', '乙', '丙', '丁', '戊'])));
    expect(await hostsOf(programme.id)).toHaveLength(5);
    const asking = await typed(staff, path, { ...rows('', ['', '', '', '', '']), more: 'reminders' });
    const answer = await staff.post(path, asking);
    expect((await staff.post(path, formIn(answer.text))).status).toBe(303);
    expect(await hostsOf(programme.id)).toEqual([]);
  });

  it('takes away rows that are emptied', async () => {
    const programme = await makeProgramme(app.db, town);
    const path = `/staff/programmes/${programme.slug}/edit`;
    const row = (index: number, name: string) => ({
      [`hosts.${index}.role`]: 'sponsor',
      [`hosts.${index}.name`]: name,
    });
    await staff.post(path, await typed(staff, path, { ...row(0, '甲'), ...row(1, '乙') }));
    const emptied = {
      'hosts.0.role': '',
      'hosts.0.name': '',
      'reminders.0.daysBefore': '',
      'reminders.0.at': '',
    };
    expect((await staff.post(path, await typed(staff, path, emptied))).status).toBe(303);
    expect(await hostsOf(programme.id)).toMatchObject([{ name: '乙' }]);
    expect((await stored(programme.slug)).reminders).toEqual([]);
  });
});
