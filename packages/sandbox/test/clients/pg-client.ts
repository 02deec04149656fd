import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { z } from "zod";

/** The part of `pg` that the tests use. */
export interface PgClient {
  connect(): Promise<unknown>;
  query(sql: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
  end(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
}

type MakeClient = new (uri: string) => PgClient;

const Module = z.object({
  default: z.object({ Client: z.custom<MakeClient>((value) => typeof value === "function") }),
});

/** The most used PostgreSQL client of Node, from where the clients were installed. */
export async function loadPg(clients: string): Promise<(uri: string) => PgClient> {
  const loaded: unknown = await import(pathToFileURL(join(clients, "pg/lib/index.js")).href);
  const { Client } = Module.parse(loaded).default;
  return (uri) => {
    const client = new Client(uri);
    // A connection that the server cuts tells so by an event, too.
    client.on("error", () => undefined);
    return client;
  };
}
