import { Failure, failures } from "@cloudmake/model";
import { findDrift } from "@cloudmake/service";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { openSpecs } from "../open-specs.ts";
import { driftLines } from "../render/drift-lines.ts";
import { driftMarkdown } from "../render/drift-markdown.ts";
import { driftSarif } from "../render/drift-sarif.ts";
import type { StackFilter } from "../select-stacks.ts";
import { openPlatform } from "../wiring/open-platform.ts";

export interface DriftFlags extends StackFilter {
  readonly specs: readonly string[];
  readonly secretsFile?: string;
  readonly output: "text" | "markdown" | "sarif" | "json";
  readonly detailedExitcode?: boolean;
}

/** How far the clouds have drifted from what was applied. An error is never counted as drift. */
export async function drift(context: Context, flags: DriftFlags): Promise<Outcome> {
  const { graphs } = await openSpecs(context, flags);
  const platform = await openPlatform(context, graphs, flags, { purpose: "drift" });
  const report = await findDrift(platform, graphs, context);
  const { terminal } = context;
  if (context.flags.json === undefined) {
    if (flags.output === "markdown") terminal.data(driftMarkdown(report));
    if (flags.output === "sarif") terminal.data(JSON.stringify(driftSarif(report), undefined, 2));
    if (flags.output === "json") terminal.data(JSON.stringify(report, undefined, 2));
  }
  for (const line of driftLines(report, terminal.paint)) terminal.say(line);
  const { status, unreadable } = report.summary;
  switch (status) {
    case "clean":
      return { exit: exitCodes.done, data: report };
    case "drift":
      return { exit: flags.detailedExitcode === true ? exitCodes.changes : exitCodes.done, data: report };
    case "incomplete":
      if (context.flags.json !== undefined) return { exit: failures.DRIFT_INCOMPLETE.exit, data: report };
      throw new Failure("DRIFT_INCOMPLETE", { unreadable });
  }
}
