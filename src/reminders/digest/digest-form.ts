/** What stands in the form of the digest, as typed. */
export interface DigestFormValues {
  readonly email: string;
  readonly organization: string;
  readonly audiences: readonly string[];
  readonly kinds: readonly string[];
  /** '': that of the page. */
  readonly language: string;
  /** 'true' or 'false'. */
  readonly discreet: string;
}

/** More of one field are no form of ours. */
const MOST = 50;

/** Reads a form, or the address that opened it. What a box that is not ticked would say stands before it: the last counts. */
export function digestValuesOf(source: unknown): DigestFormValues {
  const all = (field: string) => textsIn(source, field);
  const last = (field: string) => all(field).at(-1) ?? '';
  return {
    email: last('email'),
    organization: last('organization'),
    audiences: [...new Set(all('audience'))],
    kinds: [...new Set(all('kind'))],
    language: last('language'),
    discreet: last('discreet') || 'true',
  };
}

function textsIn(source: unknown, field: string): string[] {
  const value = (source as Record<string, unknown> | null | undefined)?.[field];
  return [value]
    .flat()
    .slice(0, MOST)
    .filter((text): text is string => typeof text === 'string' && text !== '');
}
