import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReadingAnswer, ReadingRequest } from './analyser-worker.js';

/** The thread is the compiled file beside this one, or in tests its source, which Node reads as it is. */
const THREAD = new URL(`analyser-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
const DICTIONARY = join(dirname(createRequire(import.meta.url).resolve('@patdx/kuromoji')), '../dict/');

/**
 * Reads Japanese that nobody wrote the reading of, by a dictionary of words. It guesses: for search, where a wrong reading harms nobody,
 * and for what a person then confirms. The dictionary takes some 300 MB and 0.7 s to load; it lives in a thread that ends with the
 * work, and never in the process that answers pages.
 */
export class Analyser implements AsyncDisposable {
  private thread: Worker | undefined;
  private asked = 0;

  /** How the texts are read, in katakana; letters of which it knows nothing stay. @throws Error where the dictionary cannot be read */
  async readings(texts: readonly string[]): Promise<readonly string[]> {
    if (texts.length === 0) return [];
    this.thread ??= new Worker(THREAD, { execArgv: [] });
    const thread = this.thread;
    const request: ReadingRequest = { id: ++this.asked, dictionary: DICTIONARY, texts };
    return new Promise((resolve, reject) => {
      const answered = ({ id, readings, fault }: ReadingAnswer) => {
        if (id !== request.id) return;
        settle();
        if (readings) resolve(readings);
        else reject(new Error(fault));
      };
      const ended = (code: number) => failed(new Error(`the analyser ended (${code})`));
      const failed = (error: Error) => {
        settle();
        reject(error);
      };
      const settle = () => thread.off('message', answered).off('error', failed).off('exit', ended);
      thread.on('message', answered).on('error', failed).on('exit', ended);
      thread.postMessage(request);
    });
  }

  /** Ends the thread, and gives back its memory. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.thread?.terminate();
    this.thread = undefined;
  }
}
