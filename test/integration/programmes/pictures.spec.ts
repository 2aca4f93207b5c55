import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { AuditEntry } from '../../../src/organizations/audit/audit-entry.entity.js';
import type { Organization } from '../../../src/organizations/organization.entity.js';
import { Picture } from '../../../src/organizations/pictures/picture.entity.js';
import { PictureFile } from '../../../src/organizations/pictures/picture-file.entity.js';
import type { Programme } from '../../../src/programmes/programme.entity.js';
import {
  makeCourse,
  makeOrganization,
  makeProgramme,
  makeSession,
  makeVenue,
} from '../../support/factories.js';
import { gradient, phonePhotograph, SVG } from '../../support/pictures-made.js';
import { type StaffBrowser, signInAs } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('a photograph', () => {
  let app: TestApp;
  let organization: Organization;
  let programme: Programme;
  let staff: StaffBrowser;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    organization = await makeOrganization(app.db);
    programme = await makeProgramme(app.db, organization);
    staff = await signInAs(app, organization, 'organizer');
  });

  /** Sends the form of a picture, as browsers do. */
  async function send(
    path: string,
    file: { readonly content: Buffer; readonly name: string } | null,
    fields: Readonly<Record<string, string>> = { alt: '畳の部屋' },
    as: StaffBrowser = staff,
  ) {
    const _csrf = await as.formToken();
    let request = as.agent.post(path).field({ ...fields, _csrf });
    if (file) request = request.attach('file', file.content, file.name);
    return request;
  }
  const page = () => `/staff/programmes/${programme.slug}/picture`;
  const filesOf = () =>
    app.db.manager.find(PictureFile, {
      where: { picture: { organizationId: organization.id } },
      select: { pictureId: true, hash: true, mediaType: true, width: true, height: true, bytes: true },
      order: { mediaType: 'ASC', width: 'ASC' },
    });

  it('stands on the page of the programme, upright, in two widths, with what it shows', async () => {
    const answer = await send(page(), { content: await phonePhotograph(), name: 'IMG_0001.JPG' });
    expect([answer.status, answer.headers.location]).toEqual([303, `${page()}?saved=1`]);

    const files = await filesOf();
    expect(files.map(({ mediaType, width, height }) => [mediaType, width, height])).toEqual([
      ['image/jpeg', 750, 1000],
      ['image/webp', 480, 640],
      ['image/webp', 750, 1000],
    ]);
    const { text } = await app.http.get(`/programmes/${programme.slug}`).expect(200);
    expect(text).toContain('alt="畳の部屋"');
    for (const { hash } of files) expect(text).toContain(`/pictures/${hash}.`);
    expect((await staff.get(page()).expect(200)).text).toContain('value="畳の部屋"');
  });

  it('keeps nothing of the file but what it shows', async () => {
    const content = await phonePhotograph();
    const secrets = [Buffer.from('SecretCamera'), Buffer.from('SecretOwner')];
    for (const secret of secrets) expect(content.includes(secret)).toBe(true);
    await send(page(), {
      content: Buffer.concat([content, Buffer.from('<script>SecretTail</script>')]),
      name: 'a.jpg',
    });
    const files = await filesOf();
    expect(files).toHaveLength(3);
    for (const { bytes } of files) {
      const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata();
      expect([exif, xmp, iptc, orientation]).toEqual([undefined, undefined, undefined, undefined]);
      for (const secret of [...secrets, Buffer.from('SecretTail')])
        expect(bytes.includes(secret)).toBe(false);
    }
  });

  it('is served as what it is, for ever, and asked for once', async () => {
    await send(page(), { content: await phonePhotograph(), name: 'a.jpg' });
    const [jpeg] = await filesOf();
    const answer = await app.http.get(`/pictures/${jpeg?.hash}.jpg`).expect(200);
    expect(answer.body.equals(jpeg?.bytes)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    await app.http
      .get(`/pictures/${jpeg?.hash}.jpg`)
      .set('if-none-match', answer.headers.etag ?? '')
      .expect(304);
    // Under another extension there is nothing, nor under another hash.
    await app.http.get(`/pictures/${jpeg?.hash}.webp`).expect(404);
    await app.http.get(`/pictures/${'0'.repeat(64)}.jpg`).expect(404);
    await app.http.get('/pictures/..%2f..%2fetc%2fpasswd').expect(404);
  });

  it('is erased when another takes its place, when it is removed, and when what it hangs on goes', async () => {
    const count = () => app.db.manager.countBy(Picture, { organizationId: organization.id });
    await send(page(), { content: await phonePhotograph(), name: 'a.jpg' });
    const [first] = await filesOf();
    await send(page(), { content: await gradient(700, 500).png().toBuffer(), name: 'b.png' });
    expect(await count()).toBe(1);
    await app.http.get(`/pictures/${first?.hash}.jpg`).expect(404);
    // Only the words: the picture stays.
    const before = (await filesOf()).map(({ hash }) => hash);
    expect((await send(page(), null, { alt: '庭', altEn: 'A garden' })).status).toBe(303);
    expect((await filesOf()).map(({ hash }) => hash)).toEqual(before);
    expect((await app.http.get(`/programmes/${programme.slug}?lang=en`)).text).toContain(
      'alt="A garden" lang="en"',
    );

    expect((await send(page(), null, { act: 'remove' })).status).toBe(303);
    expect(await count()).toBe(0);
    expect((await app.http.get(`/programmes/${programme.slug}`)).text).not.toContain('<picture');

    const venue = await makeVenue(app.db, organization);
    await send(`/staff/venues/${venue.id}/picture`, { content: await phonePhotograph(), name: 'a.jpg' });
    expect(await count()).toBe(1);
    await app.db.query('DELETE FROM venues WHERE id = $1', [venue.id]);
    expect(await count()).toBe(0);

    const acts = await app.db.manager.find(AuditEntry, {
      where: { organizationId: organization.id, subjectId: programme.id },
      order: { id: 'ASC' },
    });
    expect(acts.map(({ action }) => action)).toEqual([
      'programme.picture_changed',
      'programme.picture_changed',
      'programme.picture_changed',
      'programme.picture_removed',
    ]);
  });

  it('of a venue stands on the page of a session there', async () => {
    const venue = await makeVenue(app.db, organization);
    const session = await makeSession(app.db, await makeCourse(app.db, programme), { venueId: venue.id });
    const other = await makeSession(app.db, await makeCourse(app.db, programme));
    await send(
      `/staff/venues/${venue.id}/picture`,
      { content: await phonePhotograph(), name: 'a.jpg' },
      { alt: '白い二階建て' },
    );
    expect((await app.http.get(`/sessions/${session.id}`).expect(200)).text).toContain('alt="白い二階建て"');
    expect((await app.http.get(`/sessions/${other.id}`).expect(200)).text).not.toContain('<picture');
  });

  it('needs words for those who do not see it, and keeps what was typed', async () => {
    const content = await phonePhotograph();
    const { status, text } = await send(page(), { content, name: 'a.jpg' }, { alt: ' ', altEn: 'A room' });
    expect(status).toBe(422);
    expect(text).toContain('href="#alt"');
    expect(text).toContain('value="A room"');
    expect(await filesOf()).toEqual([]);
    const without = await send(page(), null, { alt: '部屋' });
    expect([without.status, without.text.includes('画像ファイルを選んでください。')]).toEqual([422, true]);
  });

  describe('that is none, or worse', () => {
    const hostile: Readonly<Record<string, () => Promise<{ content: Buffer; words: string }>>> = {
      'a drawing with a script in it': async () => ({ content: SVG, words: 'このファイルは載せられません' }),
      'a page under the name of a picture': async () => ({
        content: Buffer.from('<!doctype html><script>alert(1)</script>'),
        words: 'このファイルは載せられません',
      }),
      'the beginning of a photograph': async () => ({
        content: (await phonePhotograph()).subarray(0, 4_000),
        words: '壊れていて',
      }),
      'a photograph with rubbish in the middle': async () => {
        const content = await gradient(800, 600).png().toBuffer();
        content.fill(0x41, Math.floor(content.length / 2));
        return { content, words: '壊れていて' };
      },
      'the first bytes of a JPEG before a drawing': async () => ({
        content: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), SVG]),
        words: '壊れていて',
      }),
      'a small file that is enormous when it is decoded': async () => ({
        content: await sharp({
          create: { width: 16_000, height: 16_000, channels: 3, background: '#fff' },
          limitInputPixels: false,
        })
          .png({ compressionLevel: 9 })
          .toBuffer(),
        words: '大きすぎます',
      }),
      'a picture of one pixel': async () => ({
        content: await gradient(1, 1).png().toBuffer(),
        words: '小さすぎます',
      }),
      'an empty file': async () => ({ content: Buffer.alloc(0), words: '画像ファイルを選んでください' }),
      'a moving picture': async () => ({
        content: await gradient(400, 400).gif().toBuffer(),
        words: 'このファイルは載せられません',
      }),
    };

    it.each(Object.keys(hostile))('%s', async (name) => {
      const made = await hostile[name]?.();
      const { status, text } = await send(page(), {
        content: made?.content ?? Buffer.alloc(0),
        name: 'a.jpg',
      });
      expect([status, text.includes(made?.words ?? '')]).toEqual([422, true]);
      expect(text).toContain('aria-invalid="true"');
      expect(await filesOf()).toEqual([]);
    });

    it('more than ten megabytes', async () => {
      const { status } = await send(page(), { content: Buffer.alloc(11 * 1024 * 1024, 1), name: 'a.jpg' });
      expect(status).toBe(413);
    });

    it('under a wrong name is taken for what it is', async () => {
      const webp = await gradient(640, 480).webp().toBuffer();
      expect((await send(page(), { content: webp, name: 'photo.png.exe' })).status).toBe(303);
      expect(new Set((await filesOf()).map(({ mediaType }) => mediaType))).toEqual(
        new Set(['image/webp', 'image/jpeg']),
      );
    });
  });

  it('keeps the words of one picture away from another that was hung up meanwhile', async () => {
    await send(page(), { content: await phonePhotograph(), name: 'a.jpg' });
    const seenOn = (html: string) => /name="seen" value="([0-9a-f]*)"/.exec(html)?.[1] ?? '';
    const seen = seenOn((await staff.get(page())).text);
    await send(page(), { content: await phonePhotograph(), name: 'b.jpg' }, { alt: '庭' });
    const late: Record<string, string>[] = [
      { alt: '台所', seen },
      { act: 'remove', seen },
    ];
    for (const fields of late) {
      const { status, text } = await send(page(), null, fields);
      expect([status, text.includes('ほかの人が画像を替えました')]).toEqual([409, true]);
      expect((await app.http.get(`/programmes/${programme.slug}`)).text).toContain('alt="庭"');
    }
    const { text } = await send(page(), null, { alt: '台所', seen });
    expect(text).toContain('value="台所"');
    expect((await send(page(), null, { alt: '台所', seen: seenOn(text) })).status).toBe(303);
  });

  it('is not read of somebody who is not signed in', async () => {
    const { status } = await app.http
      .post(page())
      .set('content-type', 'multipart/form-data; boundary=x')
      .set('content-length', String(9 * 1024 * 1024))
      .send('--x');
    expect(status).toBe(401);
  });

  it('belongs to its town: others see and change nothing, and reception may not', async () => {
    const others = await signInAs(app, await makeOrganization(app.db), 'owner');
    const content = await phonePhotograph();
    await others.get(page()).expect(404);
    expect((await send(page(), { content, name: 'a.jpg' }, { alt: '部屋' }, others)).status).toBe(404);
    const reception = await signInAs(app, organization, 'reception');
    expect((await send(page(), { content, name: 'a.jpg' }, { alt: '部屋' }, reception)).status).toBe(403);
    const unsigned = await app.http.post(page()).field({ alt: '部屋' }).attach('file', content, 'a.jpg');
    expect(unsigned.status).toBeGreaterThanOrEqual(400);
    const forged = await staff.agent.post(page()).field({ alt: '部屋' }).attach('file', content, 'a.jpg');
    expect(forged.status).toBe(403);
    expect(await filesOf()).toEqual([]);
  });
});
