import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import decodeQR from 'qr/decode.js';
import sharp from 'sharp';
import type { PictureRole } from '../../src/organizations/pictures/picture.entity.js';
import { Pictures } from '../../src/organizations/pictures/pictures.js';
import type { Course } from '../../src/programmes/course.entity.js';
import { Programme } from '../../src/programmes/programme.entity.js';
import { axeFaults, NARROWEST, open, ready, sidewaysOverflow, takePicture } from '../support/browser.js';
import { makeCourse, makeOrganization, makeProgramme, makeSession, makeVenue } from '../support/factories.js';
import { overflowing, smallestText } from '../support/leaflet-measures.js';
import { readPdf } from '../support/pdf.js';
import { suiteBrowser } from '../support/suite-browser.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const FORMS = ['poster', 'threefold', 'cards', 'card'] as const;
type Form = (typeof FORMS)[number];
const LEAST: Readonly<Record<Form, number>> = { poster: 10.5, threefold: 9, cards: 6.5, card: 6.5 };
/** Windows of the size of the sheet, CSS pixels. */
const WINDOWS: Readonly<Record<Form, { width: number; height: number }>> = {
  poster: { width: 794, height: 1123 },
  threefold: { width: 1123, height: 794 },
  cards: { width: 794, height: 1123 },
  card: { width: 344, height: 208 },
};
const SIZES: Readonly<Record<Form, readonly { width: number; height: number }[]>> = {
  poster: [{ width: 210, height: 297 }],
  threefold: [
    { width: 297, height: 210 },
    { width: 297, height: 210 },
  ],
  cards: [{ width: 210, height: 297 }],
  card: [{ width: 91, height: 55 }],
};
const TELEPHONE = '0742-00-1234';
const LONG = '家族だけで抱えこまず、同じ立場の人と話しながら、少しずつ楽になっていくための集まりです。';

