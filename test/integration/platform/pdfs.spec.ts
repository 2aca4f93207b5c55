import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pdfs, pagesIn } from '../../../src/platform/print/pdfs.js';
import { PrintBrowser } from '../../../src/platform/print/print-browser.js';
import { PrintQueue } from '../../../src/platform/print/print-queue.js';
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
    const { bytes } = await pdfs.of(
      '/',
      page(`<link rel="stylesheet" href="${url}/a.css"><img src="${url}/b.png" alt=""><iframe src="${url}/c"></iframe>
        <img src="/staff/members" alt=""><script>document.body.textContent = 'changed'</script><p>As it was</p>`),
    );
    expect(pagesIn(bytes)).toBe(1);
    expect(fetched).toEqual([]);
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

describe('the queue before the browser', () => {
  it('lets so many work and so many wait, and turns away what comes beyond', async () => {
    const queue = new PrintQueue(1, 1);
    let finish = () => {};
    const first = queue.run(() => new Promise<void>((resolve) => (finish = resolve)));
    const second = queue.run(async () => 'second');
    await expect(queue.run(async () => 'third')).rejects.toMatchObject({
      code: 'busy',
      details: { retryAfterSeconds: 10 },
    });
    finish();
    await first;
    expect(await second).toBe('second');
    // A failure frees its place too.
    await expect(queue.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await queue.run(async () => 'next')).toBe('next');
  });
});
