import { type Command as Commander, Option } from "commander";

export function withSpecs(command: Commander): Commander {
  return command
    .addOption(list("-e, --environment <name>", "only this environment"))
    .addOption(list("-s, --stack <stack>", "only this stack, e.g. shop/prod"))
    .option("--secrets-file <file>", "NAME=value lines for ${secret.NAME}");
}

export function withState(command: Commander): Commander {
  return command.option("--state <url>", "where state is kept: postgres://…, s3://bucket, file://directory");
}

export function withLook(command: Commander): Commander {
  return command.option("--no-refresh", "plan from the state alone, without looking at the clouds");
}

export function withChange(command: Commander): Commander {
  return withState(command)
    .option("-y, --yes", "do not ask")
    .option("--lock-timeout <time>", "how long to wait for somebody else's lease, e.g. 90s or 5m", "0s")
    .option("--allow-destroy", "delete and replace also in protected environments")
    .option("--delete-data", "delete and replace also what holds data");
}

export function list(flags: string, summary: string, untold: "all" | "none" = "all"): Option {
  return new Option(flags, `${summary} (repeatable)`)
    .default([], untold)
    .argParser((value: string, before: readonly string[]) => [...before, value]);
}

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ cloudmake ${line}`).join("\n")}`;
}
