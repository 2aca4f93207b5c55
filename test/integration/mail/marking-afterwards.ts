import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Start } from './killing.js';

/**
 * What not to do: a worker that marks a letter as sent when the server has taken it. It is here so that the tests which
 * kill workers show that they would find the difference.
 */
const PROGRAM = `
  import { createTransport } from 'nodemailer';
  import pg from 'pg';
  const db = new pg.Client(process.env.DATABASE_URL);
  await db.connect();
  const transport = createTransport(process.env.SMTP_URL);
  const { rows } = await db.query("SELECT id, recipient FROM messages WHERE state = 'queued' ORDER BY id");
  await Promise.all(rows.map(async ({ id, recipient }) => {
    await transport.sendMail({
      messageId: '<' + id + '@tsudoi.example>', from: 'noreply@tsudoi.example', to: recipient, subject: 'x', text: 'x',
    });
    await db.query("UPDATE messages SET state = 'sent', attempts = 1 WHERE id = $1", [id]);
  }));
  await db.end();
`;

export const markingAfterwards: Start = (env) =>
  spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: join(import.meta.dirname, '../../..'),
    env,
  });
