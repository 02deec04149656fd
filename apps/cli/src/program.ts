import { Command as Commander, CommanderError, Option } from "commander";
import type { Command, GlobalFlags } from "./context.ts";
import { version } from "./version.ts";

const usageError = 64;

/** Loads a command's code only when it is called: `--help` and `validate` pay for nothing else. */
type Load<Flags> = () => Promise<Command<Flags>>;

/** Parses the command line, runs what it asks for, and gives the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let exit = 0;
  const program = describeProgram((code) => {
    exit = code;
  });
  try {
    await program.parseAsync(argv.map(bareJson));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : usageError;
  }
  return exit;
}

/** `--json spec.yaml` asks for JSON of a spec, not for a mode of that name. */
function bareJson(word: string): string {
  return word === "--json" ? "--json=envelope" : word;
}

/** The whole command tree, for parsing, help and completion. */
export function describeProgram(ended: (exit: number) => void): Commander {
  const program = new Commander("cloudmake")
    .description("Cloud infrastructure from YAML specs: an exact plan, an idempotent apply, an honest drift report.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .showHelpAfterError("(see --help)")
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addHelpText("after", examples("validate", "plan -e dev", "apply -e dev", "drift --detailed-exitcode"));
  const add = <Flags>(command: Commander, load: Load<Flags>): Commander =>
    command
      .addOption(
        new Option("--json [mode]", "print data as JSON: one envelope, or `stream` for NDJSON events")
          .preset("envelope")
          .choices(["envelope", "stream"]),
      )
      .option("-q, --quiet", "say nothing but errors' exit codes and data")
      .action(async (...given: unknown[]) => {
        await import("./interpret-schemas.ts"); // before any schema is made
        const { runCommand } = await import("./run-command.ts");
        const flags = flagsOf<Flags>(command, given);
        ended(await runCommand(await load(), flags, commonFlags(command)));
      });
  const sub = (name: string, summary: string): Commander => program.command(name).description(summary);
  describeSpecs(sub, add);
  describeChanges(sub, add);
  describeLooks(sub, add);
  describeState(sub, add);
  describeTools(sub, add, program);
  return program;
}

type Sub = (name: string, summary: string) => Commander;
type Add = <Flags>(command: Commander, load: Load<Flags>) => Commander;

function describeSpecs(sub: Sub, add: Add): void {
  add(
    sub("init [name]", "write a commented first spec")
      .option("-f, --force", "overwrite an existing file")
      .option("--workspace", "a workspace, a machine to work on, instead of a project")
      .option("-o, --output <file>", "where to write it", "specs/<name>.yaml")
      .addHelpText("after", examples("init shop", "init ada-dev --workspace")),
    async () => (await import("./commands/init.ts")).init,
  );
  add(
    withSpecs(sub("validate [specs...]", "check specs and show every error at once")).addHelpText(
      "after",
      examples("validate", "validate specs/shop.yaml --json"),
    ),
    async () => (await import("./commands/validate.ts")).validate,
  );
  add(
    sub("fmt [specs...]", "format specs, keeping comments")
      .option("--check", "change nothing; exit 1 when a file is not formatted")
      .addHelpText("after", examples("fmt", "fmt --check specs/")),
    async () => (await import("./commands/fmt.ts")).fmt,
  );
  add(
    withSpecs(sub("explain <address> [specs...]", "show where each value of a component comes from")).addHelpText(
      "after",
      examples("explain shop/prod/api"),
    ),
    async () => (await import("./commands/explain.ts")).explain,
  );
}

function describeChanges(sub: Sub, add: Add): void {
  add(
    withState(withLook(withSpecs(sub("plan [specs...]", "show exactly what apply would do"))))
      .option("-o, --out <file>", "save the plan, for `apply <file>`")
      .option("--verify", "compare with Pulumi's own preview")
      .option("--detailed-exitcode", "exit 2 when there are changes")
      .option("--delete-data", "plan also deletions and replacements of what holds data")
      .addOption(list("--replace <address>", "plan to replace this resource"))
      .addOption(list("--target <address>", "plan nothing but this resource"))
      .addHelpText("after", examples("plan", "plan -e prod -o prod.plan.json", "plan --verify")),
    async () => (await import("./commands/plan.ts")).plan,
  );
  add(
    withChange(
      withLook(withSpecs(sub("apply [specs...]", "make the clouds match the specs, or carry a saved plan out"))),
    )
      .option("--detailed-exitcode", "exit 2 when something was changed")
      .addOption(list("--replace <address>", "replace this resource"))
      .addOption(list("--target <address>", "change nothing but this resource"))
      .addHelpText("after", examples("apply -e dev", "apply prod.plan.json", "apply --yes --json=stream")),
    async () => (await import("./commands/apply.ts")).apply,
  );
  add(
    withChange(
      withLook(withSpecs(sub("destroy [specs...]", "delete what was applied; data is kept unless told otherwise"))),
    )
      .option("--forget-unreachable", "let go of what stands in an account that cannot be reached any more")
      .addHelpText(
        "after",
        examples("destroy -e dev", "destroy --stack shop/dev --delete-data", "destroy -e old --forget-unreachable"),
      ),
    async () => (await import("./commands/destroy.ts")).destroy,
  );
  add(
    withChange(withSpecs(sub("import <address> <id> [specs...]", "take an existing object over"))).addHelpText(
      "after",
      examples("import shop/prod/box/server 4711"),
    ),
    async () => (await import("./commands/import.ts")).importObject,
  );
  add(
    withChange(
      withSpecs(sub("forget <address> [specs...]", "leave an object in the cloud and forget it here")),
    ).addHelpText("after", examples("forget shop/prod/box/server")),
    async () => (await import("./commands/forget.ts")).forget,
  );
}

function describeLooks(sub: Sub, add: Add): void {
  add(
    withState(withSpecs(sub("drift [specs...]", "compare the clouds with what was applied")))
      .addOption(
        new Option("-o, --output <format>", "report format")
          .choices(["text", "markdown", "sarif", "json"])
          .default("text"),
      )
      .option("--detailed-exitcode", "exit 2 when there is drift")
      .addOption(list("--accept <key>", "write what the cloud says into the spec, keeping comments"))
      .addOption(list("--revert <key>", "plan the repair of this finding and nothing else; --yes carries it out"))
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
    async () => (await import("./commands/drift.ts")).drift,
  );
  add(
    withSpecs(sub("graph [specs...]", "draw the resources and what depends on what"))
      .addOption(
        new Option("--format <format>", "what to write").choices(["mermaid", "dot", "svg", "json"]).default("mermaid"),
      )
      .option("-o, --output <file>", "write to a file; its ending chooses the format")
      .addHelpText("after", examples("graph", "graph -e prod -o graph.svg")),
    async () => (await import("./commands/graph.ts")).graph,
  );
  add(
    sub("affected [specs...]", "list the stacks that changed files touch, and why")
      .requiredOption("--since <commit>", "compare the working tree with this commit")
      .addHelpText("after", examples("affected --since main", "affected --since HEAD~1 --json")),
    async () => (await import("./commands/affected.ts")).affected,
  );
  add(
    withState(sub("outputs [stack] [name]", "show outputs of applied stacks"))
      .option("--show-secrets", "show secret outputs in clear")
      .addHelpText("after", examples("outputs", "outputs shop/prod db.connectionUri --show-secrets")),
    async () => (await import("./commands/outputs.ts")).outputs,
  );
}

function describeState(sub: Sub, add: Add): void {
  const state = sub("state", "what was recorded of applied stacks").addHelpText(
    "after",
    examples("state list", "state show shop/prod", "state rebuild --stack shop/prod"),
  );
  add(withState(state.command("list").description("stacks that have a record")), async () => {
    const { listState } = await import("./commands/state.ts");
    return (context) => listState(context);
  });
  add(
    withState(state.command("show <stack>").description("the resources of one record")),
    async () => (await import("./commands/state.ts")).showState,
  );
  add(
    withState(
      withSpecs(
        state.command("rebuild [specs...]").description("make a lost or corrupt record again; changes no cloud"),
      ),
    )
      .option("-y, --yes", "also where the record can be read")
      .option("--lock-timeout <time>", "how long to wait for somebody else's lease, e.g. 90s or 5m", "0s")
      .addHelpText("after", examples("state rebuild --stack shop/prod")),
    async () => (await import("./commands/state.ts")).rebuild,
  );
}

function describeTools(sub: Sub, add: Add, program: Commander): void {
  add(
    withState(sub("doctor", "check tools, credentials, state and leases, each with what mends it")),
    async () => (await import("./commands/doctor.ts")).doctor,
  );
  const sandbox = sub(
    "sandbox",
    "local clouds: DigitalOcean, Hetzner, Cloudflare, Neon on one loopback port",
  ).addHelpText("after", examples("sandbox up", "sandbox status", "sandbox down"));
  const load = async () => (await import("./commands/sandbox.ts")).sandbox;
  const verb = (name: string, summary: string): Commander => sandbox.command(name).description(summary);
  const bound =
    (name: "up" | "down" | "status" | "reset" | "env" | "serve"): Load<Record<string, unknown>> =>
    async () => {
      const run = await load();
      return (context, flags) => run(context, { ...flags, verb: name });
    };
  add(
    verb("up", "start them")
      .option("-p, --port <port>", "loopback port", "4800")
      .option("--clock <factor>", "how long the clouds' waits take: 1 = as in reality, 0 = none", "0.02"),
    bound("up"),
  );
  // What `up` starts in the background.
  add(sandbox.command("serve", { hidden: true }).option("--port <port>").option("--clock <factor>"), bound("serve"));
  add(verb("down", "stop them; what exists is kept"), bound("down"));
  add(verb("status", "show what exists"), bound("status"));
  add(verb("reset", "remove everything in them"), bound("reset"));
  add(verb("env", 'print the variables that point clients at them: eval "$(cloudmake sandbox env)"'), bound("env"));
  describeFaults(sandbox, add);
  add(
    sub("completion <shell>", "print a completion script for bash, zsh or fish").addHelpText(
      "after",
      examples("completion bash > /etc/bash_completion.d/cloudmake"),
    ),
    async () => {
      const { completion } = await import("./commands/completion.ts");
      return (context, { shell }: { readonly shell: string }) => completion(context, shell, program);
    },
  );
}

function describeFaults(sandbox: Commander, add: Add): void {
  const fault = sandbox
    .command("fault")
    .description("make the local clouds fail: statuses, slow answers, cut connections")
    .addHelpText("after", examples("sandbox fault add hetzner /v1/servers --method POST --status 503 --times 2"));
  const bound =
    (verb: "add" | "list" | "clear"): Load<Record<string, unknown>> =>
    async () => {
      const { sandboxFault } = await import("./commands/sandbox-fault.ts");
      return (context, flags) => sandboxFault(context, { ...flags, verb });
    };
  add(
    fault
      .command("add <cloud> <route>")
      .description("`*` in a route stands for one segment, `**` for any number")
      .option("--method <method>", "only requests of this method")
      .option("--status <status>", "answer with this instead of carrying the request out")
      .option("--delay <ms>", "wait this long first, in real milliseconds")
      .option("--drop-before", "cut the connection before the request is carried out")
      .option("--drop-after", "cut it after, so that the caller does not hear of it")
      .option("--times <count>", "go wrong so often and then no more"),
    bound("add"),
  );
  add(fault.command("list").description("show what is set to go wrong, and how often it did"), bound("list"));
  add(fault.command("clear [id]").description("forget one fault, or all"), bound("clear"));
}

function withSpecs(command: Commander): Commander {
  return command
    .addOption(list("-e, --environment <name>", "only this environment"))
    .addOption(list("-s, --stack <stack>", "only this stack, e.g. shop/prod"))
    .option("--secrets-file <file>", "NAME=value lines for ${secret.NAME}");
}

function withState(command: Commander): Commander {
  return command.option("--state <url>", "where state is kept: postgres://…, s3://bucket, file://directory");
}

function withLook(command: Commander): Commander {
  return command.option("--no-refresh", "plan from the state alone, without looking at the clouds");
}

function withChange(command: Commander): Commander {
  return withState(command)
    .option("-y, --yes", "do not ask")
    .option("--lock-timeout <time>", "how long to wait for somebody else's lease, e.g. 90s or 5m", "0s")
    .option("--allow-destroy", "delete and replace also in protected environments")
    .option("--delete-data", "delete and replace also what holds data");
}

function list(flags: string, summary: string): Option {
  return new Option(flags, `${summary} (repeatable)`)
    .default([], "all")
    .argParser((value: string, before: readonly string[]) => [...before, value]);
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

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ cloudmake ${line}`).join("\n")}`;
}
