import type { Response } from 'supertest';
import type { StaffBrowser } from '../../../support/staff.js';

export type Fields = Record<string, string>;

/** What a browser would send of the wizard's form: ticked boxes, chosen options, text; no button. */
export function fieldsIn(html: string): Fields {
  const form = /<form class="course-form"[\s\S]*?<\/form>/.exec(html)?.[0];
  if (!form) throw new Error('the page has no wizard');
  const fields: Fields = {};
  for (const [tag] of form.matchAll(/<input [^>]*>/g)) {
    const isBox = /type="(checkbox|radio)"/.test(tag);
    if (isBox && !/ checked/.test(tag)) continue;
    fields[attribute(tag, 'name')] = attribute(tag, 'value');
  }
  for (const [, tag = '', text = ''] of form.matchAll(/<textarea ([^>]*)>\n?([\s\S]*?)<\/textarea>/g)) {
    fields[attribute(tag, 'name')] = unescaped(text);
  }
  for (const [, tag = '', options = ''] of form.matchAll(/<select ([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen =
      /<option value="([^"]*)" selected/.exec(options) ?? /<option value="([^"]*)"/.exec(options);
    fields[attribute(tag, 'name')] = unescaped(chosen?.[1] ?? '');
  }
  return fields;
}

/** Opens a page of the wizard, fills in some fields, and presses a button. */
export async function fillIn(
  staff: StaffBrowser,
  {
    page,
    to = page.split('?')[0]!,
    ...rest
  }: { page: string; to?: string; fields: Fields; act?: string; more?: string },
): Promise<Response> {
  const shown = await staff.get(page);
  if (shown.status !== 200) throw new Error(`${page} answered ${shown.status}`);
  return press(staff, shown, { to, ...rest });
}

/** Fills in some fields of a page that was shown, and presses a button. */
export async function press(
  staff: StaffBrowser,
  shown: Response,
  { to, fields, act, more }: { to: string; fields: Fields; act?: string; more?: string },
): Promise<Response> {
  const all = { ...fieldsIn(shown.text), ...fields };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== OFF));
  return staff.post(to, { ...sent, ...(more ? { more } : { act: act ?? 'save' }) });
}

/** In stead of a value: the box is not ticked. */
export const OFF = '\u0000off';

/** Text of the page without its markup, in one line. */
export function textOf(html: string): string {
  return unescaped(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
}

/** The lines of the preview, each as one text. */
export function datesIn(html: string): string[] {
  const list = /<ol class="dates"[^>]*>([\s\S]*?)<\/ol>/.exec(html)?.[1] ?? '';
  return [...list.matchAll(/<li[^>]*>([\s\S]*?)<\/li>/g)].map(([, item = '']) => textOf(item).trim());
}

/** What stands beside a field that is at fault. */
export function faultAt(html: string, field: string): string {
  const at = field.replaceAll('.', '\\.');
  return textOf(new RegExp(`id="${at}-error">([\\s\\S]*?)</p>`).exec(html)?.[1] ?? '').trim();
}

function attribute(tag: string, name: string): string {
  return unescaped(new RegExp(`(?:^| )${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
