import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { Bounces, type TakenBounce } from '../platform/mail/bounces/bounces.js';
import type { CommandTools } from './command-tools.js';

/** Exit codes by which a mail server decides what to do with the mail (sysexits.h). */
const EX_OK = 0;
const EX_DATAERR = 65;
/** Whatever fails on our side passes: the server keeps the mail and comes again. */
const EX_TEMPFAIL = 75;

/**
 * `tsudoi bounce`: takes a mail that came back to the sender's address, from a pipe of the mail server. 0: taken or not
 * needed; 65: no report about a letter of ours, the server returns it; 75: not now.
 */
export function addBounceCommand(program: Command, { withApp, print }: CommandTools): void {
  program
    .command('bounce')
    .description('take a delivery report (RFC 3464) that came back; for the pipe of a mail server')
    .argument('[file]', 'the mail as it arrived; left out or -: standard input')
    .action(async (file: string | undefined) => {
      process.exitCode = EX_TEMPFAIL;
      const mail = file === undefined || file === '-' ? await buffer(process.stdin) : await readFile(file);
      const taken = await withApp((app) => app.get(Bounces).take(mail, 'any'));
      print(sentenceOf(taken));
      process.exitCode = taken.kind === 'matched' || taken.kind === 'auto_reply' ? EX_OK : EX_DATAERR;
    });
}

function sentenceOf(taken: TakenBounce): string {
  switch (taken.kind) {
    case 'matched':
      return `message ${taken.id}: reported ${taken.action}, ${taken.did}; it is ${taken.state}`;
    case 'auto_reply':
      return 'an automatic answer, not needed';
    case 'unmatched':
      return 'a delivery report, but about no message of the ledger to that recipient';
    case 'other':
      return 'not a delivery report (RFC 3464)';
  }
}
