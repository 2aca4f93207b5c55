import type { Command } from 'commander';
import { DataSource } from 'typeorm';
import { replayDifferences } from '../registrations/domain/lottery-replay.js';
import { readFacts } from '../registrations/lottery/facts-file.js';
import { LotteryPublications } from '../registrations/lottery/lottery-publications.js';
import { replayStored } from '../registrations/lottery/lottery-replay.js';
import { replayLines } from '../registrations/lottery/replay-report.js';
import type { CommandTools } from './command-tools.js';

/** `tsudoi lottery replay`: exit code 1 where something differs. With a file of facts it needs no database. */
export function addLotteryCommand(program: Command, { withApp, readText, print }: CommandTools): void {
  const report = (lines: readonly string[], differs: boolean) => {
    for (const line of lines) print(line);
    if (differs) process.exitCode = 1;
  };

  const stored = (id: string) =>
    withApp(async (app) => {
      const lottery = await app.get(LotteryPublications).one(id);
      const findings = await app
        .get(DataSource)
        .transaction('REPEATABLE READ', (tx) => replayStored(tx, lottery));
      report(replayLines(lottery, findings), findings.length > 0);
    });

  const published = async (file: string) => {
    const facts = readFacts((await readText(file)).text);
    if ('fault' in facts) {
      report([`${file}: these are not the published facts of a lottery: ${facts.fault}`], true);
      return;
    }
    const findings = replayDifferences(facts).map(({ what, published: said, replayed }) => ({
      subject: what,
      detail: `published ${said}, replayed ${replayed}`,
    }));
    report(replayLines(facts, findings), findings.length > 0);
  };

  program
    .command('lottery')
    .description('draws')
    .command('replay')
    .description('work a draw out again from its published list and seed, and name every difference')
    .argument('[id]', 'a lottery of this database; what the registrations show is compared too')
    .option('--facts <file>', 'instead: the published JSON, /api/v1/lotteries/ID; needs no database')
    .action(async (id: string | undefined, { facts }: { facts?: string }, command: Command) => {
      if ((id === undefined) === (facts === undefined))
        command.error('error: give either an ID or --facts FILE');
      if (facts !== undefined) await published(facts);
      else await stored(id!);
    });
}
