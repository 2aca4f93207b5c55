/** An unfolded line of an iCalendar object (RFC 5545 §3.1). */
export interface ContentLine {
  readonly name: string;
  /** Values without their quotes. */
  readonly params: ReadonlyMap<string, string>;
  readonly value: string;
}

/** A component that is being read; `order` has the names of its properties as they come. */
export interface Component {
  readonly name: string;
  readonly properties: Map<string, ContentLine[]>;
  readonly order: string[];
  readonly components: string[];
}

const LINE = /^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)$/su;
const PARAMETER = /;([A-Z0-9-]+)=(?:"([^"]*)"|([^";:,]*))/g;

/** Null for what is none, or has one parameter twice. Names in small letters are allowed, but nobody needs them. */
export function contentLine(text: string): ContentLine | null {
  const [, name, written = '', value = ''] = LINE.exec(text) ?? [];
  if (name === undefined) return null;
  const params = [...written.matchAll(PARAMETER)].map(
    ([, key = '', quoted, bare]) => [key, quoted ?? bare ?? ''] as const,
  );
  const byName = new Map(params);
  return byName.size === params.length ? { name, params: byName, value } : null;
}
