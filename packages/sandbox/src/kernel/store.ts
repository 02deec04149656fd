import { z } from "zod";
import type { Change, StoredTable } from "./table.ts";

const Saved = z.object({ sequence: z.int(), tables: z.record(z.string(), z.unknown()) });

/** All tables of a cloud, saved and restored together, with one sequence of number ids. */
export interface Store {
  nextId(): number;
  snapshot(): unknown;
  /** Throws, and is empty then, when the snapshot is not one of this store's. */
  restore(snapshot: unknown): void;
  clear(): void;
  /** Carries changes out; those about rows that are gone are passed over. Tells of every row that went. */
  apply(changes: readonly Change[], removed: (table: string, id: string | number) => void): void;
}

export function makeStore(firstId: number, tables: readonly StoredTable[]): Store {
  let sequence = firstId;
  const clear = (): void => {
    for (const table of tables) table.clear();
  };
  return {
    // Ids have gaps, as in a cloud that others use too.
    nextId: () => (sequence += 7),
    snapshot: () => ({
      sequence,
      tables: Object.fromEntries(tables.map((table) => [table.name, table.snapshot()])),
    }),
    restore: (snapshot) => {
      const saved = Saved.parse(snapshot);
      try {
        for (const table of tables) table.restore(saved.tables[table.name]);
      } catch (error) {
        clear();
        throw error;
      }
      sequence = saved.sequence;
    },
    clear,
    apply: (changes, removed) => {
      for (const change of changes) {
        const done = tables.find(({ name }) => name === change.table)?.apply(change) ?? false;
        if (done && "remove" in change) removed(change.table, change.remove);
      }
    },
  };
}
