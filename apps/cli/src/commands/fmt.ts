import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Diagnostic } from "@cloudmake/model";
import { renderDiagnostic } from "@cloudmake/spec";
import { formatSpec } from "@cloudmake/spec/format";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { readSpecs } from "../read-specs.ts";
import { counted } from "../render/counted.ts";
import { SpecErrors } from "../spec-errors.ts";

const notFormatted = 1;

export interface FmtFlags {
  readonly specs: readonly string[];
  readonly check?: boolean;
}

/** Formats specs. Files with errors in their YAML are shown and left alone. */
export async function fmt({ cwd, terminal }: Context, flags: FmtFlags): Promise<Outcome> {
  const changed: string[] = [];
  const problems: Diagnostic[] = [];
  const files = readSpecs(flags.specs, cwd);
  for (const { name, text } of files) {
    const formatted = formatSpec(text, name);
    if ("diagnostics" in formatted) {
      problems.push(...formatted.diagnostics);
    } else if (formatted.changed) {
      changed.push(name);
      if (flags.check !== true) await writeFile(resolve(cwd, name), formatted.text);
    }
  }
  for (const problem of problems) terminal.say(renderDiagnostic(problem, terminal.paint));
  for (const name of changed) terminal.say(`${flags.check === true ? "not formatted" : "formatted"} ${name}`);
  if (problems.length > 0) throw new SpecErrors(problems);
  if (changed.length === 0)
    terminal.say(`${counted(files.length, "file")} formatted as ${files.length === 1 ? "it" : "they"} should be.`);
  return { exit: flags.check === true && changed.length > 0 ? notFormatted : exitCodes.done, data: { changed } };
}
