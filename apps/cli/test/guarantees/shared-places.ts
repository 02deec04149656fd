import { startPostgres, startS3 } from "@cloudmake/testing";
import { z } from "zod";

/** A state that several machines share, seen from behind. Its stack is `shop/prod`. */
export interface SharedState {
  readonly variables: Readonly<Record<string, string>>;
  /** Who has the lease; empty when nobody. */
  holder(): Promise<string>;
  /** As if the holder's process were on another computer, where nobody can look whether it lives. */
  moveHolder(machine: string): Promise<void>;
  /** As if the lease's time were over. */
  expire(): Promise<void>;
  record(): Promise<string>;
  isEmpty(): Promise<boolean>;
}

export interface SharedPlace {
  readonly name: string;
  /** Why there is no server for it. */
  readonly missing?: string;
  newState(): Promise<SharedState>;
  close(): Promise<void>;
}

const Head = z.looseObject({
  lease: z.looseObject({ holder: z.string(), process: z.looseObject({}) }).optional(),
  record: z.string().optional(),
});
const headKey = "stacks/shop/prod/head.json";

export function openSharedPlaces(): Promise<readonly SharedPlace[]> {
  return Promise.all([postgres(), bucket()]);
}

function absent(name: string, missing: string): SharedPlace {
  return { name, missing, newState: () => Promise.reject(new Error(missing)), close: () => Promise.resolve() };
}

async function postgres(): Promise<SharedPlace> {
  const name = "a PostgreSQL database";
  const server = await startPostgres();
  if ("missing" in server) return absent(name, server.missing);
  return {
    name,
    close: () => server.close(),
    async newState() {
      const url = await server.newDatabase();
      const sql = (text: string): Promise<string> => server.query(url, text);
      const made = async (): Promise<boolean> =>
        (await sql("select to_regclass('cloudmake.stacks') is not null")) === "t";
      return {
        variables: { CLOUDMAKE_STATE_URL: url },
        holder: async () =>
          (await made()) ? sql("select holder from cloudmake.stacks where until > clock_timestamp()") : "",
        async moveHolder(machine) {
          const process = JSON.stringify({ host: machine, pid: 1, machine });
          await sql(`update cloudmake.stacks set process = '${process}'`);
        },
        expire: async () => void (await sql("update cloudmake.stacks set until = clock_timestamp()")),
        record: () => sql("select record from cloudmake.stacks"),
        isEmpty: async () => (await sql("select count(*) from pg_namespace where nspname = 'cloudmake'")) === "0",
      };
    },
  };
}

async function bucket(): Promise<SharedPlace> {
  const name = "a bucket";
  const server = await startS3();
  if ("missing" in server) return absent(name, server.missing);
  return {
    name,
    close: () => server.close(),
    newState() {
      const url = server.newPrefix();
      const head = async (): Promise<z.infer<typeof Head>> => {
        const text = await server.read(url, headKey);
        return text === "" ? {} : Head.parse(JSON.parse(text));
      };
      const change = async (lease: Readonly<Record<string, unknown>>): Promise<void> => {
        const before = await head();
        await server.write(url, headKey, JSON.stringify({ ...before, lease: { ...before.lease, ...lease } }));
      };
      return Promise.resolve({
        variables: { CLOUDMAKE_STATE_URL: url, ...server.variables },
        holder: async () => (await head()).lease?.holder ?? "",
        moveHolder: (machine) => change({ process: { host: machine, pid: 1, machine } }),
        expire: () => change({ until: new Date(0).toISOString() }),
        record: async () => server.read(url, (await head()).record?.replace(/^team-\d+\//, "") ?? "none"),
        isEmpty: async () => (await server.keys(url)).length === 0,
      });
    },
  };
}
