import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Organization } from '../../../src/organizations/organization.entity.js';
import type { Role } from '../../../src/organizations/principal.js';
import { Delivery } from '../../../src/platform/mail/delivery.js';
import { MailAddress } from '../../../src/platform/mail/mail-address.entity.js';
import { Message } from '../../../src/platform/mail/message.entity.js';
import { newId } from '../../../src/shared/ids.js';
import { untilWaiting } from '../../support/engine-locks.js';
import { makeOrganization, makeTerm } from '../../support/factories.js';
import { putMessages } from '../../support/ledger.js';
import { bearer } from '../../support/staff.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { confirmation, ledger, makeRegistered } from './registered.js';
import {
  absenceNotice,
  fromCarrier,
  fromExchange,
  fromExim,
  fromGmail,
  fromPostfix,
  inWordsAlone,
  personWhoQuotes,
} from './returned-mails.js';
import { SmtpPeer } from './smtp-peer.js';

const RECIPIENT = 'hana@mail.example';
const SENT = new Date('2025-04-01T00:00:00.400Z');

let app: TestApp;
let town: Organization;
let token: string;

beforeAll(async () => {
  app = await startTestApp();
  town = await makeOrganization(app.db);
  token = await bearer(app, town, 'organizer');
});
afterAll(() => app?.close());
afterEach(async () => {
  await app.db.getRepository(Message).clear();
  await app.db.getRepository(MailAddress).clear();
});

/** A message that was handed over. */
async function sent(given: Partial<Message> = {}): Promise<Message> {
  const id = newId();
  await app.db.getRepository(Message).insert({
    id,
    organizationId: town.id,
    recipient: RECIPIENT,
    kind: 'confirmed',
    occasion: `registration:${id}`,
    subjectId: newId(),
    facts: {},
    state: 'sent',
    outcome: '250 taken',
    attempts: 1,
    claimedAt: SENT,
    sentAt: SENT,
    dueAt: SENT,
    createdAt: SENT,
    ...given,
  } as never);
  return now(id);
}

function now(id: string): Promise<Message> {
  return app.db.getRepository(Message).findOneByOrFail({ id });
}

function hand(mail: Buffer, authorization = token) {
  return app.http
    .post('/api/v1/bounces')
    .set('authorization', authorization)
    .type('message/rfc822')
    .send(mail);
}

async function failures(): Promise<number> {
  const rows = await app.db.getRepository(MailAddress).find();
  return rows.reduce((sum, row) => sum + row.failures, 0);
}

