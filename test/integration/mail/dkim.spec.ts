import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { AppConfig } from '../../../src/platform/config/app-config.js';
import { EnvError, readEnv } from '../../../src/platform/config/env.js';
import type { CalendarPart } from '../../../src/platform/mail/composers.js';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { type DkimKey, signed } from '../../../src/platform/mail/dkim.js';
import { writeLetter } from '../../../src/platform/mail/letter.js';
import { makeTerm } from '../../support/factories.js';
import { putMessages } from '../../support/ledger.js';
import { startTestApp } from '../../support/test-app.js';
import { confirmation, ledger, makeRegistered } from './registered.js';
import { SmtpPeer } from './smtp-peer.js';

const pair = rsa(2048);
const KEY: DkimKey = { domain: 'city.example', selector: 'tsudoi', privateKey: pair.privateKey };

function rsa(modulusLength: number) {
  return generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** The DNS of city.example, as far as a verifier asks it. */
async function resolver(name: string, type: string): Promise<string[][]> {
  if (name !== 'tsudoi._domainkey.city.example' || type !== 'TXT')
    throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  const key = pair.publicKey.replace(/-----[^-]+-----|\s/g, '');
  return [['v=DKIM1; k=rsa; p=', key]];
}

/** What an independent verifier says of the signatures, and which headers they cover. */
async function verdictsOf(message: Buffer) {
  const { results } = await dkimVerify(message, { resolver });
  return results.map(({ status, signingDomain, selector, signingHeaders, algo, format }) => ({
    result: status?.result,
    signingDomain,
    selector,
    algo,
    format,
    covered: signingHeaders?.keys?.split(/\s*:\s*/).map((name) => name.toLowerCase()),
  }));
}

async function signedLetter(unsubscribeUrl?: string, calendar?: CalendarPart): Promise<Buffer> {
  const { content } = await writeLetter({
    id: '0195f000-0000-7000-8000-00000000000a',
    from: 'noreply@city.example',
    recipient: 'hana@mail.example',
    idDomain: 'city.example',
    date: new Date('2025-04-01T00:00:00Z'),
    mail: {
      subject: '受付のお知らせ（受付番号 ABC234）、とても長いので折り返されるはずの件名です',
      text: 'こんにちは。  \n\n\n',
      html: '<p>こんにちは。</p>\n',
      preview: '',
      senderName: 'お知らせ',
      replyTo: 'madoguchi@city.example',
      language: 'ja',
      ...(unsubscribeUrl && { unsubscribeUrl }),
      ...(calendar && { calendar }),
    },
    dkim: KEY,
  });
  return content;
}

describe('a signed letter', () => {
  it('is verified with calendar entries in it, and not once they are others', async () => {
    const content = 'BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nX-A:予定、予定、予定、予定\r\nEND:VCALENDAR\r\n';
    const letter = await signedLetter(undefined, { method: 'PUBLISH', fileName: 'yotei.ics', content });
    expect(await verdictsOf(letter)).toMatchObject([{ result: 'pass' }]);
    const base64 = Buffer.from('BEGIN:VCALENDAR').toString('base64').slice(0, 20);
    const changed = letter
      .toString('latin1')
      .replace(base64, Buffer.from('BEGIN:VCALENDAX').toString('base64').slice(0, 20));
    expect(changed).not.toBe(letter.toString('latin1'));
    const [verdict] = await verdictsOf(Buffer.from(changed, 'latin1'));
    expect(verdict?.result).not.toBe('pass');
  });

  it('is verified by somebody else, with every header that says something', async () => {
    const [verdict, ...others] = await verdictsOf(await signedLetter('https://city.example/unsubscribe/x'));
    expect(others).toEqual([]);
    expect(verdict).toMatchObject({
      result: 'pass',
      signingDomain: 'city.example',
      selector: 'tsudoi',
      algo: 'rsa-sha256',
      format: 'relaxed/relaxed',
    });
    expect(verdict?.covered).toEqual(
      expect.arrayContaining([
        ...['from', 'to', 'reply-to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'],
        // RFC 8058 §4.
        ...['list-unsubscribe', 'list-unsubscribe-post'],
      ]),
    );
  });

  it('is verified without what it does not have', async () => {
    const [verdict] = await verdictsOf(await signedLetter());
    expect(verdict?.result).toBe('pass');
    expect(verdict?.covered).not.toContain('list-unsubscribe');
  });

  it.each([
    ['the sender', /^From: /m],
    ['the recipient', /^To: /m],
    ['the subject', /^Subject: =\?UTF-8\?B\?/m],
    ['the way to leave', /^List-Unsubscribe: <https:\/\/city/m],
    ['the one click', /^List-Unsubscribe-Post: List/m],
    ['the body', /\r\n\r\n.*\r\n.*Content-Transfer-Encoding: base64\r\n\r\n44/ms],
  ])('fails where one byte of %s is another', async (_what, place) => {
    const letter = await signedLetter('https://city.example/unsubscribe/x');
    const text = letter.toString('latin1');
    const found = place.exec(text);
    const at = (found?.index ?? 0) + (found?.[0].length ?? 0);
    expect(found).not.toBeNull();
    const changed = Buffer.from(letter);
    changed[at] = text[at] === 'x' ? 0x79 : 0x78;
    const results = (await verdictsOf(changed)).map(({ result }) => result);
    expect(results).toHaveLength(1);
    expect(results).not.toContain('pass');
  });

  it('is not sent unsigned where signing fails', async () => {
    await expect(signed(await signedLetter(), { ...KEY, privateKey: 'no key' })).rejects.toThrow(
      'not be signed',
    );
  });
});

describe('signing as configured', () => {
  let directory: string;
  let settings: Record<'MAIL_DKIM_DOMAIN' | 'MAIL_DKIM_SELECTOR' | 'MAIL_DKIM_KEY_FILE', string>;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'tsudoi-dkim-'));
    settings = {
      MAIL_DKIM_DOMAIN: 'City.example',
      MAIL_DKIM_SELECTOR: 'tsudoi',
      MAIL_DKIM_KEY_FILE: fileOf('key.pem', pair.privateKey),
    };
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  function fileOf(name: string, content: string): string {
    const file = join(directory, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  }

  function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
    try {
      readEnv(env);
    } catch (error) {
      if (error instanceof EnvError) return error.problems;
      throw error;
    }
    return [];
  }

  it('is read whole, or not at all', () => {
    expect(problemsOf(settings)).toEqual([]);
    const configOf = (env: Record<string, string>) =>
      new AppConfig(readEnv({ ...env, APP_SECRET: 's'.repeat(32) }), 'postgres://db.example/tsudoi').dkim;
    expect(configOf(settings)).toEqual(KEY);
    expect(configOf({})).toBeUndefined();
    for (const left of Object.keys(settings)) {
      const { [left as keyof typeof settings]: given, ...rest } = settings;
      expect(problemsOf(rest)).toEqual([expect.stringMatching(`^${left} must be set too`)]);
      expect(problemsOf({ [left]: given })).toEqual([expect.stringContaining('must be set too')]);
    }
  });

  it.each([
    ['MAIL_DKIM_DOMAIN', () => 'city', 'must be a domain'],
    ['MAIL_DKIM_DOMAIN', () => 'city.example; d=evil.example', 'must be a domain'],
    ['MAIL_DKIM_SELECTOR', () => 'a b', 'name in the DNS'],
    ['MAIL_DKIM_KEY_FILE', () => join(directory, 'absent.pem'), 'ENOENT'],
    ['MAIL_DKIM_KEY_FILE', () => directory, 'EISDIR'],
    ['MAIL_DKIM_KEY_FILE', () => fileOf('public.pem', pair.publicKey), 'private key'],
    ['MAIL_DKIM_KEY_FILE', () => fileOf('short.pem', rsa(512).privateKey), '1024 bits'],
    ['MAIL_DKIM_KEY_FILE', () => fileOf('curve.pem', curve()), 'RSA'],
  ])('says at start what is wrong with %s', (name, value, remedy) => {
    const problems = problemsOf({ ...settings, [name]: value(), PORT: 'http' });
    expect(problems).toEqual([
      expect.stringContaining('PORT'),
      expect.stringMatching(`^${name} .*${remedy}`),
    ]);
  });

  function curve(): string {
    return generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey;
  }

  it.each(['a server', 'a file'])('signs what goes to %s', async (where) => {
    const peer = await SmtpPeer.start();
    const env = {
      ...settings,
      MAIL_FROM: 'noreply@city.example',
      ...(where === 'a server' && { SMTP_URL: peer.url }),
    };
    const app = await startTestApp({ env });
    try {
      const { sessions, pools } = await makeTerm(app.db, { dates: ['2025-04-14'] });
      const { registration } = await makeRegistered(app.db, sessions, pools);
      await app.db.transaction((tx) => putMessages(tx, [confirmation(registration)], app.clock.now()));
      await app.nest.get(Delivery).deliverDue();
      const [message] = await ledger(app.db);
      expect(message?.state).toBe('sent');
      const content =
        where === 'a file'
          ? readFileSync(join(app.config.mailDirectory, `${message?.id}.eml`))
          : Buffer.from(peer.received[0]?.raw ?? '');
      expect((await verdictsOf(content)).map(({ result }) => result)).toEqual(['pass']);
    } finally {
      await app.close();
      await peer.stop();
    }
  });
});
