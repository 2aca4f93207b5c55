import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse from 'lighthouse';
import { freePort, startAppProcess } from '../support/app-process.js';
import { openBrowser } from '../support/browser.js';

export const LIGHTHOUSE_MEASURE = 'Lighthouse, mobile profile';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
type Result = NonNullable<Awaited<ReturnType<typeof lighthouse>>>['lhr'];

/** Looks at each page. */
const LOOKS = 3;
/** Figures of which the performance is made, in milliseconds, or as they are. */
const FIGURES = {
  firstContentfulPaintMs: 'first-contentful-paint',
  largestContentfulPaintMs: 'largest-contentful-paint',
  speedIndexMs: 'speed-index',
  totalBlockingTimeMs: 'total-blocking-time',
  layoutShift: 'cumulative-layout-shift',
} as const;

/**
 * What Lighthouse says of the first page, a programme, a session and the form, on the demo year, as on a slow phone in a slow
 * network. One line for each: four marks from 0 to 100, what they stand on, and which audits cost points.
 */
export async function lighting(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'tsudoi-lighthouse-'));
  const [port, door] = [await freePort(), await freePort()];
  const publicUrl = `http://localhost:${door}`;
  const app = await startAppProcess({ TSUDOI_HOME: home, DEMO: 'auto', ROLE: 'web', PUBLIC_URL: publicUrl });
  const proxy = withoutReferrerPolicy(app.port).listen(door, 'localhost');
  const browser = await openBrowser([`--remote-debugging-port=${port}`]);
  try {
    for (const [page, path] of Object.entries(await pagesOf(app.url))) {
      const { categories, audits } = await middle(`${publicUrl}${path}`, port);
      const requests = audits['network-requests']?.details as { items?: Request[] } | undefined;
      console.log(
        JSON.stringify({
          measure: LIGHTHOUSE_MEASURE,
          page,
          path,
          ...Object.fromEntries(
            CATEGORIES.map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)]),
          ),
          ...Object.fromEntries(
            Object.entries(FIGURES).map(([name, id]) => [
              name,
              rounded(audits[id]?.numericValue ?? Number.NaN),
            ]),
          ),
          wire: weightOf(requests?.items ?? []),
          faults: CATEGORIES.flatMap((name) =>
            (categories[name]?.auditRefs ?? [])
              .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
              .map(({ id }) => id),
          ),
        }),
      );
    }
  } finally {
    await browser.close();
    proxy.close();
    await app.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** The middle one of some looks, by its performance: what else this machine does must not decide. The first page of a browser warms up. */
async function middle(url: string, port: number): Promise<Result> {
  const results: Result[] = [];
  for (let look = 0; look < LOOKS; look++) {
    const found = await lighthouse(url, { port, logLevel: 'error', onlyCategories: [...CATEGORIES] });
    if (!found || found.lhr.runtimeError) throw new Error(`${url}: ${found?.lhr.runtimeError?.message}`);
    results.push(found.lhr);
  }
  const performance = ({ categories }: Result) => categories.performance?.score ?? 0;
  return results.sort((one, other) => performance(one) - performance(other))[Math.floor(LOOKS / 2)] as Result;
}

/**
 * All that the application answers, but for one header: a Chromium that writes a trace, as Lighthouse asks it to, breaks off every
 * page with `Referrer-Policy` (seen with 147). No audit looks at it.
 */
function withoutReferrerPolicy(port: number): Server {
  return createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const passed = request({ port, host: '127.0.0.1', method, path: url, headers }, (given) => {
      const { 'referrer-policy': _policy, ...others } = given.headers;
      answer.writeHead(given.statusCode ?? 502, others);
      given.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
}

interface Request {
  readonly resourceType?: string;
  readonly transferSize?: number;
}

/** Bytes over the wire with their headers: all but fonts, and the fonts. */
function weightOf(requests: readonly Request[]) {
  const sum = (wanted: (request: Request) => boolean) =>
    requests.filter(wanted).reduce((bytes, { transferSize = 0 }) => bytes + transferSize, 0);
  const isFont = ({ resourceType }: Request) => resourceType === 'Font';
  return {
    requests: requests.length,
    bytes: sum((request) => !isFont(request)),
    fonts: requests.filter(isFont).length,
    fontBytes: sum(isFont),
  };
}

/** The first page, and from there, as a person would go: a session with a form, its programme, its form. */
async function pagesOf(url: string): Promise<Record<string, string>> {
  const read = async (path: string) => (await fetch(`${url}${path}`)).text();
  const sessions = [...(await read('/')).matchAll(/href="(\/sessions\/[\w-]+)"/g)].map(([, path]) => path);
  for (const session of new Set(sessions)) {
    const html = await read(session as string);
    const form = /href="(\/register\?[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    const programme = /href="(\/programmes\/[\w-]+)"/.exec(html)?.[1];
    if (form && programme && (await fetch(`${url}${form}`)).status === 200)
      return { first: '/', programme, session: session as string, form };
  }
  throw new Error('no session of the demo takes registrations');
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
