import { z } from "zod";

/** Rows that stand in a snapshot as an array and in memory as a map: names like `constructor` are ordinary keys. */
export function table<T extends z.ZodType>(row: T, key: (row: z.output<T>) => string) {
  return z.array(row).transform((rows) => new Map(rows.map((each) => [key(each), each])));
}

/** The state as plain JSON: what `table` reads back. */
export function plain(state: unknown): unknown {
  return JSON.parse(JSON.stringify(state, (_, value: unknown) => (value instanceof Map ? [...value.values()] : value)));
}
