/** A patch without the properties that are undefined. */
export function defined<T extends object>(patch: T): Partial<T> {
  const partial: Partial<T> = { ...patch };
  for (const key in partial) if (partial[key] === undefined) delete partial[key];
  return partial;
}
