import { join } from "node:path";
import { Failure } from "@cloudmake/model";
import { sandboxStatus, startDaemon, stopDaemon, type SandboxStatus } from "@cloudmake/sandbox/daemon";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { counted } from "../render/counted.ts";

export interface SandboxFlags {
  readonly verb: "up" | "down" | "status" | "reset" | "env" | "serve";
  readonly port?: string;
  readonly clock?: string;
}

/** The local clouds: start, stop, look, empty, and point clients at them. */
export async function sandbox(context: Context, flags: SandboxFlags): Promise<Outcome> {
  context.heedProxy(); // NODE_USE_ENV_PROXY alone would look for this machine behind the proxy
  const directory = join(context.config.home, "sandbox");
  switch (flags.verb) {
    case "up":
      return up(context, directory, flags);
    case "down": {
      const stopped = await stopDaemon({ directory, signal: context.signal });
      context.terminal.say(stopped ? "The sandbox is stopped; what exists is kept." : "The sandbox was not running.");
      return { exit: exitCodes.done, data: { stopped } };
    }
    case "status":
      return status(context, await running(context, directory));
    case "reset": {
      const { origin } = await running(context, directory);
      await fetch(`${origin}/_sandbox/reset`, { method: "POST", signal: context.signal });
      context.terminal.say("The sandbox is empty.");
      return { exit: exitCodes.done };
    }
    case "env": {
      const { env } = await running(context, directory);
      const lines = Object.entries(env).map(([name, value]) => `export ${name}='${value}'`);
      if (context.flags.json === undefined) context.terminal.secretData(lines.join("\n"));
      return { exit: exitCodes.done, data: env };
    }
    case "serve": {
      const { serveDaemon } = await import("@cloudmake/sandbox/daemon");
      await serveDaemon({
        directory,
        port: numberOf("--port", flags.port),
        clockFactor: numberOf("--clock", flags.clock),
        signal: context.signal,
      });
      return { exit: exitCodes.done };
    }
  }
}

const usualPort = "4800";

async function up(context: Context, directory: string, { port, clock }: SandboxFlags): Promise<Outcome> {
  const { signal, terminal } = context;
  const already = await sandboxStatus({ directory, signal });
  if (already !== undefined && port !== undefined && new URL(already.origin).port !== port) {
    throw new Failure("USAGE", {
      problem: `The sandbox runs already, at ${already.origin}.`,
      hint: "To move it: `cloudmake sandbox down`, then up again. What exists is kept.",
    });
  }
  const settings = [
    "--port",
    String(numberOf("--port", port ?? usualPort)),
    "--clock",
    String(numberOf("--clock", clock)),
  ];
  const command = [process.execPath, process.argv[1] ?? "", "sandbox", "serve", ...settings];
  const found = already ?? (await startDaemon({ directory, command, signal }));
  terminal.say(`The sandbox ${already === undefined ? "runs" : "is running already"}: ${found.origin}`);
  terminal.say('Point your clients at it: eval "$(cloudmake sandbox env)"');
  return { exit: exitCodes.done, data: { origin: found.origin } };
}

async function running({ signal }: Context, directory: string): Promise<SandboxStatus> {
  const found = await sandboxStatus({ directory, signal });
  if (found === undefined) throw new Failure("SANDBOX_NOT_RUNNING", {});
  return found;
}

function status({ terminal }: Context, { origin, clouds }: SandboxStatus): Outcome {
  terminal.answer(`${terminal.paint("bold", "sandbox")} ${origin}`);
  for (const { name, objects, counters } of clouds) {
    const asked = terminal.paint("dim", `${counted(counters.reads, "read")}, ${counted(counters.mutations, "write")}`);
    terminal.answer(`${terminal.paint("bold", name)}  ${objects.length === 0 ? "empty  " : ""}${asked}`);
    for (const { kind, name: own, status: state, endpoint } of objects) {
      terminal.answer(
        `  ${kind.padEnd(14)} ${own}  ${terminal.paint("dim", state)}${endpoint === undefined ? "" : `  ${endpoint}`}`,
      );
    }
  }
  return { exit: exitCodes.done, data: { origin, clouds } };
}

function numberOf(option: string, text: string | undefined): number {
  const value = Number(text);
  if (text !== undefined && text !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new Failure("USAGE", { problem: `${option} wants a number, not \`${text ?? ""}\`.` });
}
