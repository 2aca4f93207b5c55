/** As a programme file says it: what is not said is left out. */
export function withoutNulls<Value extends object>(value: Value): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null && part !== undefined));
}

/** A change without the fields that it says nothing of; null takes a value away and stays. */
export function withoutUndefined<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Partial<Value>;
}
