import { randomUUID } from "node:crypto";
import { closeSync, fsync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { link, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { isErrno, makeDirectory } from "@cloudmake/model";
import { onDisk } from "./on-disk.ts";

const synced = promisify(fsync);

/** Replaces a file so that after a crash it has either the old or the new content, and after this call the new one. */
export async function replaceDurably(file: string, content: string, options?: { backup: string }): Promise<void> {
  const temporary = await writeBeside(file, content);
  if (options !== undefined) {
    await unlink(options.backup).catch(unless("ENOENT"));
    await link(file, options.backup).catch(unless("ENOENT"));
  }
  await rename(temporary, file);
  await syncDirectory(dirname(file));
}

/** Makes a file with its whole content, or says that there is one already. */
export async function createDurably(file: string, content: string): Promise<"created" | "exists"> {
  const temporary = await writeBeside(file, content);
  try {
    await link(temporary, file);
    await syncDirectory(dirname(file));
    return "created";
  } catch (error) {
    if (isErrno(error, "EEXIST")) return "exists";
    throw error;
  } finally {
    await unlink(temporary).catch(unless("ENOENT"));
  }
}

async function writeBeside(file: string, content: string): Promise<string> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  return onDisk(dirname(file), async () => {
    await whileOpen(openInside(temporary, "wx"), async (opened) => {
      writeFileSync(opened, content);
      await synced(opened);
    });
    return temporary;
  });
}

async function syncDirectory(directory: string): Promise<void> {
  await whileOpen(openSync(directory, "r"), (opened) => synced(opened));
}

/**
 * Opens a file for its owner alone, and makes its directory when there is none. Synchronous, as is all around a file
 * but the sync: it takes microseconds, and a trip to another thread and back takes longer.
 */
export function openInside(file: string, flags: "a+" | "wx"): number {
  try {
    return openSync(file, flags, 0o600);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
    makeDirectory(dirname(file), mkdirSync);
    return openSync(file, flags, 0o600);
  }
}

export async function whileOpen(opened: number, work: (opened: number) => Promise<void>): Promise<void> {
  try {
    await work(opened);
  } finally {
    closeSync(opened);
  }
}

function unless(code: string): (error: unknown) => void {
  return (error) => {
    if (!isErrno(error, code)) throw error;
  };
}
