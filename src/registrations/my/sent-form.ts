import { type CompanionValues, valuesOf } from '../public/register-form.js';

/** A field of a form as it was sent; '' where it was not. */
export function textIn(body: unknown, field: string): string {
  const value = (body as Record<string, unknown> | null | undefined)?.[field];
  return typeof value === 'string' ? value : '';
}

/** What stands in the form about who comes, as typed. */
export interface PartyValues {
  readonly people: string;
  /** The rows that have something in them; undefined where the page had none: then those who come along stay. */
  readonly companions?: readonly CompanionValues[];
  /** Undefined where the page did not ask. */
  readonly age?: string;
}

export function partyValuesOf(body: unknown): PartyValues {
  const { companions, rows } = valuesOf(body);
  const { age } = (body ?? {}) as Record<string, unknown>;
  return {
    people: textIn(body, 'people'),
    ...(rows > 0 ? { companions } : {}),
    ...(typeof age === 'string' ? { age } : {}),
  };
}
