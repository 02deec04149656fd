import { mkdirSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "@cloudmake/model";
import { z } from "zod";

/** What a running daemon says of itself in its directory. */
export const DaemonNote = z.object({ pid: z.int(), origin: z.string() });
export type DaemonNote = z.infer<typeof DaemonNote>;

/** Undefined when there is none, or none that can be read. */
export async function readDaemonNote(directory: string): Promise<DaemonNote | undefined> {
  try {
    return DaemonNote.parse(JSON.parse(await readFile(fileIn(directory), "utf8")));
  } catch {
    return undefined;
  }
}

export async function writeDaemonNote(directory: string, note: DaemonNote): Promise<void> {
  makeDirectory(directory, mkdirSync);
  await writeFile(`${fileIn(directory)}.new`, JSON.stringify(note), { mode: 0o600 });
  await rename(`${fileIn(directory)}.new`, fileIn(directory));
}

export async function removeDaemonNote(directory: string): Promise<void> {
  await rm(fileIn(directory), { force: true });
}

/** Where what the daemon says goes. */
export function daemonLog(directory: string): string {
  return join(directory, "daemon.log");
}

function fileIn(directory: string): string {
  return join(directory, "daemon.json");
}
