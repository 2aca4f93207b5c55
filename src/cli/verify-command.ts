import type { Command } from 'commander';
import { DataSource } from 'typeorm';
import { ATTENDANCE_CHECKS } from '../attendance/attendance-checks.js';
import { Clock } from '../platform/clock.js';
import { violationsOf } from '../platform/database/check.js';
import { MAIL_CHECKS } from '../platform/mail/mail-checks.js';
import { ANSWER_CHECKS } from '../registrations/answers/answer-checks.js';
import { LOTTERY_CHECKS } from '../registrations/lottery/lottery-checks.js';
import { QUEUE_CHECKS } from '../registrations/queue/queue-checks.js';
import { SEAT_CHECKS } from '../registrations/seats/seat-checks.js';
import type { CommandTools } from './command-tools.js';

/** What `verify` looks at: every room says what must hold of its own tables. */
const CHECKS = [
  ...SEAT_CHECKS,
  ...QUEUE_CHECKS,
  ...ANSWER_CHECKS,
  ...LOTTERY_CHECKS,
  ...MAIL_CHECKS,
  ...ATTENDANCE_CHECKS,
];

/** Violations of one kind that are listed before the rest is only counted. */
const SHOWN_VIOLATIONS = 20;

/** `tsudoi verify`: names every violation of what must always hold; exit code 1 where there is one. */
export function addVerifyCommand(program: Command, { withApp, print }: CommandTools): void {
  program
    .command('verify')
    .description('check the promises I1 to I11 on a live database and name each violation')
    .action(async () =>
      withApp(async (app) => {
        const violations = await app
          .get(DataSource)
          .transaction('REPEATABLE READ', (tx) => violationsOf(tx, CHECKS, app.get(Clock).now()));
        for (const [name, found] of Object.entries(
          Object.groupBy(violations, ({ invariant, name }) => `${invariant} ${name}`),
        )) {
          for (const { subject, detail } of found?.slice(0, SHOWN_VIOLATIONS) ?? []) {
            print(`${name}: ${subject}: ${detail}`);
          }
          const hidden = (found?.length ?? 0) - SHOWN_VIOLATIONS;
          if (hidden > 0) print(`${name}: and ${hidden} more`);
        }
        print(violations.length === 0 ? 'no violation' : `${violations.length} violation(s)`);
        if (violations.length > 0) process.exitCode = 1;
      }),
    );
}
