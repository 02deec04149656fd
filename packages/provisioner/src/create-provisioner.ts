import { availableParallelism } from "node:os";
import { Places } from "@cloudmake/model";
import type { EngineFiles, Journals, Program, Provisioner, ProviderHost, Sealer } from "@cloudmake/ports";
import { applyPlan } from "./apply-plan.ts";
import { EarlyEngines } from "./early-engines.ts";
import { findEngine } from "./find-engine.ts";
import { Sdk } from "./open-stack.ts";
import { up } from "./operation.ts";
import { previewPlan } from "./preview-plan.ts";
import { recallStack } from "./recall-stack.ts";

export interface ProvisionerWiring {
  /** Directory that holds `bin/pulumi`. */
  readonly pulumiRoot: string;
  /** Where the engine keeps what it knows of stacks; absolute, made when missing, safe to lose. */
  readonly directory: string;
  /** Where the engine's own state is kept for all machines; absent: `directory` is the only place. */
  readonly engineFiles?: EngineFiles | undefined;
  /** Of it only what finds programs and temporary files reaches the engine. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How many engines may be at work at a time: each gets its share of the machine's memory. */
  readonly parallel: number;
  readonly host: ProviderHost;
  readonly program: Program;
  readonly journals: Journals;
  readonly sealer: Sealer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What the calls of one provisioner share. */
export interface EngineWiring extends ProvisionerWiring {
  /** The CLI's path, once its version is known. */
  readonly findEngine: () => Promise<string>;
  /** An engine's start keeps a core busy; after that it mostly waits for clouds. */
  readonly starts: Places;
  readonly early: EarlyEngines;
  readonly sdk: Sdk;
}

/** Carries plans out through the Pulumi engine. Nothing of Pulumi is loaded before the first call. */
export function createProvisioner(parts: ProvisionerWiring): Provisioner {
  const wiring: EngineWiring = {
    ...parts,
    findEngine: oneAtATime(() => findEngine(parts)),
    starts: new Places(availableParallelism()),
    early: new EarlyEngines(),
    sdk: new Sdk(),
  };
  return {
    warmUp: async () => void (await Promise.all([wiring.findEngine(), wiring.sdk.load()])),
    preview: (job) => previewPlan(wiring, job),
    apply: (job, report) => applyPlan(wiring, job, report),
    expect: (stack, call) => wiring.early.start(wiring, { ...call, stack, keep: true, operation: up({}) }),
    standDown: () => wiring.early.dismissAll(),
    recall: (stack, call) => recallStack(wiring, stack, call),
  };
}

/** Who asks while somebody else is being answered gets the same answer. */
function oneAtATime<T>(ask: () => Promise<T>): () => Promise<T> {
  let asking: Promise<T> | undefined;
  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}
