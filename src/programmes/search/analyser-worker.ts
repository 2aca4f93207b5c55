import { parentPort } from 'node:worker_threads';
import { TokenizerBuilder } from '@patdx/kuromoji';
import NodeDictionaryLoader from '@patdx/kuromoji/node';

/** What the thread is asked to read, and what it answers: the same texts in katakana. */
export interface ReadingRequest {
  readonly id: number;
  readonly dictionary: string;
  readonly texts: readonly string[];
}
export interface ReadingAnswer {
  readonly id: number;
  readonly readings?: readonly string[];
  readonly fault?: string;
}

let tokenizer: ReturnType<TokenizerBuilder['build']> | undefined;

async function readingsOf({ dictionary, texts }: ReadingRequest): Promise<string[]> {
  tokenizer ??= new TokenizerBuilder({ loader: new NodeDictionaryLoader({ dic_path: dictionary }) }).build();
  const built = await tokenizer;
  return texts.map((text) =>
    built
      .tokenize(text)
      .map(({ reading, surface_form }) => (reading === undefined || reading === '*' ? surface_form : reading))
      .join(''),
  );
}

parentPort?.on('message', async (request: ReadingRequest) => {
  let answer: ReadingAnswer;
  try {
    answer = { id: request.id, readings: await readingsOf(request) };
  } catch (error) {
    answer = { id: request.id, fault: String(error) };
  }
  parentPort?.postMessage(answer);
});
