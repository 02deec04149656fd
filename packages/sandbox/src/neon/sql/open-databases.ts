import type { PGlite } from "@electric-sql/pglite";

/** Each open database is a PostgreSQL in this process, 100 MB or more; the least used ones are closed. */
const openLimit = 4;

/** The only user of a database until it lets go. */
export interface Hold {
  readonly db: PGlite;
  /** The holder before was the same one, so the session is as it left it. */
  readonly again: boolean;
  release(): void;
}

/** Databases by their path. All uses of one path wait for each other. */
export interface OpenDatabases {
  /** Opens it when it is not open. */
  hold(path: string, holder: object, open: () => Promise<PGlite>): Promise<Hold>;
  /** Works on it as it is, open or not. */
  locked<T>(path: string, work: (db: PGlite | undefined) => Promise<T>): Promise<T>;
  /** Works on its files. */
  closed<T>(path: string, work: () => Promise<T>): Promise<T>;
  closeAll(): Promise<void>;
}

interface Entry {
  tail: Promise<void>;
  users: number;
  usedAt: number;
  db: PGlite | undefined;
  holder: object | undefined;
}

export function makeOpenDatabases(): OpenDatabases {
  const entries = new Map<string, Entry>();
  let uses = 0;

  const lock = async (path: string): Promise<{ entry: Entry; release: () => void }> => {
    const fresh = { tail: Promise.resolve(), users: 0, usedAt: 0, db: undefined, holder: undefined };
    const entry: Entry = entries.get(path) ?? fresh;
    entries.set(path, entry);
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = entry.tail;
    entry.tail = promise;
    entry.users += 1;
    entry.usedAt = ++uses;
    await before;
    const release = (): void => {
      entry.users -= 1;
      if (entry.users === 0 && entry.db === undefined) entries.delete(path);
      resolve();
    };
    return { entry, release };
  };

  const closed = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
    const { entry, release } = await lock(path);
    try {
      await entry.db?.close();
      entry.db = undefined;
      return await work();
    } finally {
      release();
    }
  };

  const makeRoom = async (): Promise<void> => {
    const open = [...entries].filter(([, { db }]) => db !== undefined);
    if (open.length < openLimit) return;
    const idle = open.filter(([, { users }]) => users === 0);
    const [oldest] = idle.toSorted(([, a], [, b]) => a.usedAt - b.usedAt);
    // When all are in use, more than the limit are open for a while.
    if (oldest !== undefined) await closed(oldest[0], () => Promise.resolve());
  };

  return {
    closed,
    hold: async (path, holder, open) => {
      const { entry, release } = await lock(path);
      try {
        const again = entry.db !== undefined && entry.holder === holder;
        if (entry.db === undefined) {
          await makeRoom();
          entry.db = await open();
        }
        entry.holder = holder;
        return { db: entry.db, again, release };
      } catch (error) {
        release();
        throw error;
      }
    },
    locked: async (path, work) => {
      const { entry, release } = await lock(path);
      return work(entry.db).finally(release);
    },
    closeAll: async () => {
      const open = [...entries].filter(([, { db }]) => db !== undefined);
      for (const [path] of open) await closed(path, () => Promise.resolve());
    },
  };
}
