import type { Observation } from "@cloudmake/model";

export interface KnownObject {
  readonly type: string;
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Looks at the clouds by list calls. Never writes. */
export interface Observer {
  /**
   * Everything of these types in the accounts. A type that cannot be listed stands in `unreadable`; this call itself
   * fails only when aborted. `known` = recorded objects: types that live under a parent are listed under the parents
   * found there and in `within`.
   */
  observe(call: { types: readonly string[]; known: readonly KnownObject[]; signal: AbortSignal }): Promise<Observation>;
}
