import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { Failure } from "@cloudmake/model";
import { createDirectoryState } from "./directory-state.ts";
import { createDurably } from "./durable-file.ts";
import { readText } from "./read-text.ts";
import type { StateKey } from "./sealer.ts";

/** Characters a key from the environment must have: 128 bits in hexadecimal. */
const shortestKey = 32;

export interface StateKeyPlace {
  /** Value of `CLOUDMAKE_STATE_KEY`. */
  readonly value: string | undefined;
  /** Used without a value; made at the first use of a new state. */
  readonly file: string;
  /** The state's root: a check value beside the stacks says which key is the right one. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/**
 * The key of a state. A lost key is `STATE_KEY_MISSING`, another one `STATE_KEY_WRONG`: nothing is ever encrypted
 * anew, because what the old key sealed could then never be read again.
 */
export async function loadStateKey(place: StateKeyPlace): Promise<StateKey> {
  const check = await readText(checkFile(place));
  const key = await keyFrom(place, check);
  if (check === undefined) {
    await createDurably(checkFile(place), `${checkOf(key)}\n`);
    // Two first uses at once: the one that came second reads what the first one wrote.
    mustMatch(key, (await readText(checkFile(place))) ?? "");
  } else {
    mustMatch(key, check);
  }
  return key;
}

async function keyFrom(place: StateKeyPlace, check: string | undefined): Promise<StateKey> {
  const { value, file } = place;
  if (value !== undefined) {
    if (value.trim().length < shortestKey) {
      const hint = "Make one with `openssl rand -hex 32`.";
      throw new Failure("USAGE", { problem: `CLOUDMAKE_STATE_KEY has fewer than ${shortestKey} characters`, hint });
    }
    return { bytes: bytesOf(value), source: "CLOUDMAKE_STATE_KEY" };
  }
  const found = await readText(file);
  if (found !== undefined) return { bytes: bytesOf(found), source: file };
  if (check !== undefined || (await hasRecords(place))) throw new Failure("STATE_KEY_MISSING", { file });
  await createDurably(file, `${randomBytes(32).toString("hex")}\n`);
  return { bytes: bytesOf((await readText(file)) ?? ""), source: file };
}

async function hasRecords({ root, signal }: StateKeyPlace): Promise<boolean> {
  return (await createDirectoryState(root).records.list({ signal })).length > 0;
}

function mustMatch(key: StateKey, check: string): void {
  const wanted = Buffer.from(checkOf(key));
  const found = Buffer.from(check.trim());
  if (wanted.length !== found.length || !timingSafeEqual(wanted, found)) {
    throw new Failure("STATE_KEY_WRONG", { source: key.source });
  }
}

function checkOf({ bytes }: StateKey): string {
  return createHmac("sha256", bytes).update("cloudmake state key check").digest("hex");
}

function checkFile({ root }: StateKeyPlace): string {
  return join(root, "key-check");
}

function bytesOf(text: string): Uint8Array {
  return createHash("sha256").update(text.trim()).digest();
}
