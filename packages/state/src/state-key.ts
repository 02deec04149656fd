import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { Failure } from "@cloudmake/model";
import { createDurably } from "./durable-file.ts";
import { readText } from "./read-text.ts";
import type { StateKey } from "./sealer.ts";
import type { StatePlace } from "./state-place.ts";

/** Characters a key from the environment must have: 128 bits in hexadecimal. */
const shortestKey = 32;

/** A check value beside the records says which key is the right one. */
export interface KeyCheck {
  read(signal: AbortSignal): Promise<string | undefined>;
  /** Does nothing where there is one already. */
  make(text: string, signal: AbortSignal): Promise<void>;
}

export interface StateKeyPlace {
  /** Value of `CLOUDMAKE_STATE_KEY`. */
  readonly value: string | undefined;
  /** Used without a value; made at the first use of a new state that no other machine uses. */
  readonly file: string;
  readonly state: Pick<StatePlace, "backend" | "keyCheck" | "shared">;
  /** `false`: nothing is written, so that looking at a state leaves no trace in it. */
  readonly make: boolean;
  readonly signal: AbortSignal;
}

/**
 * The key of a state. A lost key is `STATE_KEY_MISSING`, another one `STATE_KEY_WRONG`: nothing is ever encrypted
 * anew, because what the old key sealed could then never be read again. The key of a shared state is never made here:
 * the other machines would not have it.
 */
export async function loadStateKey(place: StateKeyPlace): Promise<StateKey> {
  const { state, signal } = place;
  const check = await state.keyCheck.read(signal);
  const key = await keyFrom(place, check);
  if (check === undefined && place.make) {
    await state.keyCheck.make(checkOf(key), signal);
    // Two first uses at once: the one that came second reads what the first one wrote.
    mustMatch(key, (await state.keyCheck.read(signal)) ?? "");
  } else if (check !== undefined) {
    mustMatch(key, check);
  }
  return key;
}

async function keyFrom(place: StateKeyPlace, check: string | undefined): Promise<StateKey> {
  const { value, file, state } = place;
  if (value !== undefined) {
    if (value.trim().length < shortestKey) {
      const hint = "Make one with `openssl rand -hex 32`.";
      throw new Failure("USAGE", { problem: `CLOUDMAKE_STATE_KEY has fewer than ${shortestKey} characters`, hint });
    }
    return { bytes: bytesOf(value), source: "CLOUDMAKE_STATE_KEY" };
  }
  const found = await readText(file);
  if (found !== undefined) return { bytes: bytesOf(found), source: file };
  if (!place.make || state.shared || check !== undefined || (await hasRecords(place))) {
    throw new Failure("STATE_KEY_MISSING", { file, shared: state.shared });
  }
  await createDurably(file, `${randomBytes(32).toString("hex")}\n`);
  return { bytes: bytesOf((await readText(file)) ?? ""), source: file };
}

async function hasRecords({ state, signal }: StateKeyPlace): Promise<boolean> {
  return (await state.backend.records.list({ signal })).length > 0;
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

function bytesOf(text: string): Uint8Array {
  return createHash("sha256").update(text.trim()).digest();
}
