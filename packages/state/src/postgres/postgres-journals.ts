import { JournalEntry, type StackId } from "@cloudmake/model";
import type { ClearCall, Journals } from "@cloudmake/ports";
import { z } from "zod";
import { Batches } from "../batches.ts";
import type { Database } from "./database.ts";
import type { PostgresLeases } from "./postgres-leases.ts";

export class PostgresJournals implements Journals {
  readonly #database: Database;
  readonly #leases: PostgresLeases;
  /** Entries are numbered as they are written, so those of one process are written one batch after the other. */
  readonly #batches = new Batches<JournalEntry>();

  constructor(database: Database, leases: PostgresLeases) {
    this.#database = database;
    this.#leases = leases;
  }

  async append(stack: StackId, entry: JournalEntry, { signal }: { signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted();
    await this.#batches.add(stack, entry, async (entries) => {
      await this.#database.change({
        sql: `
          insert into cloudmake.journal (stack, entry)
          select $1, entry from unnest($2::json[]) with ordinality as given (entry, place) order by place`,
        values: [stack, entries.map((one) => JSON.stringify(one))],
        row: z.unknown(),
        signal,
      });
    });
  }

  async read(stack: StackId, { signal }: { signal: AbortSignal }): Promise<readonly JournalEntry[]> {
    const rows = await this.#database.look({
      sql: "select entry from cloudmake.journal where stack = $1 order by number",
      values: [stack],
      row: z.object({ entry: JournalEntry }),
      signal,
    });
    return rows.map(({ entry }) => entry);
  }

  clear(stack: StackId, { token, keep = [], signal }: ClearCall): Promise<void> {
    return this.#batches.afterwards(stack, async () => {
      const [newer] = await this.#database.change({
        sql: `
          with newer as (select 1 as found from cloudmake.stacks where stack = $1 and token > $2),
          cleared as (delete from cloudmake.journal where stack = $1 and not exists (select from newer)),
          kept as (
            insert into cloudmake.journal (stack, entry)
            select $1, entry from unnest($3::json[]) with ordinality as given (entry, place)
            where not exists (select from newer) order by place)
          select found from newer`,
        values: [stack, token, keep.map((one) => JSON.stringify(one))],
        row: z.unknown(),
        signal,
      });
      if (newer !== undefined) throw await this.#leases.lost(stack, "a later run", signal);
    });
  }
}
