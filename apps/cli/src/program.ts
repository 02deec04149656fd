import { Command as Commander, CommanderError, Option } from "commander";
import { changeCommands } from "./command-line/change-commands.ts";
import type { Describers, Load } from "./command-line/describers.ts";
import { lookCommands } from "./command-line/look-commands.ts";
import { examples } from "./command-line/options.ts";
import { sandboxCommands } from "./command-line/sandbox-commands.ts";
import { specCommands } from "./command-line/spec-commands.ts";
import { stateCommands } from "./command-line/state-commands.ts";
import { toolCommands } from "./command-line/tool-commands.ts";
import type { GlobalFlags } from "./context.ts";
import { openScreens, type Screens } from "./screen.ts";
import { version } from "./version.ts";

const usageError = 64;

const commands: Describers = {
  ...specCommands,
  ...changeCommands,
  ...lookCommands,
  ...stateCommands,
  ...sandboxCommands,
  ...toolCommands,
};

/** These show the whole program. */
const wholeTree: readonly string[] = ["completion"];

/** Parses the command line, runs what it asks for, and gives the exit code. `given`: other screens than the process's. */
export async function runProgram(argv: readonly string[], given?: Screens): Promise<number> {
  let exit = 0;
  const screens = given ?? openScreens(process, goOnOrThrow);
  const program = describeProgram(argv[2], screens, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync(argv.map(bareJson));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    if (error.code === "commander.help") return usageError; // all of it was shown in place of what is missing
    const { refuseUsage } = await import("./refuse-usage.ts");
    const named = Object.keys(commands).find((name) => name === argv[2]);
    return refuseUsage(argv, error, { named, screens });
  }
  return exit;
}

/** Nobody reads any more, as after `head`: the work goes on, and its exit code tells how it ended. */
function goOnOrThrow(error: Error): void {
  if ("code" in error && error.code === "EPIPE") return;
  throw error;
}

/** `--json spec.yaml` asks for JSON of a spec, not for a mode of that name. */
function bareJson(word: string): string {
  return word === "--json" ? "--json=envelope" : word;
}

/** The command tree, for parsing, help and completion. Of a named command only that command: the rest costs its time. */
function describeProgram(named: string | undefined, screens: Screens, ended: (exit: number) => void): Commander {
  const program = new Commander("cloudmake")
    .description("Cloud infrastructure from YAML specs: an exact plan, an idempotent apply, an honest drift report.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: screens.stdout.write, writeErr: screens.stderr.write, outputError: () => {} })
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addHelpText("after", examples("validate", "plan -e dev", "apply -e dev", "drift --detailed-exitcode"));
  const add = <Flags>(command: Commander, load: Load<Flags>): Commander =>
    command
      .addOption(
        new Option("--json [mode]", "print data as JSON: one envelope, or `stream` for NDJSON events")
          .preset("envelope")
          .choices(["envelope", "stream"]),
      )
      .option("-q, --quiet", "print data and nothing else; the exit code tells how it ended")
      .action(async (...given: unknown[]) => {
        await import("./interpret-schemas.ts"); // before any schema is made
        const { runCommand } = await import("./run-command.ts");
        const flags = flagsOf<Flags>(command, given);
        ended(await runCommand(await load(), flags, commonFlags(command), screens));
      });
  const sub = (name: string, summary: string): Commander => program.command(name).description(summary);
  for (const describe of describersOf(named)) describe({ program, sub, add });
  return program;
}

function describersOf(named: string | undefined): readonly Describers[string][] {
  const all = Object.entries(commands);
  if (named === undefined || wholeTree.includes(named)) return all.map(([, describe]) => describe);
  const only = all.filter(([name]) => name === named);
  return (only.length > 0 ? only : all).map(([, describe]) => describe);
}

/** Positional arguments by name, and options. Commander has checked names, choices and arity. */
function flagsOf<Flags>(command: Commander, given: readonly unknown[]): Flags {
  const positional = command.registeredArguments.map((argument, index) => [argument.name(), given[index]]);
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the decoder of the command line
  return { ...Object.fromEntries(positional), ...command.opts() } as Flags;
}

function commonFlags(command: Commander): GlobalFlags {
  const { json, quiet, state } = command.opts<{ json?: "envelope" | "stream"; quiet?: boolean; state?: string }>();
  return { json, quiet: quiet === true, state };
}
