import { randomBytes } from "node:crypto";
import type { Sealer } from "@cloudmake/ports";
import { createSealer, loadStateKey } from "@cloudmake/state";
import type { Context } from "../context.ts";
import { keyFile } from "./open-state.ts";

/**
 * Encryption under the state key. Commands that only look (`make: false`) leave no key behind: before the first apply
 * there is nothing to decrypt, so a key of the moment serves.
 */
export async function openSealer(context: Context, { make }: { readonly make: boolean }): Promise<Sealer> {
  const { config, signal } = context;
  if (!make && (await isFresh(context))) return createSealer({ bytes: randomBytes(32), source: "this moment" });
  const state = await context.state();
  return createSealer(await loadStateKey({ value: config.stateKey, file: keyFile(state), state, make, signal }));
}

/** Nothing was written under any key yet, and none is given. */
export async function isFresh({ config, signal, state }: Context): Promise<boolean> {
  if (config.stateKey !== undefined) return false;
  const { backend, keyCheck } = await state();
  return (await keyCheck.read(signal)) === undefined && (await backend.records.list({ signal })).length === 0;
}
