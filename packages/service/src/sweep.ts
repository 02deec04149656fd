import { takenOverLate, type World } from "@cloudmake/engine";
import {
  type AppliedResource,
  asFailure,
  idempotencyKey,
  isSweep,
  type Plan,
  type RunEvent,
  type StackId,
  type Step,
} from "@cloudmake/model";
import type { ProvisionFailure } from "@cloudmake/ports";
import type { Call, Platform } from "./platform.ts";

/**
 * What an interrupted run left, by when it goes: beside the engine's run, because either may stand in the other's way
 * (a server that keeps its firewall from going, a firewall that a server has still to be taken out of), or after it,
 * because the run may turn out to want it.
 */
export function orphansIn(
  world: World,
  plan: Plan,
): { readonly beside: readonly Step[]; readonly after: readonly Step[] } {
  const late = takenOverLate(world, plan);
  const orphans = plan.steps.filter(isSweep);
  return {
    beside: orphans.filter(({ type }) => !late.has(type)),
    after: orphans.filter(({ type }) => late.has(type)),
  };
}

interface SweepCall extends Call {
  readonly run: string;
  readonly stack: StackId;
  /** Throws once the stack's lease is lost. */
  readonly mustHold: () => void;
  readonly report: (event: RunEvent) => void;
}

interface Swept {
  readonly failures: readonly ProvisionFailure[];
  /** The user asked to stop before all was removed. */
  readonly cutShort: boolean;
}

/** Removes what an interrupted run left; Pulumi knows nothing of it. What has begun is finished. */
export async function sweep(
  platform: Platform,
  orphans: readonly Step[],
  resources: readonly AppliedResource[],
  call: SweepCall,
): Promise<Swept> {
  const failures: ProvisionFailure[] = [];
  // What the run has taken over meanwhile, under a name that the plan did not know, is wanted after all.
  const kept = new Set(resources.map(({ type, id }) => `${type} ${id}`));
  for (const step of orphans.filter(({ type, id }) => !kept.has(`${type} ${id}`))) {
    if (call.signal.aborted) return { failures, cutShort: true };
    const failure = await remove(platform, step, call);
    if (failure !== undefined) failures.push(failure);
  }
  return { failures, cutShort: false };
}

async function remove(
  { clock, state, sweeper }: Platform,
  step: Step,
  { run, stack, report, mustHold }: SweepCall,
): Promise<ProvisionFailure | undefined> {
  const { address, action, type, marker, id } = step;
  const started = clock.now();
  const at = (): string => new Date(clock.now()).toISOString();
  const ended = () => ({ run, stack, at: at(), address, action, ms: Math.round(clock.now() - started) });
  const whole = { signal: AbortSignal.any([]) };
  report({ type: "step-started", run, stack, at: at(), address, action });
  try {
    mustHold();
    const intent = {
      run,
      at: at(),
      address,
      type,
      action: "delete" as const,
      marker,
      key: idempotencyKey(address),
      id,
    };
    await state.journals.append(stack, { entry: "intent", ...intent }, whole);
    await sweeper.remove(step, { ...whole, mustHold });
    report({ type: "step-ended", ...ended(), id });
    return undefined;
  } catch (error) {
    const cause = asFailure(error);
    if (cause === undefined) throw error;
    const { code } = cause;
    report({ type: "step-failed", ...ended(), code, message: code });
    return { address, action, code, message: "", cause };
  }
}
