import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../platform/database/transaction.js';
import { MailWake } from '../../platform/mail/mail-wake.js';
import type { SourceText } from '../../programmes/import/source-file.js';
import { type ImportOptions, YearImport } from './year-import.js';
import type { ImportReport } from './year-import.report.js';

/** What a dry run found, and the mark by which its confirmation is known to mean just that. */
export interface SeenImport {
  readonly report: ImportReport;
  readonly mark: string;
}

/** Thrown in the transaction of an import that would do something else than what was seen: nothing of it stays. */
class OtherThanSeen extends Error {}

/** Imports in two steps: what would happen is shown first, and then that happens, or nothing. */
@Injectable()
export class ConfirmedImport {
  constructor(
    private readonly db: DataSource,
    private readonly yearImport: YearImport,
    private readonly mail: MailWake,
  ) {}

  /** What importing the files would do. @throws DomainError as `YearImport.run` */
  async look(files: readonly SourceText[], options: Omit<ImportOptions, 'dryRun'>): Promise<SeenImport> {
    const report = await this.yearImport.run(files, { ...options, dryRun: true });
    return { report, mark: markOf(files, report) };
  }

  /**
   * Imports the files, if that does exactly what the dry run with this mark has shown.
   * @returns what was done, or null where it would have been something else: then nothing was written
   * @throws DomainError as `YearImport.run`
   */
  async confirm(
    files: readonly SourceText[],
    mark: string,
    options: Omit<ImportOptions, 'dryRun'>,
  ): Promise<ImportReport | null> {
    try {
      const report = await inTransaction(this.db, async (tx) => {
        const done = await this.yearImport.runIn(tx, files, { ...options, dryRun: false });
        if (markOf(files, done) !== mark) throw new OtherThanSeen();
        return done;
      });
      this.mail.wakeSoon();
      return report;
    } catch (error) {
      if (error instanceof OtherThanSeen) return null;
      throw error;
    }
  }
}

/** Of the files and of all that is done with them, but what only doing it tells: who comes up from the queue. */
function markOf(files: readonly SourceText[], { changes, counts, skipped, notices }: ImportReport): string {
  const seen = [files.map(({ text }) => text), changes, counts, skipped, notices];
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url');
}
