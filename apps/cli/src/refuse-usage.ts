import { Failure } from "@cloudmake/model";
import type { CommanderError } from "commander";
import type { GlobalFlags } from "./context.ts";
import { runCommand } from "./run-command.ts";
import type { Screens } from "./screen.ts";

/** Tells what is wrong with a command line as any other refusal: with its code, and as JSON to who asked for it. */
export function refuseUsage(
  argv: readonly string[],
  { message }: CommanderError,
  { named, screens }: { readonly named: string | undefined; readonly screens: Screens },
): Promise<number> {
  const [problem = "", suggestion] = message.replace(/^error: /, "").split("\n");
  const manual = `\`cloudmake${named === undefined ? "" : ` ${named}`} --help\` shows what it takes.`;
  const hint = suggestion === undefined ? manual : suggestion.replace(/^\((.*)\)$/, "$1");
  const failure = new Failure("USAGE", { problem: sentence(typed(problem, argv)), hint });
  return runCommand(() => Promise.reject(failure), {}, flagsIn(argv), screens);
}

/** What could be read of a line that cannot be read. */
function flagsIn(argv: readonly string[]): GlobalFlags {
  const isJson = argv.some((word) => word === "--json" || word.startsWith("--json="));
  const json = argv.includes("--json=stream") ? "stream" : "envelope";
  const quiet = argv.some((word) => word === "-q" || word === "--quiet");
  return { json: isJson ? json : undefined, quiet, state: undefined };
}

/** Nobody typed what a bare `--json` is read as. */
function typed(problem: string, argv: readonly string[]): string {
  return argv.includes("--json") ? problem.replace("--json=envelope", "--json") : problem;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}