describe('a report that a letter did not arrive', () => {
  it.each([
    [
      'Postfix',
      fromPostfix,
      'failed 5.1.1 550 5.1.1 <hana@mail.example>: Recipient address rejected: User unknown in local recipient table',
    ],
    ['Exim', fromExim, 'failed 5.0.0 550 Unrouteable address'],
    [
      'Exchange',
      fromExchange,
      'failed 5.1.10 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    ],
    [
      'Gmail',
      fromGmail,
      "failed 5.1.1 550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address for typos or 550 5.1.1 unnecessary spaces.",
    ],
    ['a carrier', fromCarrier, 'failed 5.2.1'],
  ])('is understood from %s, and counts once however often it comes', async (_from, returned, outcome) => {
    const message = await sent();
    const report = returned({ id: message.id, recipient: RECIPIENT });
    const answer = await hand(report);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: { matched: message.id, did: 'bounced', action: 'failed', state: 'bounced' },
    });
    const bounced = await now(message.id);
    expect(bounced).toEqual({ ...message, state: 'bounced', outcome });
    expect(await app.db.getRepository(MailAddress).find()).toMatchObject([
      { organizationId: town.id, recipient: RECIPIENT, failures: 1, lastAnswer: outcome, suppressedAt: null },
    ]);

    const again = await Promise.all([hand(report), hand(report), hand(report)]);
    expect(again.map(({ status, body }) => [status, body.did, body.state])).toEqual(
      Array(3).fill([200, 'nothing', 'bounced']),
    );
    expect(await now(message.id)).toEqual(bounced);
    expect(await failures()).toBe(1);
  });

  it('counts once where it comes several times at once', async () => {
    const message = await sent();
    const report = fromPostfix({ id: message.id, recipient: RECIPIENT });
    // All have begun before the first can go on: whoever does not wait for the row decides by what it was.
    const holder = app.db.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT FROM messages WHERE id = $1 FOR UPDATE', [message.id]);
    const reports = Array.from({ length: 4 }, () => hand(report).then(({ body }) => body.did as string));
    await untilWaiting(app.db, reports.length);
    await holder.commitTransaction();
    await holder.release();
    expect((await Promise.all(reports)).sort()).toEqual(['bounced', 'nothing', 'nothing', 'nothing']);
    expect(await failures()).toBe(1);
  });

  it('is suppressed from the second letter on', async () => {
    for (const suppressed of [false, true]) {
      const message = await sent();
      await hand(fromExim({ id: message.id, recipient: RECIPIENT })).expect(200);
      const [address] = await app.db.getRepository(MailAddress).find();
      expect(address?.suppressedAt !== null).toBe(suppressed);
    }
  });

  it.each([
    ['5.7.1', '550 5.7.1 blocked by policy', 0],
    ['5.3.4', '552 5.3.4 message too big', 0],
    ['5.5.1', '503 5.5.1 bad sequence', 0],
    ['5.6.1', '554 5.6.1 media not supported', 0],
    ['5.0.0', '550 5.7.1 rejected as spam', 0],
    ['5.0.0', '554 transaction failed', 0],
    ['5.0.0', 'something went wrong', 0],
    ['5.0.0', '550 unknown user', 1],
    ['5.0.0', '550 5.1.1 unknown user', 1],
    ['5.2.2', '552 5.2.2 mailbox full', 1],
  ])('counts against the address where it is on its account: %s %s', async (status, diagnostic, counted) => {
    const message = await sent();
    const report = fromPostfix({ id: message.id, recipient: RECIPIENT, status, diagnostic });
    expect((await hand(report)).body).toMatchObject({ did: 'bounced', state: 'bounced' });
    expect(await failures()).toBe(counted);
  });

  it('does not count against the address where the failure may pass', async () => {
    const message = await sent();
    const report = fromPostfix({
      id: message.id,
      recipient: RECIPIENT,
      status: '4.4.7',
      diagnostic: 'delivery expired',
    });
    expect((await hand(report)).body).toMatchObject({ did: 'bounced', state: 'bounced' });
    expect(await now(message.id)).toMatchObject({
      state: 'bounced',
      outcome: 'failed 4.4.7 delivery expired',
    });
    expect(await failures()).toBe(0);
  });

  it('is noted where it is only late, once', async () => {
    const message = await sent();
    const late = fromPostfix({
      ...{ id: message.id, recipient: RECIPIENT, action: 'delayed' },
      ...{ status: '4.4.1', diagnostic: 'connect timed out' },
    });
    expect((await hand(late)).body).toEqual({
      matched: message.id,
      did: 'noted',
      action: 'delayed',
      state: 'sent',
    });
    expect(await now(message.id)).toEqual({ ...message, outcome: 'delayed 4.4.1 connect timed out' });
    expect((await hand(late)).body.did).toBe('nothing');
    await hand(fromPostfix({ id: message.id, recipient: RECIPIENT }));
    expect((await hand(late)).body).toMatchObject({ did: 'nothing', state: 'bounced' });
    expect((await now(message.id)).outcome).toMatch(/^failed 5\.1\.1/);
  });

  it.each(['delivered', 'relayed', 'expanded'])('changes nothing where it says %s', async (action) => {
    const message = await sent();
    const report = fromPostfix({
      id: message.id,
      recipient: RECIPIENT,
      action,
      status: '2.0.0',
      diagnostic: '250 ok',
    });
    expect((await hand(report)).body).toEqual({ matched: message.id, did: 'nothing', action, state: 'sent' });
    expect(await now(message.id)).toEqual(message);
  });

  it('finds the mailbox that forwards, and the one written otherwise', async () => {
    const forwarding = await sent();
    const moved = fromPostfix({ id: forwarding.id, recipient: RECIPIENT, final: 'hana@elsewhere.example' });
    expect((await hand(moved)).body.did).toBe('bounced');
    const mobile = await sent({ recipient: 'hana..s@mobile.example' });
    expect((await hand(fromCarrier({ id: mobile.id, recipient: mobile.recipient }))).body.did).toBe(
      'bounced',
    );
  });

  it('keeps no more than 500 characters of what the server said', async () => {
    const message = await sent();
    await hand(
      fromPostfix({ id: message.id, recipient: RECIPIENT, diagnostic: `550 ${'長い'.repeat(2000)}` }),
    ).expect(200);
    expect((await now(message.id)).outcome).toHaveLength(500);
  });

  it('says nothing of a letter that has since been sent again', async () => {
    const message = await sent({ claimedAt: new Date('2025-04-01T03:00:00.700Z') });
    const late = fromPostfix({ id: message.id, recipient: RECIPIENT });
    expect((await hand(late)).body).toMatchObject({ did: 'nothing', state: 'sent' });
    const own = fromPostfix({
      id: message.id,
      recipient: RECIPIENT,
      date: 'Tue, 01 Apr 2025 03:00:00 +0000',
    });
    expect((await hand(own)).body).toMatchObject({ did: 'bounced' });
  });

  it.each(['queued', 'claimed', 'delayed', 'suppressed', 'cancelled'] as const)(
    'does not end a message that is %s',
    async (state) => {
      const message = await sent({ state });
      expect((await hand(fromPostfix({ id: message.id, recipient: RECIPIENT }))).body).toMatchObject({
        did: 'nothing',
        state,
      });
      expect(await now(message.id)).toEqual(message);
      expect(await failures()).toBe(0);
    },
  );

  it('settles what was uncertain', async () => {
    const message = await sent({ state: 'uncertain', sentAt: null });
    expect((await hand(fromPostfix({ id: message.id, recipient: RECIPIENT }))).body.state).toBe('bounced');
  });
});

