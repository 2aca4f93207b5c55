import type { INestApplicationContext } from '@nestjs/common';

/** What the command line gives its commands. */
export interface CommandTools {
  readonly withApp: <T>(act: (app: INestApplicationContext) => Promise<T>) => Promise<T>;
  readonly readText: (name: string) => Promise<{ readonly name: string; readonly text: string }>;
  readonly print: (line: string) => void;
}
