import { join } from "node:path";
import { Failure } from "@cloudmake/model";
import { sandboxStatus } from "@cloudmake/sandbox/daemon";
import { z } from "zod";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { counted } from "../render/counted.ts";

const askForMs = 5_000;

export interface FaultFlags {
  readonly verb: "add" | "list" | "clear";
  readonly cloud?: string;
  readonly route?: string;
  readonly id?: string;
  readonly method?: string;
  readonly status?: string;
  readonly delay?: string;
  readonly goesOn?: boolean;
  readonly dropBefore?: boolean;
  readonly dropAfter?: boolean;
  readonly times?: string;
}

const FaultEntry = z.object({
  id: z.int(),
  cloud: z.string(),
  method: z.string().optional(),
  route: z.string(),
  status: z.int().optional(),
  delayMs: z.int().optional(),
  goesOn: z.boolean().optional(),
  drop: z.enum(["before", "after"]).optional(),
  times: z.int().optional(),
  struck: z.int(),
});
type FaultEntry = z.infer<typeof FaultEntry>;

const Problem = z.object({ problem: z.string() });

/** What shall go wrong in the local clouds. */
export async function sandboxFault(context: Context, flags: FaultFlags): Promise<Outcome> {
  const { terminal } = context;
  switch (flags.verb) {
    case "add": {
      const added = FaultEntry.parse(await ask(context, "POST", "/faults", faultFrom(flags)));
      terminal.say(faultLine(added));
      return { exit: exitCodes.done, data: added };
    }
    case "list": {
      const all = z.array(FaultEntry).parse(await ask(context, "GET", "/faults"));
      for (const fault of all) terminal.answer(faultLine(fault));
      if (all.length === 0) terminal.say("Nothing is set to go wrong.");
      return { exit: exitCodes.done, data: all };
    }
    case "clear": {
      await ask(context, "DELETE", flags.id === undefined ? "/faults" : `/faults/${whole("the id", flags.id)}`);
      terminal.say(flags.id === undefined ? "Nothing is set to go wrong any more." : `Fault ${flags.id} is gone.`);
      return { exit: exitCodes.done };
    }
  }
}

/** `#1 hetzner POST /v1/servers: answers 503, 2 times at most; struck 0 times` */
function faultLine({ id, cloud, method, route, status, delayMs, goesOn, drop, times, struck }: FaultEntry): string {
  const effects = [
    ...(delayMs === undefined ? [] : [`waits ${delayMs} ms`]),
    ...(goesOn === true ? ["goes on without its caller"] : []),
    ...(drop === undefined ? [] : [`cuts the connection ${drop} the request is carried out`]),
    ...(status === undefined ? [] : [`answers ${status}`]),
  ];
  const limit = times === undefined ? "every time" : `${counted(times, "time")} at most`;
  const so = `${effects.join(", ")}, ${limit}; struck ${counted(struck, "time")}`;
  return `#${id} ${cloud} ${method ?? "any method"} ${route}: ${so}`;
}

function faultFrom(flags: FaultFlags): unknown {
  const { cloud, route, method, status, delay, goesOn, dropBefore, dropAfter, times } = flags;
  if (dropBefore === true && dropAfter === true) {
    throw new Failure("USAGE", { problem: "A connection is cut once: --drop-before or --drop-after." });
  }
  const drop = dropBefore === true ? "before" : dropAfter === true ? "after" : undefined;
  if (status === undefined && delay === undefined && drop === undefined) {
    throw new Failure("USAGE", {
      problem: "Say what shall go wrong: --status, --delay, --drop-before or --drop-after.",
    });
  }
  return {
    cloud,
    route,
    method: method?.toUpperCase(),
    drop,
    goesOn,
    status: status === undefined ? undefined : whole("--status", status),
    delayMs: delay === undefined ? undefined : whole("--delay", delay),
    times: times === undefined ? undefined : whole("--times", times),
  };
}

async function ask(context: Context, method: string, path: string, body?: unknown): Promise<unknown> {
  const { config, signal } = context;
  context.heedProxy();
  const running = await sandboxStatus({ directory: join(config.home, "sandbox"), signal });
  if (running === undefined) throw new Failure("SANDBOX_NOT_RUNNING", {});
  const answer = await fetch(`${running.origin}/_sandbox${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(askForMs)]),
  });
  const text = await answer.text();
  const said: unknown = text === "" ? undefined : JSON.parse(text);
  if (answer.ok) return said;
  const problem = Problem.safeParse(said);
  throw new Failure("USAGE", { problem: problem.success ? problem.data.problem : `HTTP ${answer.status}` });
}

function whole(what: string, text: string): number {
  const value = Number(text);
  if (text !== "" && Number.isInteger(value) && value >= 0) return value;
  throw new Failure("USAGE", { problem: `${what} wants a whole number, not \`${text}\`.` });
}