describe('a letter from the act to the report', () => {
  it.each([fromPostfix, fromExim, fromExchange, fromGmail, fromCarrier])('is found: %p', async (returned) => {
    const peer = await SmtpPeer.start();
    const sender = await startTestApp({ env: { SMTP_URL: peer.url }, database: app.database });
    try {
      const { sessions, pools } = await makeTerm(app.db, { dates: ['2025-04-14'] });
      const { registration } = await makeRegistered(app.db, sessions, pools);
      await app.db.transaction((tx) => putMessages(tx, [confirmation(registration)], app.clock.now()));
      await sender.nest.get(Delivery).deliverDue();
      const [message] = (await ledger(app.db)) as [Message];
      expect(message.state).toBe('sent');
      const [headers = ''] = peer.received[0]?.raw.split('\r\n\r\n', 1) ?? [];
      const owner = await app.db.getRepository(Organization).findOneByOrFail({ id: message.organizationId });
      const report = returned({
        id: message.id,
        recipient: message.recipient,
        headers: headers.replaceAll('\r\n', '\n'),
      });
      const answer = await hand(report, await bearer(app, owner, 'organizer'));
      expect(answer.body).toEqual({
        matched: message.id,
        did: 'bounced',
        action: 'failed',
        state: 'bounced',
      });
    } finally {
      await sender.close();
      await peer.stop();
    }
  });
});

