import { z } from "zod";

export interface Row {
  readonly id: string | number;
}

/** A change to one row, as data: work in flight keeps it, so that it is carried out after a restart too. */
export const Change = z.union([
  z.strictObject({ table: z.string(), id: z.union([z.string(), z.number()]), patch: z.record(z.string(), z.json()) }),
  z.strictObject({ table: z.string(), remove: z.union([z.string(), z.number()]) }),
  z.strictObject({ table: z.string(), add: z.record(z.string(), z.json()) }),
]);
export type Change = z.infer<typeof Change>;

/** What the store of a cloud needs of each of its tables. */
export interface StoredTable {
  readonly name: string;
  snapshot(): unknown;
  restore(rows: unknown): void;
  clear(): void;
  /** False when the row it is about is gone. Throws when the row would not fit the schema. */
  apply(change: Change): boolean;
}

/** All objects of one kind. Rows are never changed, only replaced: a row at hand stays as it was. */
export interface Table<T extends Row> extends StoredTable {
  add(row: T): T;
  get(id: string | number): T | undefined;
  all(): readonly T[];
  where(matches: (row: T) => boolean): readonly T[];
  /** Undefined when the row is gone. */
  update(id: string | number, patch: Partial<T>): T | undefined;
  remove(id: string | number): boolean;
  /** The same as `update`, `remove` and `add`, for later. */
  patchOf(id: string | number, patch: Partial<T>): Change;
  removalOf(id: string | number): Change;
  additionOf(row: T): Change;
}

export function makeTable<T extends Row>(name: string, schema: z.ZodType<T>): Table<T> {
  const rows = new Map<string, T>();
  const put = (row: T): T => {
    rows.set(String(row.id), row);
    return row;
  };
  const update = (id: string | number, patch: object): T | undefined => {
    const row = rows.get(String(id));
    return row === undefined ? undefined : put(schema.parse({ ...row, ...patch }));
  };
  return {
    name,
    add: put,
    get: (id) => rows.get(String(id)),
    all: () => [...rows.values()],
    where: (matches) => [...rows.values()].filter(matches),
    update,
    remove: (id) => rows.delete(String(id)),
    patchOf: (id, patch) => ({ table: name, id, patch: jsonOf(patch) }),
    removalOf: (id) => ({ table: name, remove: id }),
    additionOf: (row) => ({ table: name, add: jsonOf(row) }),
    snapshot: () => [...rows.values()],
    restore: (saved) => {
      const read = z.array(schema).parse(saved);
      rows.clear();
      for (const row of read) put(row);
    },
    clear: () => rows.clear(),
    apply: (change) => {
      if ("add" in change) put(schema.parse(change.add));
      else if ("remove" in change) return rows.delete(String(change.remove));
      else return update(change.id, change.patch) !== undefined;
      return true;
    },
  };
}

function jsonOf(value: object): Record<string, z.core.util.JSONType> {
  return z.record(z.string(), z.json()).parse(value);
}
