import type { StackId } from "@cloudmake/model";
import type { EngineFiles } from "@cloudmake/ports";
import { z } from "zod";
import type { KeyCheck } from "../state-key.ts";
import type { StatePlace } from "../state-place.ts";
import { connect, type Database } from "./database.ts";
import { PostgresBudget } from "./postgres-budget.ts";
import { PostgresJournals } from "./postgres-journals.ts";
import { PostgresLeases } from "./postgres-leases.ts";
import { PostgresRecords } from "./postgres-records.ts";

/** State in the schema `cloudmake` of a PostgreSQL database, made with the first write. */
export async function openPostgresState(url: string, directory: string): Promise<StatePlace> {
  const name = nameOf(url);
  const database = await connect(url, name);
  const leases = new PostgresLeases(database);
  return {
    name,
    shared: true,
    directory,
    backend: {
      leases,
      records: new PostgresRecords(database, leases),
      journals: new PostgresJournals(database, leases),
    },
    engineFiles: engineFiles(database, leases),
    keyCheck: keyCheck(database),
    budget: new PostgresBudget(database),
    close: () => database.close(),
  };
}

function engineFiles(database: Database, leases: PostgresLeases): EngineFiles {
  return {
    async read(stack, { signal }) {
      const [row] = await database.look({
        sql: "select engine_files as files from cloudmake.stacks where stack = $1 and engine_files is not null",
        values: [stack],
        row: z.object({ files: z.record(z.string(), z.string()) }),
        signal,
      });
      return row === undefined ? undefined : new Map(Object.entries(row.files));
    },
    async write(stack: StackId, files, { token, signal }) {
      const written = await database.change({
        sql: `
          insert into cloudmake.stacks as s (stack, token, engine_files) values ($1, $2, $3)
          on conflict (stack) do update set token = excluded.token, engine_files = excluded.engine_files
          where s.token <= excluded.token
          returning stack`,
        values: [stack, token, JSON.stringify(Object.fromEntries(files))],
        row: z.unknown(),
        signal,
      });
      if (written.length === 0) throw await leases.lost(stack, "a later run", signal);
    },
  };
}

function keyCheck(database: Database): KeyCheck {
  const name = "key-check";
  return {
    async read(signal) {
      const sql = "select value from cloudmake.settings where name = $1";
      const [row] = await database.look({ sql, values: [name], row: z.object({ value: z.string() }), signal });
      return row?.value;
    },
    async make(text, signal) {
      const sql = "insert into cloudmake.settings (name, value) values ($1, $2) on conflict do nothing";
      await database.change({ sql, values: [name, text], row: z.unknown(), signal });
    },
  };
}

/** `postgres://host:5432/database`: what people need to know where it is, without user, password and options. */
function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
