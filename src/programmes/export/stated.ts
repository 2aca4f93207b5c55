/** The values that say something: nothing, and empty lists, are left out. */
export function stated<T extends object>(
  values: { readonly [Key in keyof T]: T[Key] | null | undefined },
): T {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  ) as T;
}
