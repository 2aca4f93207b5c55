import { v5, v7 } from 'uuid';

/** Namespace of the ids that are derived from the keys of programme files. */
const KEY_NAMESPACE = '6f9a1d0e-3b43-5e57-9a51-6f1f9b6f0c11';

/** A new time-ordered id (UUID version 7, RFC 9562 §5.7): rows made together lie together in the index. */
export function newId(): string {
  return v7();
}

/**
 * The id of a thing that a programme file names by key (UUID version 5, RFC 9562 §5.5). The same keys give the same id on
 * every server and at every import, so that links, feed UIDs and re-imports stay the same.
 */
export function idOfKey(...keys: readonly string[]): string {
  return v5(JSON.stringify(keys), KEY_NAMESPACE);
}