describe('who may say so, and of what', () => {
  it.each<[string, (message: Message) => Buffer]>([
    ['another recipient', ({ id }) => fromPostfix({ id, recipient: 'eve@mail.example' })],
    ['a message that is not there', () => fromPostfix({ id: newId(), recipient: RECIPIENT })],
    ['a Message-ID of others', () => fromPostfix({ id: 'CAF=x', recipient: RECIPIENT })],
  ])('finds nothing for %s', async (_what, returned) => {
    const message = await sent();
    const answer = await hand(returned(message));
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 404, code: 'unknown' });
    expect(await now(message.id)).toEqual(message);
  });

  it('lets nobody touch, or learn of, the messages of other organizations', async () => {
    const elsewhere = await makeOrganization(app.db);
    const stranger = await bearer(app, elsewhere, 'owner');
    const message = await sent();
    const report = fromPostfix({ id: message.id, recipient: RECIPIENT });
    const [theirs, nobodys] = [
      await hand(report, stranger),
      await hand(fromPostfix({ id: newId(), recipient: RECIPIENT }), stranger),
    ];
    expect(theirs.status).toBe(404);
    expect(theirs.text).toBe(nobodys.text);
    expect(await now(message.id)).toEqual(message);
  });

  it.each<[string, Role | undefined, number]>([
    ['a token of the reception', 'reception', 403],
    ['no token', undefined, 401],
  ])('takes none from %s', async (_who, role, status) => {
    const message = await sent();
    const report = fromPostfix({ id: message.id, recipient: RECIPIENT });
    const answer = await hand(report, role ? await bearer(app, town, role) : '');
    expect(answer.status).toBe(status);
    expect(await now(message.id)).toEqual(message);
  });

  it('ignores absence notices, and says so', async () => {
    const message = await sent();
    const answer = await hand(absenceNotice(message));
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: { matched: null, did: 'ignored' },
    });
    expect(await now(message.id)).toEqual(message);
  });

  it.each<[string, (message: Message) => Buffer]>([
    ['a failure told in words alone', inWordsAlone],
    ['a person who quotes a report', personWhoQuotes],
    ['nothing', () => Buffer.from('x')],
    ['bytes', () => Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 197) % 256))],
    ['a report cut short', (message) => fromPostfix(message).subarray(0, 900)],
    ['boxes in boxes', () => Buffer.from(boxes(200))],
  ])('refuses %s as no delivery report', async (_what, returned) => {
    const message = await sent();
    const answer = await hand(returned(message));
    expect({ status: answer.status, faults: answer.body.faults }).toMatchObject({
      status: 422,
      faults: [{ field: 'mail', code: 'notDeliveryReport' }],
    });
    expect(await now(message.id)).toEqual(message);
  });

  it('asks for the mail as it arrived', async () => {
    const answer = await app.http.post('/api/v1/bounces').set('authorization', token).send({ id: newId() });
    expect({ status: answer.status, faults: answer.body.faults }).toMatchObject({
      status: 422,
      faults: [{ field: 'mail', code: 'notMessage' }],
    });
    expect((await hand(Buffer.alloc(6 * 1024 * 1024, 'x'))).status).toBe(413);
  });
});

describe('tsudoi bounce', () => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'tsudoi-bounce-'));
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  function environment(databaseUrl = app.database.url) {
    return {
      ...process.env,
      DATABASE_URL: databaseUrl,
      TSUDOI_HOME: home,
      APP_SECRET: 'a secret of the tests, and of nothing else',
      DEMO: 'off',
    };
  }

  async function piped(mail: Buffer, databaseUrl?: string) {
    const child = spawn(process.execPath, ['dist/cli.js', 'bounce'], { env: environment(databaseUrl) });
    const closed = once(child, 'close');
    child.stdin.on('error', () => undefined);
    child.stdin.end(mail);
    const [said] = await Promise.all([text(child.stdout), closed]);
    return { code: child.exitCode, said: said.trim() };
  }

  it('takes a report from a pipe, of whichever organization', async () => {
    const message = await sent();
    expect(await piped(fromPostfix({ id: message.id, recipient: RECIPIENT }))).toEqual({
      code: 0,
      said: `message ${message.id}: reported failed, bounced; it is bounced`,
    });
    expect(await failures()).toBe(1);
  }, 120_000);

  it('takes one from a file', async () => {
    const message = await sent();
    const file = join(home, 'report.eml');
    writeFileSync(file, fromExim({ id: message.id, recipient: RECIPIENT }));
    const command = ['dist/cli.js', 'bounce', file];
    const { stdout } = await promisify(execFile)(process.execPath, command, { env: environment() });
    expect(stdout).toContain(`message ${message.id}: reported failed, bounced`);
  }, 120_000);

  it.each<[string, number, (message: Message) => Buffer]>([
    ['an absence notice', 0, absenceNotice],
    ['words alone', 65, inWordsAlone],
    ['a report about nothing of ours', 65, () => fromPostfix({ id: newId(), recipient: RECIPIENT })],
  ])(
    'ends for %s with %i, by which a mail server knows what to do',
    async (_what, code, returned) => {
      const message = await sent();
      expect(await piped(returned(message))).toMatchObject({ code });
      expect(await now(message.id)).toEqual(message);
    },
    120_000,
  );

  it('lets the mail server keep what it cannot take now', async () => {
    const message = await sent();
    const nowhere = 'postgres://nobody@127.0.0.1:9/nothing';
    expect(await piped(fromPostfix(message), nowhere)).toMatchObject({ code: 75 });
  }, 120_000);
});

function boxes(depth: number): string {
  const head = 'Content-Type: multipart/report; report-type=delivery-status; boundary=';
  return Array.from({ length: depth }, (_, index) => `${head}b${index}\r\n\r\n--b${index}\r\n`).join('');
}
