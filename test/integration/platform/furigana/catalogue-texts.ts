import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { parse } from 'yaml';
import { TEMPLATES } from '../../../../src/platform/views/paths.js';

/** What `intl-messageformat` numbers parts of a message as. */
const LITERAL = 0;
const CHOICES = [5, 6];

interface Element {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Element[] }>>;
}

/** Every text that the catalogues of a language can give, with where it stands; what is filled in is `7`. */
export function catalogueTexts(language: string): { readonly at: string; readonly text: string }[] {
  const directory = join(TEMPLATES, 'messages');
  return readdirSync(directory)
    .filter((file) => file.endsWith(`.${language}.yaml`))
    .sort()
    .flatMap((file) => flat(parse(readFileSync(join(directory, file), 'utf8')) ?? {}, `${file}: `))
    .flatMap(({ at, text }) => {
      const format = new IntlMessageFormat(text, 'ja-JP', {}, { ignoreTag: true });
      return [...new Set(written(format.getAst() as readonly Element[]))].map((one) => ({ at, text: one }));
    });
}

function flat(tree: Record<string, unknown>, prefix: string): { at: string; text: string }[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? flat(value as Record<string, unknown>, `${prefix}${key}.`)
      : [{ at: `${prefix}${key}`, text: String(value) }],
  );
}

/** All ways to write a message; of several choices in it, each is varied beside the first of the others. */
function written(elements: readonly Element[]): string[] {
  const each = elements.map((element): string[] => {
    if (element.type === LITERAL) return [element.value ?? ''];
    if (!CHOICES.includes(element.type)) return ['7'];
    return Object.values(element.options ?? {}).flatMap((option) => written(option.value));
  });
  const first = each.map(([text = '']) => text);
  return [
    first.join(''),
    ...each.flatMap((texts, index) =>
      texts.slice(1).map((text) => [...first.slice(0, index), text, ...first.slice(index + 1)].join('')),
    ),
  ];
}
