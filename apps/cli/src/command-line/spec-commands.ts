import type { Describers } from "./describers.ts";
import { examples, withSpecs } from "./options.ts";

/** Commands that read and write specs, and nothing else. */
export const specCommands: Describers = {
  init: ({ sub, add }) =>
    add(
      sub("init [name]", "write a commented first spec")
        .option("-f, --force", "overwrite an existing file")
        .option("--workspace", "a workspace, a machine to work on, instead of a project")
        .option("-o, --output <file>", "where to write it", "specs/<name>.yaml")
        .addHelpText("after", examples("init shop", "init ada-dev --workspace")),
      async () => (await import("../commands/init.ts")).init,
    ),
  validate: ({ sub, add }) =>
    add(
      withSpecs(sub("validate [specs...]", "check specs and show every error at once")).addHelpText(
        "after",
        examples("validate", "validate specs/shop.yaml --json"),
      ),
      async () => (await import("../commands/validate.ts")).validate,
    ),
  fmt: ({ sub, add }) =>
    add(
      sub("fmt [specs...]", "format specs, keeping comments")
        .option("--check", "change nothing; exit 1 when a file is not formatted")
        .addHelpText("after", examples("fmt", "fmt --check specs/")),
      async () => (await import("../commands/fmt.ts")).fmt,
    ),
  explain: ({ sub, add }) =>
    add(
      withSpecs(sub("explain <address> [specs...]", "show where each value of a component comes from")).addHelpText(
        "after",
        examples("explain shop/prod/api"),
      ),
      async () => (await import("../commands/explain.ts")).explain,
    ),
};
