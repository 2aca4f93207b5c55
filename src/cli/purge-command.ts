import type { Command } from 'commander';
import { SensitiveAnswersSweep } from '../registrations/answers/sensitive-answers-sweep.js';
import type { CommandTools } from './command-tools.js';

/** `tsudoi purge`: erases at once what a worker erases every night. */
export function addPurgeCommand(program: Command, { withApp, print }: CommandTools): void {
  program
    .command('purge')
    .description(
      'erase what is kept no longer: sensitive answers, so many days after the last session; once a night by itself',
    )
    .option('--dry-run', 'only say how many')
    .action(async ({ dryRun }: { dryRun?: boolean }) =>
      withApp(async (app) => {
        const sweep = app.get(SensitiveAnswersSweep);
        const { answers, registrations } = dryRun ? await sweep.due() : await sweep.sweep();
        const did = dryRun ? 'to be erased' : 'erased';
        print(`${did}: ${answers} sensitive answer(s) of ${registrations} registration(s)`);
      }),
    );
}
