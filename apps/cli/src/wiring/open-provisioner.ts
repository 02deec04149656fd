import { join } from "node:path";
import { Failure } from "@cloudmake/model";
import type { EngineFiles, Provisioner, Sealer, StateBackend } from "@cloudmake/ports";
import { definitions } from "@cloudmake/providers";
import { createProviderHost } from "@cloudmake/providers/grpc";
import { createProvisioner } from "@cloudmake/provisioner";
import { registerGraph } from "@cloudmake/stacks/program";
import type { Config } from "../config.ts";
import { findPulumi, pulumiVersion } from "./find-pulumi.ts";
import type { OpenedClouds } from "./open-clouds.ts";

export interface ProvisionerParts {
  readonly config: Config;
  /** Of this machine, for what belongs to the state. */
  readonly directory: string;
  /** Stacks at a time. */
  readonly parallel: number;
  readonly engineFiles: EngineFiles | undefined;
  readonly state: StateBackend;
  readonly sealer: Sealer;
  readonly api: OpenedClouds["api"];
}

/** Pulumi, our providers and the program, put together. */
export function openProvisioner(parts: ProvisionerParts): Provisioner {
  const { config, directory, parallel, engineFiles, state, sealer, api } = parts;
  const pulumiRoot = mustFindPulumi(config);
  return createProvisioner({
    pulumiRoot,
    directory: join(directory, "pulumi"),
    engineFiles,
    environment: config.variables,
    parallel,
    host: createProviderHost({ definitions, api }),
    program: registerGraph,
    journals: state.journals,
    sealer,
    now: Date.now,
  });
}

function mustFindPulumi(config: Config): string {
  const root = findPulumi(config);
  if (root === undefined) throw new Failure("ENGINE_MISSING", { wanted: pulumiVersion });
  return root;
}
