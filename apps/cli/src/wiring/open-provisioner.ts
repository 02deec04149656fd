import { join } from "node:path";
import { Failure } from "@cloudmake/model";
import type { Provisioner, Sealer, StateBackend } from "@cloudmake/ports";
import { type CloudApi, type Cloud, definitions } from "@cloudmake/providers";
import { createProviderHost } from "@cloudmake/providers/grpc";
import { createProvisioner, warmUp } from "@cloudmake/provisioner";
import { registerGraph } from "@cloudmake/stacks/program";
import type { Config } from "../config.ts";
import { findPulumi, pulumiVersion } from "./find-pulumi.ts";

export interface ProvisionerParts {
  readonly config: Config;
  readonly state: StateBackend;
  readonly sealer: Sealer;
  readonly api: (cloud: Cloud) => CloudApi;
}

/** Pulumi, our providers and the program, put together. */
export function openProvisioner({ config, state, sealer, api }: ProvisionerParts): Provisioner {
  const pulumiRoot = mustFindPulumi(config);
  return createProvisioner({
    pulumiRoot,
    directory: engineDirectory(config),
    environment: config.variables,
    host: createProviderHost({ definitions, api }),
    program: registerGraph,
    journals: state.journals,
    sealer,
    now: Date.now,
  });
}

/** Loads Pulumi's SDK while the clouds are still being asked. What goes wrong is said when the engine is needed. */
export async function warmProvisioner(config: Config): Promise<void> {
  const pulumiRoot = findPulumi(config);
  if (pulumiRoot !== undefined) await warmUp({ pulumiRoot, directory: engineDirectory(config) });
}

function engineDirectory({ home }: Config): string {
  return join(home, "pulumi");
}

function mustFindPulumi(config: Config): string {
  const root = findPulumi(config);
  if (root === undefined) throw new Failure("ENGINE_MISSING", { wanted: pulumiVersion });
  return root;
}