describe('leaflets', () => {
  const { enter } = suiteBrowser();
  let app: TestApp;
  const paths: Record<string, string> = {};

  beforeAll(async () => {
    app = await startTestApp();
    await makeTowns();
  }, 120_000);
  afterAll(() => app?.close());

  async function makeTowns(): Promise<void> {
    const town = await makeOrganization(app.db, {
      ...{
        name: 'ひかり市',
        contactTel: TELEPHONE,
        contactEmail: 'kokoro@hikari.example',
        accent: '#2e7d32',
      },
      contactName: 'ひかり市保健所 こころの健康相談係',
    });
    const venue = await makeVenue(app.db, town, {
      ...{ name: 'ひかり市保健所', nameEn: 'Hikari Health Centre', address: '奈良県ひかり市本町1-2-3' },
      ...{ building: '2階 会議室', access: 'ひかり駅の南口から歩いて8分。バス停「保健所前」からすぐ。' },
      ...{ stepFree: true, discreetEntrance: '建物の裏、駐車場の側にも入口があります。' },
    });
    const family = await makeProgramme(app.db, town, {
      ...{ title: 'ひきこもり家族教室', titleEn: 'Classes for families', audiences: ['family'] },
      ...{ audience: 'ひきこもりの状態にある方のご家族', fee: '無料', bring: '筆記用具' },
      summary: 'ご家族どうしで話し、関わり方を学ぶ教室です。',
      summaryEn: 'Classes in which families talk and learn together.',
      summarySimple: 'ひきこもりの 人の 家族が 話したり、勉強したり します。',
      description: LONG.repeat(3),
      ...{ anonymous: true, lookOnly: true, cameraOff: null },
    });
    const term = await makeCourse(app.db, family, {
      registrationMode: 'course',
      closesAt: new Date('2025-05-09T08:00:00Z'),
      channels: {
        telephone: {
          weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
          from: '08:30',
          until: '17:15',
        },
      },
    });
    const topics = [
      'ひきこもりの理解',
      '家族の関わり方',
      '会話の工夫',
      '当事者の声',
      '親の健康',
      '相談先を知る',
      '社会資源',
      '家族会の紹介',
      'ふりかえり',
    ];
    for (const [index, topic] of topics.entries())
      await makeSession(app.db, term, {
        ...{ number: index + 1, topic, venueId: venue.id, startTime: '14:00', endTime: '16:00' },
        startsOn: `2025-05-${String(12 + index).padStart(2, '0')}`,
      });
    paths.course = `/courses/${term.id}`;
    paths.programme = `/programmes/${family.slug}`;
    const plain = await makeProgramme(
      app.db,
      await makeOrganization(app.db, { name: '無地町', nameEn: null }),
      { title: '集い', audiences: ['anyone'] },
    );
    paths.bare = `/programmes/${plain.slug}`;
    paths.undated = `/courses/${await undatedCourse(plain)}`;
    paths.extreme = `/programmes/${await extremeProgramme()}`;
    const one = await makeProgramme(app.db, town, {
      title: '講演会「親の安心、子の安心」',
      kind: 'lecture',
      audiences: ['anyone'],
      fee: '無料',
    });
    await makeSession(app.db, await makeCourse(app.db, one, { registrationMode: 'none' }), {
      startsOn: '2025-06-07',
      venueId: venue.id,
    });
    paths.one = `/programmes/${one.slug}`;
  }

  async function undatedCourse(programme: Programme): Promise<string> {
    const course = await makeCourse(app.db, programme, { registrationMode: 'unstated' });
    for (const number of [1, 2])
      await makeSession(app.db, course, { number, startsOn: null, startTime: null, endTime: null });
    return course.id;
  }

  /** Everything as long as it comes: 300 characters of title, 30 sessions at 10 venues, pages of text. */
  async function extremeProgramme(): Promise<string> {
    const town = await makeOrganization(app.db, {
      ...{
        name: '社会福祉法人とてもながいなまえの市社会福祉協議会地域福祉推進課',
        contactTel: '0120-000-0000',
        accent: '#ffee00',
      },
      contactName: LONG.repeat(4),
    });
    const text = LONG.repeat(12);
    const programme: Programme = await makeProgramme(app.db, town, {
      ...{
        title: 'ひきこもり・不登校・生きづらさを抱える方とその家族のための総合的な学びと語らいと居場所の会'
          .repeat(7)
          .slice(0, 300),
      },
      ...{
        titleEn: 'AVeryLongWordWithoutAnySpaces'.repeat(10),
        audience: text,
        summary: text,
        description: text,
        fee: text,
      },
      ...{
        registrationText: text,
        bring: text,
        notes: [text, text],
        scheduleText: text,
        contact: text,
        contactTel: '0742-00-9999',
        contactExtension: '12345',
      },
      ...{
        anonymous: true,
        lookOnly: true,
        cameraOff: true,
        audiences: ['self', 'family', 'women', 'over40', 'supporter', 'anyone'],
      },
    });
    await hang(town.id, 'photograph', 'UPDATE programmes SET picture_id = $1 WHERE id = $2', programme.id);
    await hang(town.id, 'logo', 'UPDATE organizations SET logo_id = $1 WHERE id = $2', town.id);
    const course: Course = await makeCourse(app.db, programme, { title: '令和7年度 '.repeat(20) });
    for (let number = 1; number <= 30; number++) {
      const venue = await makeVenue(app.db, town, {
        name: `会場${number % 10}${'とてもながい名前の会館'.repeat(3)}`,
        address: LONG,
        access: text,
      });
      await makeSession(app.db, course, {
        ...{ number, topic: LONG, venueId: venue.id },
        startsOn: `2025-${String(5 + Math.floor(number / 6)).padStart(2, '0')}-${String((number % 6) * 4 + 1).padStart(2, '0')}`,
      });
    }
    return programme.slug;
  }

  /** A picture of one colour, as large as there are: `sql` hangs the first ($1) on the second ($2). */
  async function hang(organizationId: string, role: PictureRole, sql: string, on: string): Promise<void> {
    const [width, height] = role === 'logo' ? [720, 144] : [960, 1920];
    const plain = sharp({ create: { width, height, channels: 3, background: '#557799' } });
    const bytes = await (role === 'logo' ? plain.png() : plain.jpeg()).toBuffer();
    const hash = createHash('sha256').update(bytes).digest('hex');
    const mediaType = role === 'logo' ? 'image/png' : 'image/jpeg';
    const picture = { organizationId, role, alt: LONG, altEn: null };
    const files = [{ hash, mediaType, width, height, bytes } as const];
    const id = await app.nest.get(Pictures).keep(app.db.manager, { ...picture, files });
    await app.db.query(sql, [id, on]);
  }

  const address = (name: string, form: Form, lang = 'ja', file = 'leaflet') =>
    `${app.url}${paths[name]}/${file}?form=${form}${lang === 'ja' ? '' : `&lang=${lang}`}`;

  it.each(
    ['course', 'programme', 'bare', 'undated', 'extreme', 'one'].flatMap((name) =>
      FORMS.map((form) => ({ name, form })),
    ),
  )(
    'keep within their sheets, in letters that can be read: $name as $form',
    async ({ name, form }) => {
      const page = await enter({ viewport: WINDOWS[form], javaScript: false });
      await page.emulateMedia({ media: 'print' });
      for (const lang of ['ja', 'en', 'ja-simple', 'ja-simple&furigana=1']) {
        expect(await open(page, address(name, form, lang))).toBe(200);
        await ready(page);
        if (lang === 'ja' || name === 'course')
          await takePicture(page, `leaflet-${name}-${form}-${lang.replace('&furigana=1', '-ruby')}`);
        expect(await overflowing(page)).toEqual([]);
        expect(await smallestText(page)).toBeGreaterThanOrEqual(LEAST[form]);
        expect(await page.locator('.around').isVisible()).toBe(false);
      }
    },
    120_000,
  );

  it.each(FORMS)(
    'are PDF files of the right size, with text, title, language and tags: %s',
    async (form) => {
      const answer = await app.http
        .get(`${paths.course}/leaflet.pdf?form=${form}`)
        .buffer(true)
        .parse((response, done) => bytesOf(response as never, done));
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe('application/pdf');
      const pdf = readPdf(answer.body as Buffer);
      expect(pdf.pages).toEqual(SIZES[form]);
      expect(pdf.language).toBe('ja');
      expect(pdf.title).toBe('ひきこもり家族教室 令和7年度 前期 | ひかり市');
      expect(pdf.isTagged && pdf.hasOutline).toBe(true);
      expect(pdf.text).toContain('ひきこもり家族教室');
      expect(pdf.text).toContain(TELEPHONE);
      expect(pdf.text).toContain('2025年5月12日（月）');
      if (form === 'poster' || form === 'threefold')
        for (let day = 13; day <= 20; day++) expect(pdf.text).toContain(`5月${day}日`);
      expect(pdf.fonts.length).toBeGreaterThan(0);
      expect(pdf.fonts.filter((name) => !name.startsWith('NotoSansJP'))).toEqual([]);
      const again = await app.http
        .get(`${paths.course}/leaflet.pdf?form=${form}`)
        .set('if-none-match', answer.headers.etag ?? '');
      expect(again.status).toBe(304);
    },
    60_000,
  );

  it.each(FORMS)(
    'lead to the page by their QR code: %s',
    async (form) => {
      const page = await enter({ viewport: WINDOWS[form] });
      await open(page, address('course', form));
      const shot = await page.locator('.qr-picture').first().screenshot();
      // Larger and upright, as a telephone sees it.
      const { data, info } = await sharp(shot)
        .resize({ width: 600 })
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(decodeQR({ width: info.width, height: info.height, data: new Uint8Array(data) })).toBe(
        `http://tsudoi.example${paths.course}`,
      );
      expect(await page.locator('.qr-words').first().textContent()).toContain('tsudoi.example/programmes/');
    },
    60_000,
  );

  it('are looked at on any screen without a fault, and their other forms are found', async () => {
    const page = await enter({ viewport: NARROWEST });
    for (const form of FORMS) {
      await open(page, address('course', form));
      expect(await sidewaysOverflow(page)).toBe(0);
      expect(await axeFaults(page)).toEqual([]);
    }
    await page.getByRole('link', { name: '三つ折り（A4）' }).click();
    expect(page.url()).toContain('form=threefold');
  }, 60_000);

  it('say 400 to a form that there is not, 404 to what nobody knows', async () => {
    expect((await app.http.get(`${paths.course}/leaflet?form=banner`)).status).toBe(400);
    expect((await app.http.get('/programmes/nobody/leaflet')).status).toBe(404);
    expect((await app.http.get('/courses/nobody/leaflet.pdf')).status).toBe(404);
  });
});

/** A binary answer as it came. */
function bytesOf(answer: NodeJS.ReadableStream, done: (error: Error | null, body: Buffer) => void): void {
  const parts: Buffer[] = [];
  answer.on('data', (part: Buffer) => parts.push(part));
  answer.on('end', () => done(null, Buffer.concat(parts)));
}
