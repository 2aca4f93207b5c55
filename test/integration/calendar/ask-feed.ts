import { request } from 'node:http';
import type { TestApp } from '../../support/test-app.js';

export interface FeedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came over the wire: nothing is unpacked. */
  readonly body: Buffer;
}

/** Asks with these headers and no others: `fetch` would say that it can unpack, and unpack. */
export function askFeed(
  { url }: Pick<TestApp, 'url'>,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<FeedAnswer> {
  return new Promise((resolve, reject) => {
    request(`${url}${path}`, { method, headers, agent: false }, async (answer) => {
      const body = Buffer.concat(await answer.toArray());
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers as FeedAnswer['headers'], body });
    })
      .on('error', reject)
      .end();
  });
}

/** The tag of the feed as it is now. */
export async function etagOf(app: Pick<TestApp, 'url'>, path: string): Promise<string> {
  const { status, headers } = await askFeed(app, path);
  if (status !== 200 || !headers.etag) throw new Error(`${path} answered ${status}`);
  return headers.etag;
}
