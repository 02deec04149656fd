import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { copyDirectory, createDatabase, exists, makeTemplate, openDatabase, renameDatabase } from "./cluster-files.ts";
import { makeOpenDatabases, type Hold } from "./open-databases.ts";

export interface DatabaseRef {
  readonly branch: string;
  readonly database: string;
}

/** The data of the branches: one directory for each database, made by its first connection. */
export interface BranchDatabases {
  hold(ref: DatabaseRef, holder: object): Promise<Hold>;
  /** Gives `to` the data that `from` has now. A database nobody connected to has none. */
  copyBranch(from: string, to: string): Promise<void>;
  /** Empties all tables of a branch. */
  truncateBranch(branch: string): Promise<void>;
  removeBranch(branch: string): Promise<void>;
  renameDatabase(ref: DatabaseRef, name: string): Promise<void>;
  removeDatabase(ref: DatabaseRef): Promise<void>;
  /** Nothing is left but the template. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export function makeBranchDatabases(root: string): BranchDatabases {
  const open = makeOpenDatabases();
  const branches = join(root, "branches");
  const pathOf = ({ branch, database }: DatabaseRef) => join(branches, branch, encodeURIComponent(database));
  let template: Promise<string> | undefined;

  const hold = (ref: DatabaseRef, holder: object): Promise<Hold> => {
    const path = pathOf(ref);
    return open.hold(path, holder, async () => {
      if (!(await exists(path))) {
        template ??= makeTemplate(join(root, "template"));
        await createDatabase(await template, path, ref.database);
      }
      return openDatabase(path, ref.database);
    });
  };

  const databasesIn = async (branch: string): Promise<readonly DatabaseRef[]> => {
    const path = join(branches, branch);
    const names = (await exists(path)) ? await readdir(path) : [];
    return names.map((name) => ({ branch, database: decodeURIComponent(name) }));
  };

  return {
    hold,
    copyBranch: async (from, to) => {
      for (const ref of await databasesIn(from)) {
        await open.locked(pathOf(ref), async (db) => {
          // What the source holds only in memory must be in its files before they are copied.
          await db?.exec("CHECKPOINT");
          await copyDirectory(pathOf(ref), pathOf({ ...ref, branch: to }));
        });
      }
    },
    truncateBranch: async (branch) => {
      for (const ref of await databasesIn(branch)) {
        const { db, release } = await hold(ref, {});
        await db.exec(truncateAll).finally(release);
      }
    },
    removeBranch: async (branch) => {
      for (const ref of await databasesIn(branch)) {
        await open.closed(pathOf(ref), () => rm(pathOf(ref), { recursive: true, force: true }));
      }
      await rm(join(branches, branch), { recursive: true, force: true });
    },
    renameDatabase: (ref, name) =>
      open.closed(pathOf(ref), async () => {
        if (!(await exists(pathOf(ref)))) return;
        await renameDatabase(pathOf(ref), ref.database, pathOf({ ...ref, database: name }), name);
      }),
    removeDatabase: (ref) => open.closed(pathOf(ref), () => rm(pathOf(ref), { recursive: true, force: true })),
    clear: async () => {
      await open.closeAll();
      await rm(branches, { recursive: true, force: true });
    },
    close: () => open.closeAll(),
  };
}

const truncateAll = `
DO $$ DECLARE names text;
BEGIN
  SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO names FROM pg_tables
  WHERE schemaname NOT IN ('pg_catalog', 'information_schema');
  IF names IS NOT NULL THEN EXECUTE 'TRUNCATE ' || names || ' RESTART IDENTITY CASCADE'; END IF;
END $$`;
