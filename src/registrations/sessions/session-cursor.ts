import { isUUID, ValidateBy } from 'class-validator';

/** A place in the list of dated sessions, which is in the order of start and id. */
export interface SessionPosition {
  readonly startsAt: Date;
  readonly id: string;
}

/** The position after a session, as text for an address or for `next` of the API. */
export function cursorAfter({ startsAt, id }: SessionPosition): string {
  return `${startsAt.getTime()}~${id}`;
}

/** @returns undefined for text that no `cursorAfter` has made */
export function readCursor(text: unknown): SessionPosition | undefined {
  if (typeof text !== 'string') return undefined;
  const [instant, id] = text.split('~');
  if (!instant || !/^-?\d{1,14}$/.test(instant) || !isUUID(id)) return undefined;
  return { startsAt: new Date(Number(instant)), id: id as string };
}

/** Accepts only what `cursorAfter` made. */
export function IsSessionCursor(): PropertyDecorator {
  return ValidateBy({
    name: 'cursor',
    validator: { validate: (value: unknown) => readCursor(value) !== undefined },
  });
}
