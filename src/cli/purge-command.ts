import type { Command } from 'commander';
import { CalendarSweep } from '../calendar/staff/calendar-sweep.js';
import { AccountSweep } from '../organizations/accounts/account-sweep.js';
import { WebhookSending } from '../organizations/webhooks/webhook-sending.js';
import { AddressSweep } from '../platform/mail/address-sweep.js';
import { SensitiveAnswersSweep } from '../registrations/answers/sensitive-answers-sweep.js';
import { DigestSweep } from '../reminders/digest/digest-sweep.js';
import type { CommandTools } from './command-tools.js';

/** `tsudoi purge`: erases at once what a worker erases every night. */
export function addPurgeCommand(program: Command, { withApp, print }: CommandTools): void {
  program
    .command('purge')
    .description(
      'erase what is kept no longer: sensitive answers, so many days after the last session; wishes for the digest that nobody said yes to, what was mailed to those who left it, and failures of mail addresses after half a year; hashes of former calendar addresses after two years; former invitations and the log of webhooks after 90 days; once a night by itself',
    )
    .option('--dry-run', 'only say how many')
    .action(async ({ dryRun }: { dryRun?: boolean }) =>
      withApp(async (app) => {
        const sweep = app.get(SensitiveAnswersSweep);
        const { answers, registrations } = dryRun ? await sweep.due() : await sweep.sweep();
        const did = dryRun ? 'to be erased' : 'erased';
        print(`${did}: ${answers} sensitive answer(s) of ${registrations} registration(s)`);
        const digest = app.get(DigestSweep);
        const { requests, messages } = dryRun ? await digest.due() : await digest.tidy();
        print(
          `${did}: ${requests} unconfirmed wish(es) for the digest, ${messages} old message(s) to those who left it`,
        );
        const addresses = app.get(AddressSweep);
        const failed = dryRun ? await addresses.due() : await addresses.sweep();
        print(`${did}: failures of ${failed} mail address(es)`);
        const calendars = app.get(CalendarSweep);
        const former = dryRun ? await calendars.due() : await calendars.sweep();
        print(
          `${did}: hashes of ${former.addresses} former calendar address(es), seat figures of ${former.figures} session(s)`,
        );
        const accounts = app.get(AccountSweep);
        const { invitations, passwordLinks, leftovers } = dryRun
          ? await accounts.due()
          : await accounts.sweep();
        print(
          `${did}: ${invitations} former invitation(s), ${passwordLinks} link(s) for passwords, ${leftovers} session(s) and sign-in(s) that are over`,
        );
        const webhooks = app.get(WebhookSending);
        print(`${did}: ${dryRun ? await webhooks.due() : await webhooks.sweep()} old webhook deliver(ies)`);
      }),
    );
}
