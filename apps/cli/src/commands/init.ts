import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { Failure, isErrno, makeDirectory, ProjectName } from "@cloudmake/model";
import { starterSpec } from "@cloudmake/spec";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";

export interface InitFlags {
  readonly name?: string;
  readonly output: string;
  readonly force?: boolean;
  readonly workspace?: boolean;
}

/** Writes a commented first spec. */
export async function init({ cwd, terminal }: Context, flags: InitFlags): Promise<Outcome> {
  const name = nameOf(
    flags.name ??
      basename(cwd)
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]+/g, "-"),
  );
  const file = flags.output.replace("<name>", name);
  const full = resolve(cwd, file);
  makeDirectory(dirname(full), (directory) => mkdirSync(directory)); // others may read specs
  try {
    await writeFile(full, starterSpec(name, { kind: flags.workspace === true ? "Workspace" : "Project" }), {
      flag: flags.force === true ? "w" : "wx",
    });
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw new Failure("USAGE", { problem: `${file} cannot be written.` });
    throw new Failure("USAGE", { problem: `${file} exists already.`, hint: "Pass --force to overwrite it." });
  }
  terminal.say(`${terminal.paint("green", "written")} ${file}`);
  terminal.say(
    'Next: `cloudmake validate`. To try it out: `cloudmake sandbox up`, `eval "$(cloudmake sandbox env)"`, `cloudmake plan`.',
  );
  return { exit: exitCodes.done, data: { file } };
}

function nameOf(text: string): string {
  const parsed = ProjectName.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Failure("USAGE", {
    problem: `\`${text}\` cannot be a project's name: ${parsed.error.issues[0]?.message ?? ""}.`,
  });
}
