import type { Registered } from "@cloudmake/ports";
import type { EngineWiring } from "./create-provisioner.ts";
import type { EngineDirectory } from "./engine-directory.ts";
import { knownResources } from "./known-resources.ts";
import type { LateOrders, Orders } from "./late-orders.ts";
import { type CloseConnections, programConnections } from "./program-connections.ts";
import { givenOutputs, registrables } from "./registrables.ts";

export interface JobProgram {
  /** @param begun called when the engine has come up */
  run(begun: () => void): Promise<void>;
  registered(): readonly Registered[];
  close(): void;
}

/** The program that registers a job's resources as soon as there is one. */
export function jobProgram(wiring: EngineWiring, directory: EngineDirectory, orders: LateOrders): JobProgram {
  let registered: readonly Registered[] = [];
  let closeConnections: CloseConnections | undefined;
  return {
    run: async (begun) => {
      begun();
      const ended = Promise.withResolvers<void>();
      closeConnections = await programConnections(ended.promise);
      try {
        registered = await registerJob(wiring, await orders.wait(), directory);
      } finally {
        ended.resolve();
      }
    },
    registered: () => registered,
    // Later than this call, if need be.
    close: () => void closeConnections?.().catch(() => undefined),
  };
}

async function registerJob(
  { host, program, sealer }: EngineWiring,
  { job, reached }: Orders,
  directory: EngineDirectory,
): Promise<readonly Registered[]> {
  const holds = job.plan.steps.some(({ action }) => action === "hold");
  const nodes = registrables(job, holds ? await knownResources(directory) : new Set());
  const { secrets } = job;
  const given = givenOutputs(job, nodes, sealer);
  return program({ nodes, versions: host.versions, secrets, given, ...(reached === undefined ? {} : { reached }) });
}
