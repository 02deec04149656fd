import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asFailure, Failure, failures, makeDirectory } from "@cloudmake/model";
import { readConfig } from "./config.ts";
import type { Command, Context, GlobalFlags } from "./context.ts";
import { diskFailure } from "./disk-failure.ts";
import { heedProxyOf } from "./heed-proxy-of.ts";
import { exitCodes } from "./exit-codes.ts";
import { redactor } from "./redact.ts";
import { type Envelope, envelopeOf, resultEvent } from "./render/envelope.ts";
import { failureWords } from "./render/failure-words.ts";
import { SpecErrors } from "./spec-errors.ts";
import type { Screens } from "./screen.ts";
import { openTerminal } from "./terminal.ts";
import { stateOf } from "./wiring/open-state.ts";

/** Runs one command from its flags to its exit code: Ctrl-C, refusals, bugs and JSON are handled here, once. */
export async function runCommand<Flags>(
  command: Command<Flags>,
  flags: Flags,
  common: GlobalFlags,
  screens: Screens,
): Promise<number> {
  const { context, close } = openContext(common, screens);
  try {
    const { exit, data, runs } = await command(context, flags);
    if (common.json !== undefined)
      writeEnvelope(context, { ok: true, code: "OK", data: data ?? null, run_id: runs?.at(-1) });
    return exit;
  } catch (error) {
    return await explainError(context, error);
  } finally {
    await close();
  }
}

function writeEnvelope({ terminal, flags }: Context, envelope: Envelope): void {
  const fields = envelopeOf(envelope);
  if (flags.json === "stream") terminal.event(resultEvent(fields));
  else terminal.data(JSON.stringify(fields, undefined, 2));
}

function openContext(
  common: GlobalFlags,
  screens: Screens,
): { readonly context: Context; readonly close: () => Promise<void> } {
  const cwd = process.cwd();
  const read = readConfig({ cwd, pid: process.pid, terminal: screens.stderr.isTTY });
  const config = common.state === undefined ? read : { ...read, stateUrl: common.state };
  const redact = redactor(config);
  const terminal = openTerminal(screens, {
    colour: config.colour,
    forceColour: config.forceColour,
    quiet: common.quiet || common.json !== undefined,
    json: common.json !== undefined,
    redact,
  });
  if (common.state !== undefined && /:\/\/[^/@]*:[^@]+@/.test(common.state)) {
    terminal.say(
      "note: every user of this machine can see a password in a command line; CLOUDMAKE_STATE_URL hides it.",
    );
  }
  const heedProxy = heedProxyOf(config, terminal.say);
  const state = stateOf(config, cwd, heedProxy);
  const { signal, listenNoMore } = cancelledByUser(terminal);
  const context = { config, terminal, flags: common, signal, cwd, now: Date.now, heedProxy, state: state.open };
  const close = async (): Promise<void> => {
    await state.close();
    listenNoMore();
  };
  return { context, close };
}

/** Ctrl-C once finishes the step in flight and records it; twice ends at once. */
function cancelledByUser(terminal: Context["terminal"]): {
  readonly signal: AbortSignal;
  readonly listenNoMore: () => void;
} {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.cancelled);
    terminal.say("\nStopping after the steps in flight; press Ctrl-C again to abort at once.");
    controller.abort(new Failure("CANCELLED", {}));
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    listenNoMore: () => {
      for (const name of signals) process.off(name, stop);
    },
  };
}

async function explainError(context: Context, error: unknown): Promise<number> {
  const cause =
    asFailure(error) ?? (context.signal.aborted ? new Failure("CANCELLED", {}) : undefined) ?? diskFailure(error);
  if (cause !== undefined) {
    const diagnostics = cause instanceof SpecErrors ? cause.diagnostics : [];
    if (context.flags.json !== undefined) {
      const { what, next } = failureWords(cause);
      writeEnvelope(context, {
        ok: false,
        code: cause.code,
        data: { message: what, next, ...cause.data },
        diagnostics,
        ...("run" in cause.data ? { run_id: cause.data.run } : {}),
      });
    }
    sayFailure(context, cause);
    return failures[cause.code].exit;
  }
  const reference = await reportBug(context, error);
  if (context.flags.json !== undefined)
    writeEnvelope(context, { ok: false, code: "INTERNAL_UNEXPECTED", data: { reference } });
  return exitCodes.bug;
}

function sayFailure({ terminal }: Context, failure: Failure): void {
  const { what, next, more } = failureWords(failure);
  terminal.say(`${terminal.paint("red", `error ${failure.code}`)} ${what}`);
  for (const line of more ?? []) terminal.say(`  ${line}`);
  if (next !== undefined) terminal.say(`${terminal.paint("dim", "next:")} ${next}`);
}

/** A bug's trace goes to a file, without the message's secrets; people get its number. */
async function reportBug({ terminal, config }: Context, error: unknown): Promise<string> {
  const { randomUUID } = await import("node:crypto");
  const reference = randomUUID().slice(0, 8);
  const trace = terminal.clean(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const file = join(config.home, "crashes", `${reference}.log`);
  terminal.say(
    `${terminal.paint("red", "error INTERNAL_UNEXPECTED")} This is a bug in CloudMake (reference ${reference}).`,
  );
  try {
    makeDirectory(join(config.home, "crashes"), mkdirSync);
    writeFileSync(file, `${trace}\n`, { mode: 0o600 });
    terminal.say(`${terminal.paint("dim", "next:")} Please report it with ${file}; look through it before you do.`);
  } catch {
    terminal.say(trace); // nowhere to keep it, so at least show it
  }
  return reference;
}
