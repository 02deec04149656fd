import { affectedStacks, type AffectedReason, type SpecText, type StackOutline } from "@cloudmake/engine";
import type { Diagnostic } from "@cloudmake/model";
import { loadSpecs, renderDiagnostic } from "@cloudmake/spec";
import { componentTypes, filesOf, orderStacks } from "@cloudmake/stacks";
import { changedSince } from "../changed-files.ts";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { isSpec, isYaml, readSpecs } from "../read-specs.ts";
import { counted } from "../render/counted.ts";
import { SpecErrors } from "../spec-errors.ts";

export interface AffectedFlags {
  readonly specs: readonly string[];
  readonly since: string;
}

/** Lists the stacks that changes since a commit touch: what a pull request has to plan, and no more. */
export async function affected(context: Context, { specs: paths, since }: AffectedFlags): Promise<Outcome> {
  const { cwd, signal, terminal } = context;
  const changes = changedSince(since, { cwd, signal, wanted: isYaml }); // git works while we read
  changes.catch(() => undefined); // of two refusals the first is told
  const specs = readSpecs(paths, cwd);
  const { files: changed, before } = await changes;
  const wrong: Diagnostic[] = [];
  const outline = (spec: SpecText): readonly StackOutline[] => {
    const { outlines, diagnostics } = outlineOf(spec);
    if (specs.includes(spec)) wrong.push(...diagnostics);
    return outlines;
  };
  const stacks = affectedStacks({ specs, before: before.filter(isSpec), changed, outline });
  if (wrong.length > 0) {
    for (const diagnostic of wrong) terminal.say(`${renderDiagnostic(diagnostic, terminal.paint)}\n`);
    throw new SpecErrors(wrong);
  }
  if (context.flags.json === undefined) {
    for (const { stack, reasons } of stacks) terminal.data(`${stack}  ${reasons.map(inWords).join("; ")}`);
  }
  terminal.say(`${counted(stacks.length, "stack")} affected by ${counted(changed.size, "changed file")}.`);
  return { exit: exitCodes.done, data: { since, stacks } };
}

function outlineOf(spec: SpecText): { outlines: readonly StackOutline[]; diagnostics: readonly Diagnostic[] } {
  const { stacks, diagnostics } = loadSpecs([spec], componentTypes);
  const follows = Map.groupBy(orderStacks(stacks).edges, ({ from }) => from);
  const outlines = stacks.map((one): StackOutline => ({
    stack: one.stack,
    files: filesOf([one], componentTypes),
    follows: (follows.get(one.stack) ?? []).flatMap(({ to, reasons }) =>
      reasons.map(({ component, reference }) => ({ stack: to, component, reference })),
    ),
  }));
  // Read alone, a spec refers to stacks that are not there: that is what this command is about.
  const own = diagnostics.filter(({ severity, code }) => severity === "error" && code !== "SPEC_UNKNOWN_STACK");
  return { outlines, diagnostics: own };
}

function inWords(reason: AffectedReason): string {
  switch (reason.because) {
    case "manifest":
      return `${reason.file} changed`;
    case "removed":
      return `${reason.file} no longer describes it`;
    case "file":
      return `${reason.component} uses ${reason.file}`;
    case "reference":
      return `${reason.component} refers to ${reason.reference}`;
  }
}
