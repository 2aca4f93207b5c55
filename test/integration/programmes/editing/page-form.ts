import type { StaffBrowser } from '../../../support/staff.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** What a browser would send of the editing form of a page, without its token: fields, and what each was. */
export function formIn(html: string): Record<string, string> {
  const form = /<form class="stack editing"[\s\S]*?<\/form>/.exec(html)?.[0];
  if (!form) throw new Error('the page has no editing form');
  const fields: Record<string, string> = {};
  for (const [, attributes = ''] of form.matchAll(/<input ([^>]*)>/g)) {
    const name = attributeOf(attributes, 'name');
    if (name === '_csrf') continue;
    const isBox = attributeOf(attributes, 'type') === 'checkbox';
    if (!isBox || / checked/.test(attributes)) fields[name] = attributeOf(attributes, 'value');
  }
  for (const [, attributes = '', text = ''] of form.matchAll(
    /<textarea ([^>]*)>\n?([\s\S]*?)<\/textarea>/g,
  )) {
    fields[attributeOf(attributes, 'name')] = plain(text).replaceAll('\n', '\r\n');
  }
  for (const [, attributes = '', choices = ''] of form.matchAll(/<select ([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen =
      /<option value="([^"]*)" selected/.exec(choices) ?? /<option value="([^"]*)"/.exec(choices);
    fields[attributeOf(attributes, 'name')] = plain(chosen?.[1] ?? '');
  }
  return fields;
}

/** Opens a form, types these entries over it, and returns what the browser would send. */
export async function typed(
  browser: StaffBrowser,
  path: string,
  entries: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const { text, status } = await browser.get(path);
  if (status !== 200) throw new Error(`${path} answered ${status}`);
  return { ...formIn(text), ...entries };
}

/** The sentence that stands as the fault of a field. */
export function faultAt(html: string, field: string): string | undefined {
  const id = field.replaceAll('.', '\\.');
  return new RegExp(`id="${id}-error">([^<]*)<`).exec(html)?.[1];
}

/** What another person saved, as it stands beside a field. */
export function theirsAt(html: string, field: string): string | undefined {
  const id = field.replaceAll('.', '\\.');
  return new RegExp(`id="${id}-other">([^<]*)<`).exec(html)?.[1];
}

function attributeOf(attributes: string, name: string): string {
  return plain(new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
}

function plain(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Hidden fields of the page that asks once more, without its token. */
export function hiddenIn(html: string): Record<string, string> {
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return Object.fromEntries(
    fields.filter(([, name]) => name !== '_csrf').map(([, name, value]) => [name, value]),
  );
}
