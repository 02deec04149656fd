import { execFile } from "node:child_process";
import { access, chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const startWithinS = 60;
const places = "/usr/lib/postgresql";

/** A PostgreSQL server of its own on a loopback port; or why there is none. */
export type PostgresServer =
  | {
      /** Of a database that nobody else has. */
      newDatabase(): Promise<string>;
      query(url: string, sql: string): Promise<string>;
      close(): Promise<void>;
    }
  | { readonly missing: string };

/** Starts the machine's PostgreSQL on a new cluster in a temporary directory. It refuses to run as root, so root lends it the user `postgres`. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = await findPrograms();
  if (programs === undefined) return { missing: `no PostgreSQL server under ${places}` };
  const owner = await serverUser();
  if (owner === undefined) return { missing: "PostgreSQL does not run as root, and there is no user postgres" };
  const directory = await mkdtemp(join(tmpdir(), "cloudmake-postgres-"));
  if (owner.uid !== undefined) await chown(directory, owner.uid, owner.gid ?? owner.uid);
  const data = join(directory, "data");
  const port = await freePort();
  const call = { ...owner, cwd: directory };
  const log = join(directory, "log");
  await run(join(programs, "initdb"), ["-D", data, "-U", "cloudmake", "--auth=trust", "--no-sync"], call);
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
  const start = ["-D", data, "-l", log, "-o", settings, "-w", "-t", String(startWithinS), "start"];
  await run(join(programs, "pg_ctl"), start, call);
  const urlOf = (database: string): string => `postgres://cloudmake@127.0.0.1:${port}/${database}`;
  const query = async (url: string, sql: string): Promise<string> => {
    const { stdout } = await run(join(programs, "psql"), ["-X", "-q", "-A", "-t", "-d", url, "-c", sql]);
    return stdout.trim();
  };
  let databases = 0;
  return {
    query,
    async newDatabase() {
      databases += 1;
      await query(urlOf("postgres"), `create database state_${databases}`);
      return urlOf(`state_${databases}`);
    },
    async close() {
      await run(join(programs, "pg_ctl"), ["-D", data, "-m", "immediate", "-w", "stop"], call);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function findPrograms(): Promise<string | undefined> {
  const versions = await readdir(places).catch(() => []);
  for (const version of versions.sort((a, b) => Number(b) - Number(a))) {
    const directory = join(places, version, "bin");
    const found = await access(join(directory, "pg_ctl")).then(
      () => true,
      () => false,
    );
    if (found) return directory;
  }
  return undefined;
}

async function serverUser(): Promise<{ readonly uid?: number; readonly gid?: number } | undefined> {
  if (process.getuid?.() !== 0) return {};
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", "postgres"]), run("id", ["-g", "postgres"])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
