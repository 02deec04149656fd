import { Option } from "commander";
import type { Describers } from "./describers.ts";
import { examples, list, withSpecs, withState } from "./options.ts";

/** Commands that look and tell. */
export const lookCommands: Describers = {
  drift: ({ sub, add }) =>
    add(
      withState(withSpecs(sub("drift [specs...]", "compare the clouds with what was applied")))
        .addOption(
          new Option("-o, --output <format>", "report format")
            .choices(["text", "markdown", "sarif", "json"])
            .default("text"),
        )
        .option("--detailed-exitcode", "exit 2 when there is drift")
        .addOption(list("--accept <key>", "write what the cloud says into the spec, keeping comments", "none"))
        .addOption(
          list("--revert <key>", "plan the repair of this finding and nothing else; --yes carries it out", "none"),
        )
        .option("-y, --yes", "with --revert: do not ask")
        .option("--allow-destroy", "with --revert: replace also in protected environments")
        .option("--lock-timeout <time>", "with --revert: how long to wait for somebody else's lease", "0s")
        .addHelpText(
          "after",
          examples(
            "drift",
            "drift -e prod --output markdown",
            "drift --accept 1f2e3d4c",
            "drift --revert 1f2e3d4c --yes",
          ),
        ),
      async () => (await import("../commands/drift.ts")).drift,
    ),
  graph: ({ sub, add }) =>
    add(
      withSpecs(sub("graph [specs...]", "draw the resources and what depends on what"))
        .addOption(
          new Option("--format <format>", "what to write")
            .choices(["mermaid", "dot", "svg", "json"])
            .default("mermaid"),
        )
        .option("-o, --output <file>", "write to a file; its ending chooses the format")
        .addHelpText("after", examples("graph", "graph -e prod -o graph.svg")),
      async () => (await import("../commands/graph.ts")).graph,
    ),
  affected: ({ sub, add }) =>
    add(
      sub("affected [specs...]", "list the stacks that changed files touch, and why")
        .requiredOption("--since <commit>", "compare the working tree with this commit")
        .addHelpText("after", examples("affected --since main", "affected --since HEAD~1 --json")),
      async () => (await import("../commands/affected.ts")).affected,
    ),
  outputs: ({ sub, add }) =>
    add(
      withState(sub("outputs [stack] [name]", "show outputs of applied stacks"))
        .option("--show-secrets", "show secret outputs in clear")
        .addHelpText("after", examples("outputs", "outputs shop/prod db.connectionUri --show-secrets")),
      async () => (await import("../commands/outputs.ts")).outputs,
    ),
};
