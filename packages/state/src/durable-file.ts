import { randomUUID } from "node:crypto";
import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { isErrno, onDisk } from "./errno.ts";

/** Replaces a file so that after a crash it has either the old or the new content, and after this call the new one. */
export async function replaceDurably(file: string, content: string, options?: { backup: string }): Promise<void> {
  const temporary = await writeBeside(file, content);
  if (options !== undefined) {
    await rm(options.backup, { force: true });
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
    await rm(temporary, { force: true });
  }
}

async function writeBeside(file: string, content: string): Promise<string> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  return onDisk(dirname(file), async () => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return temporary;
  });
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unless(code: string): (error: unknown) => void {
  return (error) => {
    if (!isErrno(error, code)) throw error;
  };
}
