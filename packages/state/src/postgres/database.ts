import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "@cloudmake/model";
import type { Pool, PoolClient } from "pg";
import { z } from "zod";
import { migrations } from "./migrations.ts";

/** Connections of one process: records, journal and leases rarely need more at once. */
const connectionLimit = 4;
const connectWithinMs = 10_000;
const answerWithinMs = 20_000;
/** A connection that broke is tried again after 100, 200 and 400 ms: a failover of a hosted database takes about that. */
const retries = 3;
const retryAfterMs = 100;
/** Any number that nothing else in the same database locks. */
const migrationLock = 4_723_901;

/**
 * SQLSTATE classes: connection, lost races, resources, a lock or the server that keeps one waiting too long, operator's
 * intervention (restart, shutdown), and a server that has become a standby.
 */
const passing = /^(?:08|40|53|55P03|57|25006)/;
const refused = /^(?:28|3D|42501)/;
/** The system's words for a way that is cut, not for a file that is missing. */
const broken =
  /^(?:ECONN|ENET|EHOST|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EADDRNOTAVAIL)|^(?:CERT|ERR_SSL|ERR_TLS|UNABLE_TO)_|_CERT(?:_|$)/;

export interface Statement<Row> {
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly row: z.ZodType<Row>;
  readonly signal: AbortSignal;
}

/** A PostgreSQL database whose schema `cloudmake` is made with the first write; looking writes nothing. */
export class Database {
  readonly #pool: Pool;
  readonly #name: string;
  #migrated: Promise<void> | undefined;
  #made = false;

  /** @param name - for messages, without password */
  constructor(pool: Pool, name: string) {
    this.#pool = pool;
    this.#name = name;
    // The pool drops a broken idle connection by itself; without a listener it would end the process.
    pool.on("error", () => undefined);
  }

  /** Rows, or none while there is no schema yet. */
  async look<Row>(statement: Statement<Row>): Promise<readonly Row[]> {
    return this.#try(statement.signal, async (client) => {
      this.#made ||= await isMade(client);
      return this.#made ? ask(client, statement) : [];
    });
  }

  /** One statement, which is one transaction. It must be harmless to carry out twice: its answer may get lost. */
  async change<Row>(statement: Statement<Row>): Promise<readonly Row[]> {
    await this.#migrate(statement.signal);
    return this.#try(statement.signal, (client) => ask(client, statement));
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #migrate(signal: AbortSignal): Promise<void> {
    this.#migrated ??= this.#try(signal, migrate);
    try {
      await this.#migrated;
    } catch (error) {
      this.#migrated = undefined;
      throw error;
    }
  }

  async #try<T>(signal: AbortSignal, work: (client: PoolClient) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        return await this.#withClient(signal, work);
      } catch (error) {
        signal.throwIfAborted();
        const code = codeOf(error);
        const transient = code === undefined ? isLostConnection(error) : passing.test(code) || broken.test(code);
        if (!transient && !(code !== undefined && refused.test(code))) throw error;
        if (!transient || attempt >= retries) throw this.#unavailable(error);
        await wait(retryAfterMs * 2 ** attempt, undefined, { signal });
      }
    }
  }

  async #withClient<T>(signal: AbortSignal, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broke = true;
    const aborted = Promise.withResolvers<never>();
    aborted.promise.catch(() => undefined);
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    try {
      const result = await Promise.race([work(client), aborted.promise]);
      broke = false;
      return result;
    } catch (error) {
      // After an abort the server may go on with what was asked: the connection goes, so nobody reads a late answer.
      const code = codeOf(error);
      broke = signal.aborted || code === undefined || passing.test(code); // another connection may lead to another server
      throw error;
    } finally {
      signal.removeEventListener("abort", abort);
      client.release(broke);
    }
  }

  #unavailable(error: unknown): Failure {
    const reason = error instanceof Error && error.message !== "" ? error.message : (codeOf(error) ?? "no answer");
    return new Failure("STATE_UNAVAILABLE", { place: this.#name, reason }, error);
  }
}

/** Opens a pool that does not keep the process alive. Loads the driver, which only this kind of state needs. */
export async function connect(url: string, name: string): Promise<Database> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "cloudmake",
    max: connectionLimit,
    connectionTimeoutMillis: connectWithinMs,
    query_timeout: answerWithinMs,
    allowExitOnIdle: true,
    keepAlive: true,
  });
  return new Database(pool, name);
}

async function ask<Row>(client: PoolClient, { sql, values, row }: Statement<Row>): Promise<readonly Row[]> {
  const { rows } = await client.query(sql, [...values]);
  return z.array(row).parse(rows);
}

async function isMade(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query("select to_regclass('cloudmake.migrations') is not null as made");
  return z.array(z.object({ made: z.boolean() })).parse(rows)[0]?.made === true;
}

const Versions = z.array(z.object({ version: z.int() }));

/** Brings the schema to the newest version, one process at a time. */
async function migrate(client: PoolClient): Promise<void> {
  await client.query("begin");
  try {
    await client.query("select pg_advisory_xact_lock($1)", [migrationLock]);
    await client.query("create schema if not exists cloudmake");
    await client.query("create table if not exists cloudmake.migrations (version integer primary key)");
    const { rows } = await client.query("select version from cloudmake.migrations");
    const done = new Set(Versions.parse(rows).map(({ version }) => version));
    for (const [index, sql] of migrations.entries()) {
      if (done.has(index + 1)) continue;
      await client.query(sql);
      await client.query("insert into cloudmake.migrations (version) values ($1)", [index + 1]);
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The driver gives its own errors (connection ended, no answer in time) no code; everything else has one. */
function isLostConnection(error: unknown): boolean {
  return error instanceof Error && error.constructor === Error;
}
