import { type Address, addressOf, type Marker, markerOf, stackId } from "@cloudmake/model";
import type { Gate, Mutation, ProviderSession, StepFailure } from "@cloudmake/ports";
import { cloudsFrom, definitions, openClouds, systemWiring } from "@cloudmake/providers";
import { createProviderHost } from "@cloudmake/providers/grpc";
import type { Sandbox } from "@cloudmake/sandbox";
import { attachVariable } from "../src/engine-environment.ts";

export interface AttachedProviders {
  /** What the Pulumi CLI needs to find them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly mutations: readonly Mutation[];
  readonly failures: readonly StepFailure[];
  close(): Promise<void>;
}

/** Our providers over the sandbox, for programs that know nothing of plans. */
export async function attachProviders(sandbox: Sandbox): Promise<AttachedProviders> {
  const api = openClouds(cloudsFrom(sandbox.env()), systemWiring());
  const host = createProviderHost({ definitions, api: (cloud) => api(cloud, "apply") });
  const failures: StepFailure[] = [];
  const mutations: Mutation[] = [];
  const session = openSession(mutations, failures);
  const server = await host.open(() => session);
  return { environment: attachVariable(server.attachments), mutations, failures, close: () => server.close() };
}

const official = stackId("official", "prod");

/** Lets everything pass: who uses the official SDK has no plan of ours. */
function openSession(mutations: Mutation[], failures: StepFailure[]): ProviderSession {
  const markerFor = (address: Address): Marker => ({ stack: official, hash: markerOf(address, {}, [], new Map()) });
  const gate: Gate = {
    mustHold: () => {},
    admit: (mutation) => {
      mutations.push(mutation);
      const marker = markerFor(mutation.address);
      switch (mutation.rpc) {
        case "create":
          return { kind: "create", marker, exclude: new Set(), adopt: undefined };
        case "update":
          return { kind: "update", marker };
        case "delete":
          return { kind: "delete" };
      }
    },
  };
  return {
    run: "run-1",
    gate,
    addressOf: (urn) => addressOf(official, "official", urn.split("::").at(-1)?.replaceAll("/", "-") ?? ""),
    journal: async () => {},
    print: (secret) => ({ $print: String(secret.length) }),
    observation: undefined,
    failed: (failure) => failures.push(failure),
    adopted: () => {},
    settled: () => {},
    movedAway: () => false,
    updates: new Set(),
    written: new Map(),
    signal: AbortSignal.any([]),
  };
}
