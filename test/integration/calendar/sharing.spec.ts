import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { SharingPictures, type SharingWords } from '../../../src/calendar/sharing/sharing-picture.js';
import { Organization } from '../../../src/organizations/organization.entity.js';
import { makeTerm } from '../../support/factories.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const WORDS: SharingWords = {
  above: 'ひかり市',
  title: '家族教室',
  lines: ['次回 2025年4月14日（月）'],
  site: 'つどい',
  accent: '#8a3b00',
};

/** Share of the picture, 0 to 1, that is not white. */
async function inkOf(png: Buffer, region: { left: number; top: number; width: number; height: number }) {
  const { data } = await sharp(png).extract(region).greyscale().raw().toBuffer({ resolveWithObject: true });
  return data.filter((grey) => grey < 128).length / data.length;
}

describe('pictures of shared pages', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('are drawn in the size that sites show, with the colour at the side and text of every script', async () => {
    const pictures = new SharingPictures();
    const png = await pictures.png(WORDS);
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1200, height: 630 });
    const { data } = await sharp(png)
      .extract({ left: 5, top: 300, width: 1, height: 1 })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([0x8a, 0x3b, 0x00]);
    const title = { left: 90, top: 120, width: 320, height: 110 };
    const inked = await inkOf(png, title);
    expect(inked).toBeGreaterThan(0.1);
    const without = await inkOf(await pictures.png({ ...WORDS, title: ' ' }), title);
    expect(without).toBe(0);
  });

  it('hold the longest title, whole numbers of lines of it, above the date', async () => {
    const pictures = new SharingPictures();
    const png = await pictures.png({ ...WORDS, title: 'とても長い題名の講演会'.repeat(40), lines: [] });
    expect(await inkOf(png, { left: 90, top: 450, width: 1000, height: 80 })).toBe(0);
    const markup = await pictures.png({ ...WORDS, title: '<img src=x onerror=alert(1)> & "\'' });
    expect(await sharp(markup).metadata()).toMatchObject({ width: 1200 });
  });

  it('say of a programme when and where it is next, and follow what changes', async () => {
    const { programme } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const path = `/sharing/programmes/${programme.slug}.png`;
    const first = await app.http.get(path).expect(200);
    expect(first.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=3600, stale-while-revalidate=86400',
    });
    await app.http.get(path).set('if-none-match', String(first.headers.etag)).expect(304);
    await app.db.query(`UPDATE programmes SET title = '別の名前' WHERE id = $1`, [programme.id]);
    const renamed = await app.http.get(path).set('if-none-match', String(first.headers.etag)).expect(200);
    expect(renamed.headers.etag).not.toBe(first.headers.etag);
    const english = await app.http.get(`${path}?lang=en`).expect(200);
    expect(english.headers.etag).not.toBe(renamed.headers.etag);
    app.clock.set('2025-05-01T09:00:00+09:00');
    const past = await app.http.get(path).expect(200);
    expect(past.headers.etag).not.toBe(renamed.headers.etag);
    app.clock.set('2025-04-01T09:00:00+09:00');
  });

  it('say of a session its own day, and of a course its own next one', async () => {
    const { sessions, course, programme } = await makeTerm(app.db, { dates: ['2025-04-14', '2025-04-28'] });
    const etagOf = async (path: string) =>
      (await app.http.get(`/sharing/${path}.png`).expect(200)).headers.etag;
    const [first, second] = sessions.map(({ id }) => `sessions/${id}`) as [string, string];
    const before = await etagOf(second);
    expect(before).not.toBe(await etagOf(first));
    expect(await etagOf(`courses/${course.id}`)).toBe(await etagOf(`programmes/${programme.slug}`));
    await app.db.query(`UPDATE sessions SET status = 'cancelled' WHERE id = $1`, [sessions[1]?.id]);
    expect(await etagOf(second)).not.toBe(before);
    const page = async (path: string) => (await app.http.get(path).expect(200)).text;
    expect(await page(`/${first}`)).toContain(`/sharing/${first}.png`);
    expect(await page(`/courses/${course.id}`)).toContain(`/sharing/courses/${course.id}.png`);
  });

  it('are there for organizations in their colour, and for the site', async () => {
    const { organization } = await makeTerm(app.db, { dates: ['2025-04-14'] });
    const path = `/sharing/organizations/${organization.slug}.png`;
    const plain = await app.http.get(path).expect(200);
    await app.db.getRepository(Organization).update(organization.id, { accent: '#8a3b00' });
    const coloured = await app.http.get(path).expect(200);
    expect(coloured.headers.etag).not.toBe(plain.headers.etag);
    await app.http.get('/sharing/site.png').expect(200).expect('content-type', 'image/png');
  });

  it('are not there for what is not there', async () => {
    for (const name of ['nothing.png', 'nothing', '%00.png', '.png', 'x.jpg']) {
      await app.http.get(`/sharing/programmes/${name}`).expect(404);
      await app.http.get(`/sharing/organizations/${name}`).expect(404);
      await app.http.get(`/sharing/courses/${name}`).expect(404);
      await app.http.get(`/sharing/sessions/${name}`).expect(404);
    }
  });

  it('draw one at a time, the same one once, and turn away who comes when too many wait', async () => {
    const pictures = new SharingPictures();
    const asked = Array.from({ length: 60 }, (_, index) => pictures.png({ ...WORDS, title: `回 ${index}` }));
    const same = pictures.png({ ...WORDS, title: '回 0' });
    const outcomes = await Promise.allSettled(asked);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBe(19);
    expect(refused.every((one) => (one as PromiseRejectedResult).reason.code === 'busy')).toBe(true);
    expect(await same).toBe(await asked[0]);
  }, 60_000);
});
