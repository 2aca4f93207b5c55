/** Fields of a form by name. */
export type Fields = Record<string, string>;

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** What a browser would send of the form with the table of plans, as it stands on the page. */
export function fieldsOf(html: string): Fields {
  const fields: Fields = {};
  for (const [, tag = '', attributes = '', inner = ''] of html.matchAll(
    /<(input|textarea|select)\b([^>]*)>(?:((?:(?!<\/?(?:input|textarea|select)\b).)*)<\/(?:textarea|select)>)?/gs,
  )) {
    const name = /\bname="([^"]*)"/.exec(attributes)?.[1];
    if (!name || !/^(was\.)?plan\./.test(name)) continue;
    fields[name] = plain(sentValue(tag, attributes, inner));
  }
  return fields;
}

function sentValue(tag: string, attributes: string, inner: string): string {
  if (tag === 'textarea') return inner.replace(/^\n/, '');
  if (tag === 'select') return /value="([^"]*)" selected/.exec(inner)?.[1] ?? '';
  return /\bvalue="([^"]*)"/.exec(attributes)?.[1] ?? '';
}

function plain(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}
