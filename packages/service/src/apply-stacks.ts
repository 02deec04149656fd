import { beyond, foundationsOf, makePlan, planDifferences, type Wishes, type World } from "@cloudmake/engine";
import {
  asFailure,
  changesOf,
  digestOf,
  Failure,
  Places,
  type Plan,
  type ResourceGraph,
  type RunEvent,
  type StackId,
} from "@cloudmake/model";
import { awaitLostCalls, type Settling } from "./await-lost-calls.ts";
import { carryOut, recordUnchanged, type StackResult } from "./carry-out.ts";
import { type HeldLeases, holdLeases } from "./hold-leases.ts";
import type { PlannedStack } from "./plan-stacks.ts";
import type { Call, Platform } from "./platform.ts";
import { lookAtClouds, readWorlds, withForeign } from "./see-worlds.ts";

/** A look at the clouds that is older than this when the user says yes is taken again. */
const freshForMs = 20_000;

export interface ApplyCall extends Call {
  /** How long to wait for somebody else's lease. */
  readonly waitMs: number;
  /** Whether `approve` will say yes without asking anybody. */
  readonly sure: boolean;
  /** Shown the plans, under the leases; `false` = the user's no, which is no failure. */
  readonly approve: (planned: readonly PlannedStack[]) => Promise<boolean>;
  /** Stacks a stack waits for; by default those its references point to. */
  readonly waitsFor?: ReadonlyMap<StackId, readonly StackId[]>;
  /** Plans made earlier: apply does exactly these, or refuses with `PLAN_STALE`. */
  readonly saved?: readonly Plan[];
  readonly report: (event: RunEvent) => void;
  /** Told when calls of an interrupted run have to be waited for. */
  readonly settling: (settling: Settling) => void;
  readonly waiting: (lease: { stack: StackId; holder: string; until: string }) => void;
}

export interface ApplyResult {
  readonly approved: boolean;
  readonly planned: readonly PlannedStack[];
  readonly results: readonly StackResult[];
}

/**
 * Plans all stacks under their leases, asks, and carries the plans out: foundations first, independent stacks side by
 * side. A stack that fails stops those that refer to it, no others.
 */
export async function applyStacks(
  platform: Platform,
  graphs: readonly ResourceGraph[],
  wishes: Wishes,
  call: ApplyCall,
): Promise<ApplyResult> {
  const stacks = graphs.map(({ stack }) => stack);
  const leases = await holdLeases(platform, stacks, call);
  try {
    const planned = await planFresh(platform, graphs, wishes, call, leases);
    for (const saved of call.saved ?? []) mustBeSame(saved, planned);
    if (planned.every(({ plan }) => changesOf(plan).length === 0)) {
      return { approved: true, planned, results: await carryOutAll(platform, planned, leases, call) };
    }
    const askedAt = platform.clock.now();
    if (!(await call.approve(planned))) return { approved: false, planned, results: [] };
    const late = platform.clock.now() - askedAt > freshForMs;
    const current = late ? await planAgain(platform, graphs, wishes, planned, call, leases) : planned;
    return { approved: true, planned, results: await carryOutAll(platform, current, leases, call) };
  } finally {
    await platform.expectNoMore();
    await leases.release();
  }
}

async function planFresh(
  platform: Platform,
  graphs: readonly ResourceGraph[],
  wishes: Wishes,
  call: ApplyCall,
  leases: HeldLeases,
): Promise<readonly PlannedStack[]> {
  const recorded = await readWorlds(platform, graphs, wishes, call);
  // The engine takes a while to load: it does so while the clouds are asked, if the record alone shows work to do.
  const early = recorded.map((world) => ({ world, plan: makePlan(world) }));
  expect(platform, early, call, leases);
  await awaitLostCalls(platform, recorded, call);
  const worlds = await lookAtClouds(platform, recorded, call);
  // Where nobody looked, the worlds are the same, and so are their plans.
  return worlds.map((world, index) => {
    const known = early[index];
    return known?.world === world ? known : { world, plan: makePlan(world) };
  });
}

/**
 * Of several stacks each has to wait for its turn anyway: only where it is one, its engine comes up beside the look at
 * the clouds.
 */
