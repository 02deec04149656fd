import { version } from "@pulumi/pulumi/version.js";
import type { LocalWorkspace } from "@pulumi/pulumi/automation/localWorkspace.js";
import type { PulumiCommand } from "@pulumi/pulumi/automation/cmd.js";
import type { Stack } from "@pulumi/pulumi/automation/stack.js";
import type { PulumiFn } from "@pulumi/pulumi/automation/workspace.js";
import type { EngineCall, EngineProcess } from "./engine-process.ts";
import { secretsProvider } from "./make-stack.ts";
import { spareDebugLog } from "./spare-debug-log.ts";
import { spareNpm } from "./spare-npm.ts";
import { spareProxy } from "./spare-proxy.ts";

/** A stack of the Automation API whose one operation is that of a CLI at work; no other process is started. */
export async function openStack(
  { LocalWorkspace, Stack, PulumiCommand }: Automation,
  process: EngineProcess,
  { command, stackName, cwd }: Pick<EngineCall, "command" | "stackName" | "cwd">,
  program: PulumiFn,
): Promise<Stack> {
  const pulumiCommand: PulumiCommand = Reflect.construct(PulumiCommand, [command, version]);
  const workspace = await LocalWorkspace.create({
    program,
    pulumiCommand: Object.assign(pulumiCommand, { run: process.run }),
    workDir: cwd,
    secretsProvider,
  });
  // The stack is known: no process to select it, none to read outputs, none to read the history.
  workspace.selectStack = async () => {};
  workspace.stackOutputs = async () => ({});
  const opened = await Stack.select(stackName, workspace);
  opened.info = async () => undefined;
  return opened;
}

/** What is used of the SDK. */
export interface Automation {
  readonly LocalWorkspace: typeof LocalWorkspace;
  readonly Stack: typeof Stack;
  readonly PulumiCommand: typeof PulumiCommand;
}

/** Pulumi's SDK; to load it takes a third of a second, once. */
export class Sdk {
  #isLoaded = false;

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  async load(): Promise<Automation> {
    spareNpm();
    spareProxy();
    const [{ LocalWorkspace }, { Stack }, { PulumiCommand }, log] = await Promise.all([
      import("@pulumi/pulumi/automation/localWorkspace.js"),
      import("@pulumi/pulumi/automation/stack.js"),
      import("@pulumi/pulumi/automation/cmd.js"),
      import("@pulumi/pulumi/log/index.js"),
    ]);
    spareDebugLog(log.default);
    this.#isLoaded = true;
    return { LocalWorkspace, Stack, PulumiCommand };
  }
}
