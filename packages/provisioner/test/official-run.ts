import { join } from "node:path";
import { type Address, addressOf, type Marker, markerOf, type StackId, stackId } from "@cloudmake/model";
import type { Gate, Mutation, ProviderSession, StepFailure } from "@cloudmake/ports";
import { cloudsFrom, definitions, openClouds, systemWiring } from "@cloudmake/providers";
import { createProviderHost } from "@cloudmake/providers/grpc";
import type { Sandbox } from "@cloudmake/sandbox";
import { createSealer } from "@cloudmake/state";
import { engineCommand } from "../src/engine-command.ts";
import { engineDirectory, makeDirectories } from "../src/engine-directory.ts";
import { attachVariable, engineEnvironment } from "../src/engine-environment.ts";
import { loadAutomation, openStack } from "../src/open-stack.ts";
import { startTransitServer } from "../src/transit-server.ts";
import { pulumiRoot } from "./stack-life.ts";

/** Runs programs that know nothing of plans against our providers and the sandbox. */
export class OfficialRun {
  readonly #directory: string;
  readonly #stack: StackId;
  readonly #sandbox: Sandbox;

  constructor(directory: string, stack: StackId, sandbox: Sandbox) {
    this.#directory = directory;
    this.#stack = stack;
    this.#sandbox = sandbox;
  }

  /** The mutations it took. */
  async up(program: () => Promise<unknown>, config: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
    const automation = await loadAutomation();
    const place = engineDirectory(this.#directory, this.#stack);
    await makeDirectories(place);
    const api = openClouds(cloudsFrom(this.#sandbox.env()), systemWiring());
    const host = createProviderHost({ definitions, api: (cloud) => api(cloud, "apply") });
    const failures: StepFailure[] = [];
    const mutations: Mutation[] = [];
    const server = await host.open(openSession(mutations, failures));
    const transit = await startTransitServer(createSealer({ bytes: new Uint8Array(32), source: "a test" }));
    try {
      const environment = {
        ...engineEnvironment(place, { PATH: process.env["PATH"] }),
        ...attachVariable(server.attachments),
        ...transit.environment,
      };
      const command = engineCommand(join(pulumiRoot, "bin/pulumi"), automation.version, place.log);
      const inline = async (): Promise<void> => void (await program());
      const opening = { stack: this.#stack, directory: place, command, environment, program: inline };
      const opened = await openStack(automation, opening);
      const settings = await opened.workspace.stackSettings(opened.name);
      await opened.workspace.saveStackSettings(opened.name, { ...settings, config: { ...config } });
      const ended: unknown = await opened.up().catch((error: unknown) => error);
      if (ended instanceof Error) throw new Error(JSON.stringify(failures), { cause: ended });
      return mutations.map(({ rpc }) => rpc);
    } finally {
      transit.close();
      await server.close();
    }
  }
}

const official = stackId("official", "prod");

/** Lets everything pass: who uses the official SDK has no plan of ours. */
function openSession(mutations: Mutation[], failures: StepFailure[]): ProviderSession {
  const markerFor = (address: Address): Marker => ({ stack: official, hash: markerOf(address, {}, [], new Map()) });
  const gate: Gate = {
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
    incomplete: new Set(),
    signal: AbortSignal.any([]),
  };
}
