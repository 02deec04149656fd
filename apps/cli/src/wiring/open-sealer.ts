import { randomBytes } from "node:crypto";
import type { Sealer } from "@cloudmake/ports";
import { createSealer, loadStateKey } from "@cloudmake/state";
import type { Context } from "../context.ts";
import { keyFile, openState, stateRoot } from "./open-state.ts";

/**
 * Encryption under the state key. Commands that only look (`make: false`) leave no key behind: before the first apply
 * there is nothing to decrypt, so a key of the moment serves.
 */
export async function openSealer(context: Context, { make }: { readonly make: boolean }): Promise<Sealer> {
  const { config, signal } = context;
  if (!make && (await isFresh(context))) return createSealer({ bytes: randomBytes(32), source: "this moment" });
  return createSealer(
    await loadStateKey({ value: config.stateKey, file: keyFile(config), root: stateRoot(config), signal }),
  );
}

async function isFresh({ config, signal }: Context): Promise<boolean> {
  if (config.stateKey !== undefined) return false;
  const records = await openState(config).records.list({ signal });
  return records.length === 0;
}
