import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Organization } from '../../../../src/organizations/organization.entity.js';
import { Programme } from '../../../../src/programmes/programme.entity.js';
import { Venue } from '../../../../src/programmes/venue.entity.js';
import { makeOrganization, makeProgramme, makeVenue } from '../../../support/factories.js';
import { type StaffBrowser, signInAs } from '../../../support/staff.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { formIn, theirsAt, typed } from './page-form.js';

describe('what public pages answer, in the editors', () => {
  let app: TestApp;
  let town: Organization;
  let first: StaffBrowser;
  let second: StaffBrowser;
  beforeAll(async () => {
    app = await startTestApp();
    town = await makeOrganization(app.db, { slug: 'hikari', name: 'ひかり市' });
    first = await signInAs(app, town, 'organizer');
    second = await signInAs(app, town, 'organizer');
  });
  afterAll(() => app.close());

  const programmeAt = (id: string) => app.db.getRepository(Programme).findOneByOrFail({ id });
  const venueAt = (id: string) => app.db.getRepository(Venue).findOneByOrFail({ id });
  const lastOf = async (id: string): Promise<{ before: object; after: object }> => {
    const [entry] = await app.db.query(
      'SELECT before, after FROM audit_entries WHERE subject_id = $1 ORDER BY at DESC, id DESC LIMIT 1',
      [id],
    );
    return entry;
  };

  it('are saved of a programme, shown again, taken back, and noted in the log', async () => {
    const { id, slug } = await makeProgramme(app.db, town);
    const path = `/staff/programmes/${slug}/edit`;
    const words = {
      summaryEn: 'A class for families.',
      summarySimple: '家族の 集まりです。',
      bring: '飲みもの\r\n筆記用具',
    };
    const chosen = { lookOnly: 'yes', cameraOff: 'no', anonymous: 'yes' };
    expect((await first.post(path, await typed(first, path, { ...words, ...chosen }))).status).toBe(303);
    const saved = {
      ...{
        summaryEn: 'A class for families.',
        summarySimple: '家族の 集まりです。',
        bring: '飲みもの\n筆記用具',
      },
      ...{ lookOnly: true, cameraOff: false, anonymous: true },
    };
    expect(await programmeAt(id)).toMatchObject(saved);
    expect((await lastOf(id)).after).toEqual(saved);
    expect(formIn((await first.get(path)).text)).toMatchObject(chosen);
    const json = (await app.http.get(`/api/v1/programmes/${slug}`).expect(200)).body;
    expect(json).toMatchObject(saved);

    const unsaid = { lookOnly: '', cameraOff: '', anonymous: '', bring: '' };
    expect((await first.post(path, await typed(first, path, unsaid))).status).toBe(303);
    const nothing = { lookOnly: null, cameraOff: null, anonymous: null, bring: null };
    expect(await programmeAt(id)).toMatchObject(nothing);
    expect((await lastOf(id)).after).toEqual(nothing);
  });

  it('are saved of a venue, and shown where its sessions are', async () => {
    const { id } = await makeVenue(app.db, town);
    const path = `/staff/venues/${id}`;
    const words = { nameKana: 'しみんせんたー', discreetEntrance: '北側の入口' };
    expect((await first.post(path, await typed(first, path, { ...words, stepFree: 'no' }))).status).toBe(303);
    expect(await venueAt(id)).toMatchObject({ ...words, stepFree: false });
    expect((await lastOf(id)).after).toEqual({ ...words, stepFree: false });
    expect(formIn((await first.get(path)).text)).toMatchObject({ ...words, stepFree: 'no' });
  });

  it('are neither lost nor overwritten where two edit at once', async () => {
    const { id, slug } = await makeProgramme(app.db, town, { lookOnly: false });
    const path = `/staff/programmes/${slug}/edit`;
    const mine = await typed(first, path, { lookOnly: 'yes', bring: '室内ばき' });
    const theirs = await typed(second, path, { lookOnly: '', anonymous: 'yes' });
    expect((await first.post(path, mine)).status).toBe(303);
    const refused = await second.post(path, theirs);
    expect(refused.status).toBe(409);
    expect(theirsAt(refused.text, 'lookOnly')).toContain('はい');
    expect(await programmeAt(id)).toMatchObject({ lookOnly: true, bring: '室内ばき', anonymous: null });
    expect((await second.post(path, formIn(refused.text))).status).toBe(303);
    expect(await programmeAt(id)).toMatchObject({ lookOnly: null, bring: '室内ばき', anonymous: true });
  });

  it.each(['maybe', '1', 'true'])('refuse %s beside the field, and keep what was typed', async (wrong) => {
    const { id, slug } = await makeProgramme(app.db, town);
    const path = `/staff/programmes/${slug}/edit`;
    const fields = await typed(first, path, { bring: '水' });
    const refused = await first.post(path, { ...fields, cameraOff: wrong });
    expect(refused.status).toBe(422);
    expect(formIn(refused.text).bring).toBe('水');
    expect(refused.text).toContain('id="cameraOff-error"');
    expect(await programmeAt(id)).toMatchObject({ cameraOff: null, bring: null });
  });
});
