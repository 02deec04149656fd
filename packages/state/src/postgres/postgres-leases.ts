import { randomUUID } from "node:crypto";
import { Failure, type StackId } from "@cloudmake/model";
import type { Lease, Leases } from "@cloudmake/ports";
import { z } from "zod";
import { isKnownDead, ownProcess, ProcessIdentity } from "../process-identity.ts";
import type { Database } from "./database.ts";

/** Racers that may overtake one acquisition before it gives up; each of them holds the lease in turn. */
const overtakenLimit = 100;

const iso = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const columns = `token, holder, ${iso("since")} as since, ${iso("until")} as until, process`;

const LeaseRow = z.object({
  token: z.coerce.number().int(),
  holder: z.string(),
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  process: ProcessIdentity,
});
const Holder = z.object({ token: z.coerce.number().int(), holder: z.string().nullable() });

/** Leases by rows; they expire by the database's clock, so clocks of machines do not matter. */
export class PostgresLeases implements Leases {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async acquire(stack: StackId, holder: string, call: { ttlMs: number; signal: AbortSignal }): Promise<Lease> {
    const { ttlMs, signal } = call;
    const [process, attempt] = [JSON.stringify(await ownProcess()), randomUUID()];
    for (let round = 0; round < overtakenLimit; round += 1) {
      const current = await this.#current(stack, signal);
      if (current !== undefined && !(await isKnownDead(current.process))) throw held(stack, current);
      // Expired, released, or of this dead holder: whoever changes the row first has the lease.
      const [taken] = await this.#database.change({
        sql: `
          insert into cloudmake.stacks as s (stack, token, holder, since, until, process, attempt)
          values ($1, 1, $2, clock_timestamp(), clock_timestamp() + $3 * interval '1 millisecond', $4, $5)
          on conflict (stack) do update set
            token = case when s.attempt = excluded.attempt then s.token else s.token + 1 end,
            holder = excluded.holder, since = excluded.since, until = excluded.until,
            process = excluded.process, attempt = excluded.attempt
          where s.until is null or s.until <= clock_timestamp() or s.token = $6 or s.attempt = excluded.attempt
          returning ${columns}`,
        values: [stack, holder, ttlMs, process, attempt, current?.token ?? -1],
        row: LeaseRow,
        signal,
      });
      if (taken !== undefined) return leaseOf(stack, taken);
    }
    throw new Failure("LEASE_LOST", { stack, holder });
  }

  async renew(lease: Lease, { ttlMs, signal }: { ttlMs: number; signal: AbortSignal }): Promise<Lease> {
    const { stack, token } = lease;
    const [renewed] = await this.#database.change({
      sql: `
        update cloudmake.stacks set until = clock_timestamp() + $3 * interval '1 millisecond'
        where stack = $1 and token = $2 and until is not null
        returning ${columns}`,
      values: [stack, token, ttlMs],
      row: LeaseRow,
      signal,
    });
    if (renewed === undefined) throw await this.lost(stack, lease.holder, signal);
    return leaseOf(stack, renewed);
  }

  async release({ stack, token }: Lease, { signal }: { signal: AbortSignal }): Promise<void> {
    await this.#database.change({
      sql: "update cloudmake.stacks set until = null where stack = $1 and token = $2",
      values: [stack, token],
      row: z.unknown(),
      signal,
    });
  }

  async holder(stack: StackId, { signal }: { signal: AbortSignal }): Promise<Lease | undefined> {
    const current = await this.#current(stack, signal);
    return current === undefined || (await isKnownDead(current.process)) ? undefined : leaseOf(stack, current);
  }

  /** The refusal of a write that came too late, with who has the stack now. */
  async lost(stack: StackId, holder: string, signal: AbortSignal): Promise<Failure> {
    const [current] = await this.#database.look({
      sql: "select token, holder from cloudmake.stacks where stack = $1",
      values: [stack],
      row: Holder,
      signal,
    });
    return new Failure("LEASE_LOST", { stack, holder: current?.holder ?? holder });
  }

  async #current(stack: StackId, signal: AbortSignal): Promise<z.infer<typeof LeaseRow> | undefined> {
    const [row] = await this.#database.look({
      sql: `select ${columns} from cloudmake.stacks where stack = $1 and until > clock_timestamp()`,
      values: [stack],
      row: LeaseRow,
      signal,
    });
    return row;
  }
}

function leaseOf(stack: StackId, { holder, token, since, until }: z.infer<typeof LeaseRow>): Lease {
  return { stack, holder, token, since, until };
}

function held(stack: StackId, { holder, since, until }: z.infer<typeof LeaseRow>): Failure {
  return new Failure("LEASE_HELD", { stack, holder, since, until });
}
