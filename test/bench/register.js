// Node strips the types of the bench's own files. What they import of the application is its built code, so that the bench
// measures and uses what runs in production: ../../src/x.js is ../../dist/x.js, and any other relative .js is a .ts.
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) => {
    const isOurs = context.parentURL?.endsWith('.ts') && specifier.startsWith('.');
    if (!isOurs) return next(specifier, context);
    const inSource = /^(\.\.\/)+src\//.test(specifier);
    return next(inSource ? specifier.replace('/src/', '/dist/') : specifier.replace(/\.js$/, '.ts'), context);
  },
});
