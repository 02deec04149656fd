import type { Kernel } from "../kernel/sandbox-cloud.ts";
import { newAccount, type Account, type CloudflareState } from "./state.ts";

/** What every route of this cloud works on. `state` is swapped as a whole by restore and reset. */
export interface World {
  readonly kernel: Kernel;
  state: CloudflareState;
  /** Scripts, bindings or namespaces changed: the running workers are out of date. */
  readonly workersChanged: () => void;
}

export function now(world: World): string {
  return new Date(world.kernel.clock.now()).toISOString();
}

/** Any account id is served; each has its own resources. */
export function accountOf(world: World, id: string): Account {
  const known = world.state.accounts.get(id);
  if (known !== undefined) return known;
  const account = newAccount(id, now(world));
  world.state.accounts.set(id, account);
  return account;
}
