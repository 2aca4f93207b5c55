import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Pdfs, pagesIn } from '../../../src/platform/print/pdfs.js';
import { PrintBrowser } from '../../../src/platform/print/print-browser.js';
import { openBrowser } from '../../support/browser.js';
import { readPdf } from '../../support/pdf.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const page = (body: string) =>
  `<!doctype html><html lang="ja"><head><title>題</title></head><body>${body}</body></html>`;

/** Processes of browsers that this process started. */
function browsers(): number[] {
  const lines = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)])
    .toString()
    .split('\n');
  return lines.filter((line) => line.includes('chrom')).map((line) => Number.parseInt(line, 10));
}

describe('PDF files', () => {
  let app: TestApp;
  let pdfs: Pdfs;
  let foreign: Server;
  const fetched: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    pdfs = app.nest.get(Pdfs);
    foreign = createServer((request, response) => {
      fetched.push(request.url ?? '');
      response.end('h1 { color: red }');
    });
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    foreign?.close();
  });

  it('fetch nothing from anywhere, whatever the page says, and run no script', async () => {
    const url = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`;
    const html =
      page(`<link rel="stylesheet" href="${url}/a.css"><img src="${url}/b.png" alt=""><iframe src="${url}/c"></iframe>
        <img src="/staff/members" alt=""><img src="/assets/site/favicon.svg" alt="">
        <p>before</p><script>document.querySelector('p').textContent = 'after'</script>`);
    const asked = jest.spyOn(app.nest.getHttpAdapter().getInstance(), 'inject');
    const { bytes } = await pdfs.of('/', html);
    const { text } = readPdf(bytes);
    expect([text.includes('before'), text.includes('after')]).toEqual([true, false]);
    expect(fetched).toEqual([]);
    expect(asked.mock.calls).toEqual([['/assets/site/favicon.svg']]);
    asked.mockRestore();
    // Any other browser fetches what the page says, and runs it.
    const usual = await openBrowser();
    const other = await usual.newPage();
    await other.setContent(html);
    expect(await other.locator('p').textContent()).toBe('after');
    expect(fetched).toEqual(expect.arrayContaining(['/a.css', '/b.png', '/c']));
    await usual.close();
  }, 60_000);

  it('are the same bytes for the same page, made once', async () => {
    const [one, other] = await Promise.all([pdfs.of('/', page('一')), pdfs.of('/', page('一'))]);
    expect(other.bytes).toBe(one.bytes);
    expect((await pdfs.of('/', page('一'))).bytes).toBe(one.bytes);
    expect((await pdfs.of('/', page('二'))).tag).not.toBe(one.tag);
  }, 60_000);

  it('are made again after the browser was killed, also while it prints', async () => {
    await pdfs.of('/', page('before'));
    const [pid] = browsers();
    const pending = pdfs.of('/', page('<p>long</p>'.repeat(3_000)));
    process.kill(pid!, 'SIGKILL');
    expect(pagesIn((await pending).bytes)).toBeGreaterThan(1);
    expect(readPdf((await pdfs.of('/', page('after'))).bytes).title).toBe('題');
  }, 60_000);

  it('are given up with a browser that answers nothing, which is killed; the next has a new one', async () => {
    await pdfs.of('/', page('before it hangs'));
    const [pid = 0] = browsers();
    process.kill(pid, 'SIGSTOP');
    await expect(pdfs.of('/', page('hanging'), { limitMs: 300 })).rejects.toMatchObject({
      code: 'busy',
      details: { retryAfterSeconds: 10 },
    });
    expect(pagesIn((await pdfs.of('/', page('after it hung'))).bytes)).toBe(1);
    expect(browsers()).not.toContain(pid);
  }, 60_000);

  it('are asked for again later where printing fails, in an answer that says when', async () => {
    const browser = app.nest.get(PrintBrowser);
    const use = jest.spyOn(browser, 'use').mockRejectedValue(new Error('page.goto: Page crashed'));
    await expect(pdfs.of('/', page('crash'))).rejects.toMatchObject({
      code: 'busy',
      details: { retryAfterSeconds: 10 },
    });
    use.mockRestore();
  });

  it('leave no browser behind', async () => {
    await pdfs.of('/', page('last'));
    await app.nest.get(PrintBrowser).close();
    expect(browsers()).toEqual([]);
  }, 60_000);

  it('shrink to one page where they must, and go on honestly where they cannot', async () => {
    const lines = (count: number) => page('<p>行</p>'.repeat(count));
    expect(pagesIn((await pdfs.of('/', lines(40))).bytes)).toBe(2);
    expect(pagesIn((await pdfs.of('/', lines(40), { onePage: true })).bytes)).toBe(1);
    expect(pagesIn((await pdfs.of('/', lines(400), { onePage: true })).bytes)).toBeGreaterThan(1);
  }, 60_000);
});

describe('the browser of the package', () => {
  it('is unpacked into the home of the installation, and again where it does not start', async () => {
    const app = await startTestApp({ env: { CHROMIUM_PATH: '' } });
    const version = JSON.parse(
      readFileSync(join('node_modules/@sparticuz/chromium/package.json'), 'utf8'),
    ).version;
    const [own, older] = [`chromium-${version}`, 'chromium-1.0.0'];
    for (const name of [own, older]) {
      mkdirSync(join(app.config.home, name));
      writeFileSync(join(app.config.home, name, 'chromium'), 'half of it', { mode: 0o700 });
    }
    expect(pagesIn((await app.nest.get(Pdfs).of('/', page('一'))).bytes)).toBe(1);
    expect(statSync(join(app.config.home, own, 'chromium')).mode & 0o777).toBe(0o700);
    expect(readdirSync(app.config.home).filter((name) => name.startsWith('chromium-'))).toEqual([own]);
    // A process that ends starts none any more.
    await app.close();
    await expect(app.nest.get(PrintBrowser).use(async () => 'used')).rejects.toMatchObject({ code: 'busy' });
    expect(browsers()).toEqual([]);
  }, 60_000);
});

describe('a server without a browser', () => {
  it('says so, and the page can be printed all the same', async () => {
    const app = await startTestApp({ env: { CHROMIUM_PATH: '/nowhere/chromium' } });
    const { makeTerm } = await import('../../support/factories.js');
    const { programme } = await makeTerm(app.db, { dates: ['2025-05-12'] });
    const refused = await app.http.get(`/programmes/${programme.slug}/leaflet.pdf`);
    expect(refused.status).toBe(503);
    expect(refused.text).toContain('ブラウザーの印刷で');
    expect((await app.http.get(`/programmes/${programme.slug}/leaflet`)).status).toBe(200);
    await app.close();
  });
});
