import type { Observer, SharedBudget, Sweeper } from "@cloudmake/ports";
import type { Priority } from "@cloudmake/providers";
import type { CloudsContext, OpenedClouds } from "./open-clouds.ts";

export interface CloudsWhenNeeded {
  readonly observer: Observer;
  readonly sweeper: Sweeper;
  readonly api: () => Promise<OpenedClouds["api"]>;
}

/** The clouds, loaded when somebody first looks or changes: a plan from the state alone never does. */
export function cloudsWhenNeeded(
  context: CloudsContext,
  purpose: Priority,
  shared: SharedBudget | undefined,
): CloudsWhenNeeded {
  let opened: Promise<OpenedClouds> | undefined;
  const load = async (): Promise<OpenedClouds> => {
    const { openForPurpose } = await import("./open-clouds.ts");
    return openForPurpose(context, purpose, shared);
  };
  const open = (): Promise<OpenedClouds> => (opened ??= load());
  return {
    observer: { observe: async (call) => (await open()).observer.observe(call) },
    sweeper: { remove: async (step, call) => (await open()).sweeper.remove(step, call) },
    api: async () => (await open()).api,
  };
}
