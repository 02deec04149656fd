import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StackId } from "@cloudmake/model";
import type { Sandbox } from "@cloudmake/sandbox";
import { createSealer } from "@cloudmake/state";
import { engineDirectory, makeDirectories } from "../src/engine-directory.ts";
import { engineEnvironment } from "../src/engine-environment.ts";
import { startProcess } from "../src/engine-process.ts";
import { makeStack } from "../src/make-stack.ts";
import { Sdk, openStack } from "../src/open-stack.ts";
import { up } from "../src/operation.ts";
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
      makeStack(place, this.#stack, sealer);
      await writeConfig(place.settings, config);
      const [, stackName = ""] = this.#stack.split("/");
      const operation = up({});
      const signal = AbortSignal.any([]);
      const command = join(pulumiRoot, "bin/pulumi");
      const call = { command, operation, stackName, cwd: place.work, environment, log: place.log, signal };
      const engine = await startProcess(call);
      const opened = await openStack(await new Sdk().load(), engine, call, async () => void (await program()));
      const ended: unknown = await operation
        .run(opened, { signal, onEvent: () => {} })
        .catch((error: unknown) => error);
      await engine.close();
      if (ended instanceof Error) throw new Error(JSON.stringify(providers.failures), { cause: ended });
      return providers.mutations.map(({ rpc }) => rpc);
    } finally {
      transit.close();
      await providers.close();
    }
  }
}

/** In place of what the run before was told. */
async function writeConfig(settings: string, config: Readonly<Record<string, string>>): Promise<void> {
  const before = (await readFile(settings, "utf8")).replace(/^config:\n(?: .*\n)*/m, "");
  const lines = Object.entries(config).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`);
  await writeFile(settings, lines.length === 0 ? before : `${before}config:\n${lines.join("")}`);
}
