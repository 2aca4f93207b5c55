// A process of its own that starts the embedded server, tells the test what it got, and stops it when told to.
// It loads the TypeScript sources as they are: Node strips the types, the hook finds the .ts behind a .js import.
import { registerHooks } from 'node:module';
import { createInterface } from 'node:readline';

registerHooks({
  resolve: (specifier, context, next) =>
    context.parentURL?.endsWith('.ts') && specifier.startsWith('./')
      ? next(specifier.replace(/\.js$/, '.ts'), context)
      : next(specifier, context),
});

const { startEmbeddedPostgres } = await import('../../../src/platform/database/embedded-postgres.ts');
const say = (word) => process.stdout.write(`${JSON.stringify(word)}\n`);

try {
  const settings = process.argv[3] ? JSON.parse(process.argv[3]) : { fsync: 'off' };
  const server = await startEmbeddedPostgres({ home: process.argv[2], settings, log: () => undefined });
  say({ url: server.url, owned: server.owned });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'stop') await server.stop();
    say({ done: line });
  }
} catch (error) {
  say({ error: error.message });
  process.exitCode = 1;
}
