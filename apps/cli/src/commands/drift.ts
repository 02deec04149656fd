import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { noWishes } from "@cloudmake/engine";
import { type Address, type DriftReport, Failure, failures, partsOf } from "@cloudmake/model";
import { findDrift, planStacks, type Platform } from "@cloudmake/service";
import { changeStacks } from "../change-stacks.ts";
import type { Context, Outcome } from "../context.ts";
import { acceptFindings } from "../drift/accept-findings.ts";
import { chooseFindings } from "../drift/choose-findings.ts";
import { revertible } from "../drift/revertible.ts";
import { exitCodes } from "../exit-codes.ts";
import { openToLook } from "../open-to-look.ts";
import { compileTexts, hasErrors, type OpenedSpecs } from "../open-specs.ts";
import { readSpecs } from "../read-specs.ts";
import { driftLines, driftVerdict } from "../render/drift-lines.ts";
import { driftMarkdown } from "../render/drift-markdown.ts";
import { driftSarif } from "../render/drift-sarif.ts";
import { whileWaiting } from "../render/while-waiting.ts";
import { changeTexts } from "../render/value-text.ts";
import type { StackFilter } from "../select-stacks.ts";
import { showPlans } from "./plan.ts";

export interface DriftFlags extends StackFilter {
  readonly specs: readonly string[];
  readonly secretsFile?: string;
  readonly output: "text" | "markdown" | "sarif" | "json";
  readonly detailedExitcode?: boolean;
  readonly accept: readonly string[];
  readonly revert: readonly string[];
  readonly yes?: boolean;
  readonly allowDestroy?: boolean;
  readonly lockTimeout: string;
}

/** How far the clouds have drifted from what was applied, and what becomes of it: shown, accepted, or reverted. */
export async function drift(context: Context, flags: DriftFlags): Promise<Outcome> {
  if (flags.accept.length > 0 && flags.revert.length > 0) {
    throw new Failure("USAGE", {
      problem: "--accept and --revert are two commands.",
      hint: "Run one after the other.",
    });
  }
  const { opened, platform, early } = await openToLook(context, flags, { purpose: "drift" });
  const looking = findDrift(platform, opened.graphs, { signal: context.signal, early });
  const report = await whileWaiting(context.terminal, "looking for drift", looking);
  if (flags.accept.length > 0) return accept(context, report, flags);
  if (flags.revert.length > 0) return revert(context, report, opened, platform, flags);
  return show(context, report, flags);
}

/** An error is never counted as drift. */
function show({ terminal, flags: { json } }: Context, report: DriftReport, flags: DriftFlags): Outcome {
  if (json === undefined && flags.output !== "text") {
    terminal.data(documentOf(report, flags.output));
    terminal.say(driftVerdict(report));
  } else for (const line of driftLines(report, terminal.paint)) terminal.answer(line);
  const { status, unreadable } = report.summary;
  switch (status) {
    case "clean":
      return { exit: exitCodes.done, data: report };
    case "drift":
      return { exit: flags.detailedExitcode === true ? exitCodes.changes : exitCodes.done, data: report };
    case "incomplete":
      if (json !== undefined) return { exit: failures.DRIFT_INCOMPLETE.exit, data: report };
      throw new Failure("DRIFT_INCOMPLETE", { unreadable });
  }
}

function documentOf(report: DriftReport, output: Exclude<DriftFlags["output"], "text">): string {
  switch (output) {
    case "markdown":
      return driftMarkdown(report);
    case "sarif":
      return JSON.stringify(driftSarif(report), undefined, 2);
    case "json":
      return JSON.stringify(report, undefined, 2);
  }
}

/** The live value goes into the YAML. */
async function accept(context: Context, report: DriftReport, flags: DriftFlags): Promise<Outcome> {
  const texts = readSpecs(flags.specs, context.cwd);
  const { graphs } = compileTexts(context, texts);
  const { acceptances, texts: edited } = await acceptFindings(chooseFindings(report, flags.accept), {
    texts,
    graphs,
    compile: async (changed) => {
      const compiled = compileTexts(context, changed);
      return hasErrors(compiled) ? undefined : compiled.graphs;
    },
  });
  for (const { name, text } of edited) await writeFile(resolve(context.cwd, name), text);
  for (const { address, field, before, value, place } of acceptances) {
    const at = `${place.file}:${place.range.start.line}`;
    context.terminal.say(`accepted ${address}  ${field}: ${changeTexts(before, value).join(" -> ")}  (${at})`);
  }
  const accepted = acceptances.map(({ address, field, value, place }) => ({ address, field, value, place }));
  return { exit: exitCodes.done, data: { accepted, files: edited.map(({ name }) => name) } };
}

/** The object becomes again what the spec says: planned, and with --yes carried out; nothing else is. */
async function revert(
  context: Context,
  report: DriftReport,
  opened: OpenedSpecs,
  platform: Platform,
  flags: DriftFlags,
): Promise<Outcome> {
  const only: ReadonlySet<Address> = new Set(revertible(report, chooseFindings(report, flags.revert)));
  const stacks = new Set([...only].map((address) => partsOf(address).stack));
  const graphs = opened.graphs.filter(({ stack }) => stacks.has(stack));
  const wishes = { ...noWishes, only };
  if (flags.yes === true) {
    const { yes, lockTimeout, allowDestroy, detailedExitcode, environment, stack, secretsFile } = flags;
    const change = { yes, lockTimeout, allowDestroy, detailedExitcode, environment, stack, secretsFile };
    return changeStacks(context, { ...opened, graphs }, wishes, change);
  }
  const planned = await planStacks(platform, graphs, wishes, { signal: context.signal, refresh: true });
  const plans = planned.map(({ plan }) => plan);
  showPlans(plans, context.terminal.paint, context.terminal.answer);
  context.terminal.say("Nothing was changed: --yes carries it out.");
  return { exit: exitCodes.done, data: { plans } };
}
