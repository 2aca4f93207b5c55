import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Letter } from './letter.js';
import { type Attempt, MailTransport } from './mail-transport.js';

/** Writes letters as `<ledger id>.eml` files: what a demo or a trial has in place of a mail server. */
export class FileMailTransport extends MailTransport {
  constructor(private readonly directory: string) {
    super();
  }

  async send(letter: Letter): Promise<Attempt> {
    try {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      const target = this.pathOf(letter.id);
      const unfinished = `${target}.${process.pid}.part`;
      const file = await open(unfinished, 'w', 0o600);
      try {
        await file.writeFile(letter.content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, target);
      return { state: 'sent', answer: `${letter.id}.eml` };
    } catch (error) {
      return { state: 'delayed', answer: (error as NodeJS.ErrnoException).code ?? 'file not written' };
    }
  }

  /** The letter's bytes, or null where none was written. `id` must be a ledger id read from the ledger. */
  async read(id: string): Promise<Buffer | null> {
    try {
      return await readFile(this.pathOf(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  /** A file is written at once: there is nothing to end. */
  abort(): void {}

  close(): void {}

  private pathOf(id: string): string {
    return pathIn(this.directory, id);
  }
}

/** Takes letters away that were written as files: somebody's data are erased. `ids` as in the ledger; those never written are no fault. */
export async function eraseLetterFiles(directory: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) await rm(pathIn(directory, id), { force: true });
}

function pathIn(directory: string, id: string): string {
  return join(directory, `${id}.eml`);
}
