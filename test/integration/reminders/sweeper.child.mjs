import { DataSource } from 'typeorm';
import { createApp } from '../../../dist/create-app.js';
import { Clock } from '../../../dist/platform/clock.js';
import { AppConfig } from '../../../dist/platform/config/app-config.js';
import { readEnv } from '../../../dist/platform/config/env.js';
import { Delivery } from '../../../dist/platform/mail/delivery.js';
import { ReminderSweep } from '../../../dist/reminders/reminder-sweep.js';
import { NOT_TOLD, putDueReminders } from '../../../dist/reminders/reminders.queries.js';

/** One of several processes that sweep and deliver at the same time. It acts on each word of its parent and answers. */
const now = new Date(process.env.NOW);
const clock = Object.assign(new Clock(), { now: () => now });
const nest = await createApp(new AppConfig(readEnv(process.env), process.env.DATABASE_URL), clock);
const db = nest.get(DataSource);

const acts = {
  sweep: () => nest.get(ReminderSweep).sweep(),
  deliver: () => nest.get(Delivery).deliverDue(),
  // The negative control: the sweep's own statement without what makes it safe.
  'sweep-unguarded': () => {
    const unguarded = {
      query: (sql, values) =>
        db.query(sql.replace(NOT_TOLD, '').replace(/ON CONFLICT.*DO NOTHING/, ''), values),
    };
    return putDueReminders(unguarded, { now, from: new Date(now.getTime() - 3_600_000) });
  },
};

process.on('message', async (act) => process.send({ count: await acts[act]() }));
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
