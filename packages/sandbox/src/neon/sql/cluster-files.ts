import { constants, mkdirSync } from "node:fs";
import { access, cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "@cloudmake/model";
import type { PGlite } from "@electric-sql/pglite";

/** The database every cluster has; used to create and rename the others. */
const adminDatabase = "postgres";

export async function openDatabase(path: string, database: string): Promise<PGlite> {
  // Loaded by the first connection only: it is a whole PostgreSQL.
  const { PGlite: Database } = await import("@electric-sql/pglite");
  return Database.create({ dataDir: path, database });
}

/** Making a cluster takes seconds, copying one a moment; so one is made and kept. */
export async function makeTemplate(path: string): Promise<string> {
  if (await exists(join(path, "PG_VERSION"))) return path;
  const unfinished = `${path}.new`;
  await rm(unfinished, { recursive: true, force: true });
  makeDirectory(unfinished, mkdirSync);
  await (await openDatabase(unfinished, adminDatabase)).close();
  await rename(unfinished, path);
  return path;
}

/** A cluster at `path` that holds one empty database. A crash leaves nothing that looks finished. */
export async function createDatabase(template: string, path: string, name: string): Promise<void> {
  const unfinished = `${path}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await copyDirectory(template, unfinished);
  await asAdmin(unfinished, `CREATE DATABASE ${quoted(name)}`);
  await rename(unfinished, path);
}

export async function renameDatabase(path: string, name: string, newPath: string, newName: string): Promise<void> {
  await asAdmin(path, `ALTER DATABASE ${quoted(name)} RENAME TO ${quoted(newName)}`);
  await rename(path, newPath);
}

export async function copyDirectory(from: string, to: string): Promise<void> {
  // Where the file system can, files share their blocks until one of them is written.
  await cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function asAdmin(path: string, sql: string): Promise<void> {
  const admin = await openDatabase(path, adminDatabase);
  try {
    await admin.exec(sql);
  } finally {
    await admin.close();
  }
}
