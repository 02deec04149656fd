import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeDirectory, type StackId } from "@cloudmake/model";
import type { Sealer } from "@cloudmake/ports";
import { type EngineDirectory, knowsStack } from "./engine-directory.ts";
import { readTextSync } from "./read-text.ts";
import { wrapKey } from "./wrapped-key.ts";

/** Of the data key under which the engine encrypts secrets. */
const keyBytes = 32;

export const secretsProvider = "hashivault://cloudmake";

/**
 * Writes what the engine finds a project by, and what `pulumi stack init` would leave, where it does not know the stack:
 * that command costs as much as the whole update after it. A test holds both against each other.
 */
export function makeStack(directory: EngineDirectory, stack: StackId, sealer: Sealer): void {
  place(directory.project, `name: ${stack.split("/")[0]}\n`);
  if (knowsStack(directory)) return;
  const key = wrapKey(randomBytes(keyBytes), sealer);
  // Says that stacks stand in folders of their projects. Other runs write the same.
  place(directory.layout, "version: 1\n");
  place(directory.settings, `secretsprovider: ${secretsProvider}\nencryptedkey: ${key}\n`);
  // The state comes last: with it the stack is known.
  const state = { version: 3, checkpoint: { stack: `organization/${stack}` } };
  place(directory.checkpoint, JSON.stringify(state));
}

/** Whole or not at all, and only where it does not stand there already. */
function place(file: string, text: string): void {
  if (readTextSync(file) === text) return;
  makeDirectory(dirname(file), mkdirSync);
  const temporary = `${file}.${randomUUID()}`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
}
