import { mkdirSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { isFailure, makeDirectory, type StackId } from "@cloudmake/model";
import type { EngineFiles } from "@cloudmake/ports";
import type { EngineDirectory } from "./engine-directory.ts";

/** The state, and the wrapped data key without which nobody can read it. */
function filesOf({ checkpoint, settings }: EngineDirectory): readonly string[] {
  return [checkpoint, settings];
}

/**
 * Makes this machine know of a stack what the last run on any machine knew. What stands here is only a copy: it is
 * replaced, also by nothing.
 */
export async function fetchFiles(
  files: EngineFiles,
  directory: EngineDirectory,
  call: { stack: StackId; signal: AbortSignal },
): Promise<void> {
  const kept = await files.read(call.stack, call);
  for (const file of filesOf(directory)) {
    const text = kept?.get(basename(file));
    if (text === undefined) {
      await rm(file, { force: true });
      continue;
    }
    makeDirectory(dirname(file), mkdirSync);
    await writeFile(file, text, { mode: 0o600 });
  }
}

/** Keeps what the engine left, under the lease of the run. */
export async function keepFiles(
  shared: EngineFiles,
  directory: EngineDirectory,
  call: { stack: StackId; token: number },
): Promise<void> {
  const files = filesOf(directory);
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, "utf8").catch(() => undefined);
      return text === undefined ? [] : [[basename(file), text] as const];
    }),
  );
  // Half of it is of no use: the engine died before it saved what it did, and what it knew before would mislead.
  const texts = new Map(found.length === found.flat().length ? found.flat() : []);
  try {
    // What was done must be kept, also by a run that is being interrupted.
    await shared.write(call.stack, texts, { token: call.token, signal: AbortSignal.any([]) });
  } catch (error) {
    // An older engine's state is mended by the gate; what counts is the record, and its write will speak for itself.
    if (!isFailure(error, "STATE_UNAVAILABLE")) throw error;
  }
}
