import { join } from "node:path";
import type { StackId } from "@cloudmake/model";
import type { Sandbox } from "@cloudmake/sandbox";
import { createSealer } from "@cloudmake/state";
import { engineCommand } from "../src/engine-command.ts";
import { engineDirectory, makeDirectories } from "../src/engine-directory.ts";
import { engineEnvironment } from "../src/engine-environment.ts";
import { loadAutomation, openStack } from "../src/open-stack.ts";
import { startTransitServer } from "../src/transit-server.ts";
import { attachProviders } from "./attach-providers.ts";
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
    makeDirectories(place);
    const providers = await attachProviders(this.#sandbox);
    const sealer = createSealer({ bytes: new Uint8Array(32), source: "a test" });
    const transit = await startTransitServer(sealer);
    try {
      const environment = {
        ...engineEnvironment(place, { environment: { PATH: process.env["PATH"] }, parallel: 1 }),
        ...providers.environment,
        ...transit.environment,
      };
      const command = engineCommand(join(pulumiRoot, "bin/pulumi"), automation.version, place.log);
      const inline = async (): Promise<void> => void (await program());
      const opening = { stack: this.#stack, directory: place, command, environment, program: inline, sealer };
      const opened = await openStack(automation, opening);
      const settings = await opened.workspace.stackSettings(opened.name);
      await opened.workspace.saveStackSettings(opened.name, { ...settings, config: { ...config } });
      const ended: unknown = await opened.up().catch((error: unknown) => error);
      if (ended instanceof Error) throw new Error(JSON.stringify(providers.failures), { cause: ended });
      return providers.mutations.map(({ rpc }) => rpc);
    } finally {
      transit.close();
      await providers.close();
    }
  }
}
