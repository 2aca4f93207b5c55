import { Composer, type CST, type Document, type LineCounter, Parser, type YAMLError } from 'yaml';
import type { FileFinding, FilePath } from '../domain/programme-file.js';

/** A fault of the text itself, whose place is known without a path. */
export interface TextFinding extends Omit<FileFinding, 'path'> {
  readonly path?: FilePath;
  readonly offset?: number;
}

/** Groups within groups; a programme file needs about ten. */
const DEEPEST = 50;
/** Faults of syntax that are told: after the first, most are its consequences. */
const MOST_SYNTAX_FAULTS = 10;

/**
 * Parses YAML 1.2 with the core schema, whatever version the text itself asks for. Depth is checked on the parser's tokens,
 * which it makes without recursion: what composes them recurses, and in a text of a few kilobytes of brackets it would
 * exhaust the stack, or with it the whole process.
 */
export function parseYaml(
  text: string,
  lines: LineCounter,
): { readonly document?: Document; readonly findings: readonly TextFinding[] } {
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const broken = tokens.filter((token) => token.type === 'error');
  if (broken.length >= MOST_SYNTAX_FAULTS) {
    const first = broken.slice(0, MOST_SYNTAX_FAULTS);
    return {
      findings: first.map(({ message, offset }) => ({ code: 'syntax', params: { reason: message }, offset })),
    };
  }
  const tooDeep = tooDeepAt(tokens);
  if (tooDeep !== undefined) {
    return { findings: [{ code: 'too_deep', params: { limit: DEEPEST }, offset: tooDeep }] };
  }
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    resolveKnownTags: false,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (!document) return { findings: [{ code: 'empty' }] };
  const findings = [...document.errors, ...document.warnings].map((error) => findingOf(error, text));
  if (second) findings.push({ code: 'two_documents', offset: second.range[0] });
  const syntax = findings.filter(({ code }) => code !== 'duplicate_key');
  // After a fault of syntax the rest may have been read in another sense than meant: nothing more is said of it.
  if (syntax.length > 0) return { findings: syntax.slice(0, MOST_SYNTAX_FAULTS) };
  return { document, findings };
}

function findingOf(error: YAMLError, text: string): TextFinding {
  const [offset] = error.pos;
  if (error.code !== 'DUPLICATE_KEY') return { code: 'syntax', params: { reason: error.message }, offset };
  const key = text.slice(offset, offset + 100).match(/^["']?([^\s:"']*)/)?.[1] ?? '';
  return { code: 'duplicate_key', params: { key }, offset };
}

/** Where the first group beyond `DEEPEST` begins. */
function tooDeepAt(tokens: readonly CST.Token[]): number | undefined {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > DEEPEST) return token.offset;
    if (token.type === 'document') {
      if (token.value) open.push({ token: token.value, depth });
    } else if ('items' in token) {
      for (const { key, value } of token.items) {
        if (key) open.push({ token: key, depth: depth + 1 });
        if (value) open.push({ token: value, depth: depth + 1 });
      }
    }
  }
  return undefined;
}
