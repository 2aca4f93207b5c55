import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../../../src/organizations/audit/audit-entry.entity.js';
import { Organization } from '../../../src/organizations/organization.entity.js';
import { readProgrammeFile } from '../../../src/programmes/import/programme-file-reader.js';
import { accentColours } from '../../../src/shared/accent.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession } from '../../support/factories.js';
import { gradient } from '../../support/pictures-made.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const GREEN = '#0b6e4f';

describe('how the pages of a town look', () => {
  let app: TestApp;
  let town: Organization;
  let staff: StaffBrowser;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    town = await makeOrganization(app.db, { name: '青葉市' });
    staff = await signInAs(app, town, 'organizer');
  });
  const here = () => `/staff/organizations/${town.slug}/look`;
  const saved = () => app.db.manager.findOneByOrFail(Organization, { id: town.id });
  const sheetOf = (html: string) => /<link rel="stylesheet" href="([^"]+)">\n<\/head>/.exec(html)?.[1] ?? '';

  it('is chosen on a page: the colour and the reading of the name', async () => {
    const answer = await staff.post(here(), {
      act: 'save',
      accent: '#0B6E4F',
      nameKana: 'あおばし',
      'was.accent': '',
      'was.nameKana': '',
    });
    expect([answer.status, answer.headers.location]).toEqual([303, `${here()}?saved=1`]);
    expect(await saved()).toMatchObject({ accent: GREEN, nameKana: 'あおばし' });
    expect((await staff.get(here()).expect(200)).text).toContain(`value="${GREEN}"`);
    const [act] = await app.db.manager.findBy(AuditEntry, {
      organizationId: town.id,
      action: 'organization.look_changed',
    });
    expect(act).toMatchObject({
      before: { accent: null, nameKana: null },
      after: { accent: GREEN, nameKana: 'あおばし' },
    });
  });

  it('is tried out before it is saved', async () => {
    for (const fields of [
      { act: 'try', accent: GREEN, picked: '#333333' },
      { act: 'pick', accent: '', picked: GREEN },
    ]) {
      const { status, text } = await staff.post(here(), fields);
      expect([status, text.includes('まだ保存していません')]).toEqual([200, true]);
      const { text: css } = await app.http.get(sheetOf(text)).expect(200);
      const { light, dark } = accentColours(GREEN);
      expect(css).toContain(`.look-light{--act:${light.act};`);
      expect(css).toContain(`.look-dark{--act:${dark.act};`);
    }
    expect(await saved()).toMatchObject({ accent: null });
  });

  it('is refused where it cannot be read, with the nearest colour that can; nothing typed is lost', async () => {
    const { status, text } = await staff.post(here(), {
      act: 'save',
      accent: '#f5c400',
      nameKana: 'あおばし',
      'was.accent': '',
      'was.nameKana': '',
    });
    expect(status).toBe(422);
    expect(text).toMatch(/近い色では「#[0-9a-f]{6}」が使えます。/);
    expect(text).toContain('value="#f5c400"');
    expect(text).toContain('value="あおばし"');
    // The samples are in the colour that is proposed, so that both can be read.
    const near = /「(#[0-9a-f]{6})」が使えます/.exec(text)?.[1] ?? '';
    expect((await app.http.get(sheetOf(text)).expect(200)).text).toContain(`.look-light{--act:${near};`);
    const { text: unread } = await staff.post(here(), { act: 'try', accent: 'green' });
    expect(unread).toContain('id="picked" name="picked" value="#0017c1"');
    expect(unread).toContain('value="green"');
    for (const accent of ['green', '#12345', 'url(x)', '#0b6e4f;}']) {
      expect((await staff.post(here(), { act: 'save', accent, 'was.accent': '' })).status).toBe(422);
      expect((await staff.post(here(), { act: 'try', accent })).status).toBe(422);
    }
    expect((await staff.post(here(), { act: 'save', nameKana: 'アオバ', 'was.nameKana': '' })).status).toBe(
      422,
    );
    expect(await saved()).toMatchObject({ accent: null, nameKana: null });
  });

  it('is the same rule in programme files, with line and remedy', () => {
    const text = "format: tsudoi/1\norganization:\n  key: town\n  name: 町\n  accent: '#F5C400'\n";
    expect(readProgrammeFile({ name: 'town.yaml', text }).faults).toMatchObject([
      {
        file: 'town.yaml',
        line: 5,
        code: 'file.accent_illegible',
        params: { accent: '#f5c400', near: expect.stringMatching(/^#[0-9a-f]{6}$/) },
      },
    ]);
    expect(readProgrammeFile({ name: 'town.yaml', text: text.replace('F5C400', '0B6E4F') }).faults).toEqual(
      [],
    );
  });

  it('belongs to its town: another’s owner finds no page, reception may not open it', async () => {
    const other = await signInAs(app, await makeOrganization(app.db), 'owner');
    await other.get(here()).expect(404);
    expect((await other.post(here(), { act: 'save', accent: GREEN })).status).toBe(404);
    const reception = await signInAs(app, town, 'reception');
    await reception.get(here()).expect(403);
  });

  describe('on public pages', () => {
    let paths: string[];
    beforeEach(async () => {
      await app.db.manager.update(Organization, { id: town.id }, { accent: GREEN });
      const programme = await makeProgramme(app.db, town);
      const course = await makeCourse(app.db, programme);
      const session = await makeSession(app.db, course, { startsOn: '2025-04-10' });
      paths = [
        `/programmes/${programme.slug}`,
        `/programmes/${programme.slug}/annual`,
        `/courses/${course.id}`,
        `/sessions/${session.id}`,
        `/?organization=${town.slug}`,
        `/?organization=${town.slug}&view=month&month=2025-04`,
        `/programmes?organization=${town.slug}`,
        `/embed/${town.slug}`,
      ];
    });

    it('is in the one sheet that the page waits for, under an address that may be kept for ever', async () => {
      for (const path of paths) {
        const { text, headers } = await app.http.get(path).expect(200);
        const sheet = sheetOf(text);
        expect([path, sheet]).toEqual([path, expect.stringContaining('/assets/accent/0b6e4f/')]);
        expect(text.slice(0, text.indexOf('</head>')).match(/rel="stylesheet"/g)).toHaveLength(1);
        // No style of a page's own, and none allowed.
        expect(text).not.toMatch(/<style|style="/);
        expect(headers['content-security-policy']).not.toContain('unsafe-inline');
        const css = await app.http.get(sheet).expect(200);
        expect(css.headers['cache-control']).toContain('immutable');
        expect(css.text).toContain(`--act:${GREEN}`);
      }
    });

    it('names the town at the top, with its logo, and leads to all that it runs', async () => {
      const logo = await gradient(300, 90).png().toBuffer();
      const _csrf = await staff.formToken();
      const sent = await staff.agent
        .post(`/staff/organizations/${town.slug}/logo`)
        .field({ alt: '青葉市の市章', _csrf })
        .attach('file', logo, 'logo.png');
      expect(sent.status).toBe(303);
      for (const path of paths.filter((one) => !one.startsWith('/embed'))) {
        const { text } = await app.http.get(path).expect(200);
        const [head] = /<header[\s\S]*?<\/header>/.exec(text) ?? [''];
        expect(head).toContain(`href="/?organization=${town.slug}"`);
        expect(head).toMatch(/<img class="site-logo" src="\/pictures\/[0-9a-f]{64}\.png" alt=""/);
        const [, src = ''] = /class="site-logo" src="([^"]+)"/.exec(head) ?? [];
        await app.http.get(src).expect(200).expect('content-type', 'image/png');
      }
    });
  });

  it('is served for colours that stood on a page of ours, and for nothing else', async () => {
    await app.db.manager.update(Organization, { id: town.id }, { accent: GREEN });
    const programme = await makeProgramme(app.db, town);
    const sheet = sheetOf((await app.http.get(`/programmes/${programme.slug}`)).text);
    const leaflet = (await app.http.get(`/programmes/${programme.slug}/leaflet`)).text;
    const [colour = ''] = /\/assets\/leaflets\/colour-[^"]+/.exec(leaflet) ?? [];
    for (const path of [sheet, colour]) {
      await app.http.get(path).expect(200);
      // Anybody could ask for each of 16 million, and each takes its time.
      await app.http.get(path.replace('0b6e4f', '0b6e50')).expect(404);
    }
    await app.http.get(sheet.replace(/0b6e4f\/[0-9a-f]+/, '0b6e4f')).expect(404);
    await app.http.get('/assets/leaflets/colour-0b6e4f.css').expect(404);
    for (const accent of ['f5c400', '0B6E4F', '0b6e4', 'zzzzzz', '%7d%7d'])
      await app.http.get(sheet.replace('0b6e4f', accent)).expect(404);
  });
});
