import { AppliedRecord, Failure, StackId } from "@cloudmake/model";
import type { Records } from "@cloudmake/ports";
import { z } from "zod";
import type { Database } from "./database.ts";
import type { PostgresLeases } from "./postgres-leases.ts";

export class PostgresRecords implements Records {
  readonly #database: Database;
  readonly #leases: PostgresLeases;

  constructor(database: Database, leases: PostgresLeases) {
    this.#database = database;
    this.#leases = leases;
  }

  async list({ signal }: { signal: AbortSignal }): Promise<readonly StackId[]> {
    const rows = await this.#database.look({
      sql: 'select stack from cloudmake.stacks where record is not null order by stack collate "C"',
      values: [],
      row: z.object({ stack: StackId }),
      signal,
    });
    return rows.map(({ stack }) => stack);
  }

  async read(stack: StackId, { signal }: { signal: AbortSignal }): Promise<AppliedRecord | undefined> {
    const [row] = await this.#database.look({
      sql: "select record from cloudmake.stacks where stack = $1 and record is not null",
      values: [stack],
      row: z.object({ record: z.unknown() }),
      signal,
    });
    if (row === undefined) return undefined;
    const record = AppliedRecord.safeParse(row.record);
    if (record.success) return record.data;
    const problem = "it has not the shape of a record";
    throw new Failure("STATE_CORRUPT", { file: `cloudmake.stacks ${stack}`, problem }, record.error);
  }

  /** Token, serial and record change in one statement: there is no moment between the check and the write. */
  async write(record: AppliedRecord, { token, signal }: { token: number; signal: AbortSignal }): Promise<void> {
    const written = await this.#database.change({
      sql: `
        insert into cloudmake.stacks as s (stack, token, serial, record) values ($1, $2, $3, $4)
        on conflict (stack) do update set
          token = excluded.token, serial = excluded.serial, record = excluded.record,
          record_before = case when s.serial = excluded.serial then s.record_before else s.record end
        where s.token <= excluded.token and coalesce(s.serial, 0) <= excluded.serial
        returning stack`,
      values: [record.stack, token, record.serial, JSON.stringify(record)],
      row: z.object({ stack: StackId }),
      signal,
    });
    if (written.length === 0) throw await this.#leases.lost(record.stack, "a later run", signal);
  }
}
