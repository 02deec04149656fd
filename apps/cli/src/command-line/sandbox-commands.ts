import type { Command as Commander } from "commander";
import type { Describers, Describing, Load } from "./describers.ts";
import { examples } from "./options.ts";

/** The local clouds. */
export const sandboxCommands: Describers = {
  sandbox: ({ sub, add }) => {
    const sandbox = sub(
      "sandbox",
      "local clouds: DigitalOcean, Hetzner, Cloudflare, Neon on one loopback port",
    ).addHelpText("after", examples("sandbox up", "sandbox status", "sandbox down"));
    const load = async () => (await import("../commands/sandbox.ts")).sandbox;
    const verb = (name: string, summary: string): Commander => sandbox.command(name).description(summary);
    const bound =
      (name: "up" | "down" | "status" | "reset" | "env" | "serve"): Load<Record<string, unknown>> =>
      async () => {
        const run = await load();
        return (context, flags) => run(context, { ...flags, verb: name });
      };
    add(
      verb("up", "start them")
        .option("-p, --port <port>", "loopback port (default: 4800)")
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
  },
};

function describeFaults(sandbox: Commander, add: Describing["add"]): void {
  const fault = sandbox
    .command("fault")
    .description("make the local clouds fail: statuses, slow answers, cut connections")
    .addHelpText("after", examples("sandbox fault add hetzner /v1/servers --method POST --status 503 --times 2"));
  const bound =
    (verb: "add" | "list" | "clear"): Load<Record<string, unknown>> =>
    async () => {
      const { sandboxFault } = await import("../commands/sandbox-fault.ts");
      return (context, flags) => sandboxFault(context, { ...flags, verb });
    };
  add(
    fault
      .command("add <cloud> <route>")
      .description("`*` in a route stands for one segment, `**` for any number")
      .option("--method <method>", "only requests of this method")
      .option("--status <status>", "answer with this instead of carrying the request out")
      .option("--delay <ms>", "wait this long first, in real milliseconds")
      .option("--goes-on", "after the delay carry the request out even when its caller is gone by then")
      .option("--drop-before", "cut the connection before the request is carried out")
      .option("--drop-after", "cut it after, so that the caller does not hear of it")
      .option("--times <count>", "go wrong so often and then no more"),
    bound("add"),
  );
  add(fault.command("list").description("show what is set to go wrong, and how often it did"), bound("list"));
  add(fault.command("clear [id]").description("forget one fault, or all"), bound("clear"));
}