function expect(
  platform: Platform,
  early: readonly PlannedStack[],
  { sure, signal }: ApplyCall,
  leases: HeldLeases,
): void {
  const [first, ...others] = early.filter(({ plan }) => changesOf(plan).length > 0);
  if (first === undefined) return;
  const { stack } = first.plan;
  const isSure = sure && others.length === 0;
  platform.expectChanges(isSure ? { stack, token: leases.token(stack), signal } : undefined);
}

/** The user took their time: what they approved must still be what is to be done. */
async function planAgain(
  platform: Platform,
  graphs: readonly ResourceGraph[],
  wishes: Wishes,
  approved: readonly PlannedStack[],
  call: ApplyCall,
  leases: HeldLeases,
): Promise<readonly PlannedStack[]> {
  const current = await planFresh(platform, graphs, wishes, call, leases);
  for (const { plan } of approved) mustBeSame(plan, current);
  return current;
}

function mustBeSame(saved: Plan, current: readonly PlannedStack[]): void {
  const now = current.find(({ plan }) => plan.stack === saved.stack)?.plan;
  if (now === undefined)
    throw new Failure("STACK_NOT_FOUND", { stack: saved.stack, known: current.map(({ plan }) => plan.stack) });
  if (now.digest === saved.digest) return;
  throw new Failure("PLAN_STALE", {
    planned: saved.digest,
    current: now.digest,
    changes: [...planDifferences(saved, now)],
  });
}

/** Starts every stack once those it stands on are done. */
async function carryOutAll(
  platform: Platform,
  planned: readonly PlannedStack[],
  leases: HeldLeases,
  call: ApplyCall,
): Promise<readonly StackResult[]> {
  const byStack = new Map(planned.map((one) => [one.plan.stack, one]));
  const running = new Map<StackId, Promise<StackResult>>();
  const places = new Places(platform.parallel);
  const start = (one: PlannedStack): Promise<StackResult> => {
    const { stack } = one.plan;
    const under = running.get(stack);
    if (under !== undefined) return under;
    const names = call.waitsFor?.get(stack) ?? [...foundationsOf(one.world.graph).keys()];
    const foundations = names.flatMap((name) => byStack.get(name) ?? []).map(start);
    const job = async (): Promise<StackResult> => {
      const before = await Promise.all(foundations);
      const leave = await places.take();
      return workOrFail(platform, one, before, leases, call).finally(leave);
    };
    const result = job();
    running.set(stack, result);
    return result;
  };
  const results = planned.map(start);
  // A bug of one stack ends the whole run, but not before the others have come to their end: they need their leases.
  await Promise.allSettled(results);
  return Promise.all(results);
}

/** One stack's refusal is its own result; a bug ends the whole run. */
async function workOrFail(
  platform: Platform,
  one: PlannedStack,
  foundations: readonly StackResult[],
  leases: HeldLeases,
  call: ApplyCall,
): Promise<StackResult> {
  try {
    return await work(platform, one, foundations, leases, call);
  } catch (error) {
    const cause = asFailure(error);
    if (cause === undefined) throw error;
    const failure = { address: undefined, action: undefined, code: cause.code, message: "", cause };
    return { plan: one.plan, outcome: "failed", done: 0, failures: [failure], record: one.world.record };
  }
}

async function work(
  platform: Platform,
  { world, plan }: PlannedStack,
  foundations: readonly StackResult[],
  leases: HeldLeases,
  call: ApplyCall,
): Promise<StackResult> {
  const stopped = foundations.some(({ outcome }) => outcome !== "succeeded" && outcome !== "unchanged");
  if (stopped || call.signal.aborted) return { plan, outcome: "skipped", done: 0, failures: [], record: world.record };
  const moved = foundations.length > 0 ? await planWithOutputs(platform, world, plan, call) : { world, plan };
  if (changesOf(moved.plan).length === 0) return recordUnchanged(platform, moved, leases);
  return carryOut(platform, moved.world, moved.plan, leases, call);
}

/** Outputs that were unknown are known now; the plan may become smaller by it, never larger. */
async function planWithOutputs(platform: Platform, world: World, approved: Plan, call: Call): Promise<PlannedStack> {
  const current = await withForeign(platform, world, call);
  const plan = makePlan(current);
  const changes = beyond(approved, plan);
  if (changes.length > 0) {
    throw new Failure("PLAN_STALE", { planned: approved.digest, current: digestOf(plan), changes: [...changes] });
  }
  return { world: current, plan };
}
