import type { StackId } from "@cloudmake/model";
import type { Sealer } from "@cloudmake/ports";
import type { LocalWorkspace } from "@pulumi/pulumi/automation/localWorkspace.js";
import type { PulumiCommand } from "@pulumi/pulumi/automation/cmd.js";
import type { Stack } from "@pulumi/pulumi/automation/stack.js";
import type { PulumiFn } from "@pulumi/pulumi/automation/workspace.js";
import type { EngineCommand } from "./engine-command.ts";
import type { EngineDirectory } from "./engine-directory.ts";
import { makeStack, secretsProvider } from "./make-stack.ts";
import { spareDebugLog } from "./spare-debug-log.ts";
import { spareNpm } from "./spare-npm.ts";

export interface OpenCall {
  readonly stack: StackId;
  readonly directory: EngineDirectory;
  readonly command: EngineCommand;
  readonly environment: Readonly<Record<string, string>>;
  readonly program: PulumiFn;
  readonly sealer: Sealer;
}

/** A stack of the Automation API that starts one CLI process per operation instead of four. */
export async function openStack(
  { LocalWorkspace, Stack, PulumiCommand }: Automation,
  { stack, directory, command, environment, program, sealer }: OpenCall,
): Promise<Stack> {
  const [project = "", environmentName = ""] = stack.split("/");
  const workspace = await LocalWorkspace.create({
    program,
    pulumiCommand: commandFor(PulumiCommand, command),
    envVars: { ...environment },
    projectSettings: { name: project },
    workDir: directory.work,
    secretsProvider,
  });
  makeStack(directory, stack, sealer);
  // The stack is known: no process to select it, none to read outputs, none to read the history.
  workspace.selectStack = async () => {};
  workspace.stackOutputs = async () => ({});
  const opened = await Stack.select(environmentName, workspace);
  opened.info = async () => undefined;
  return opened;
}

/** What is used of the SDK. */
export interface Automation {
  readonly LocalWorkspace: typeof LocalWorkspace;
  readonly Stack: typeof Stack;
  readonly PulumiCommand: typeof PulumiCommand;
  readonly version: string;
}

/** Loads the SDK, which takes a third of a second. */
export async function loadAutomation(): Promise<Automation> {
  spareNpm();
  const [{ LocalWorkspace }, { Stack }, { PulumiCommand }, { version }, log] = await Promise.all([
    import("@pulumi/pulumi/automation/localWorkspace.js"),
    import("@pulumi/pulumi/automation/stack.js"),
    import("@pulumi/pulumi/automation/cmd.js"),
    import("@pulumi/pulumi/version.js"),
    import("@pulumi/pulumi/log/index.js"),
  ]);
  spareDebugLog(log.default);
  return { LocalWorkspace, Stack, PulumiCommand, version };
}

/** The SDK's own command with our way of running it; `PulumiCommand.get` would ask for the version each time. */
function commandFor(constructor: typeof PulumiCommand, command: EngineCommand): PulumiCommand {
  const made: PulumiCommand = Reflect.construct(constructor, [command.command, command.version]);
  return Object.assign(made, { run: command.run });
}
