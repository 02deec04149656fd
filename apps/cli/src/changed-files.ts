import { execFile, spawn } from "node:child_process";
import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { Failure } from "@cloudmake/model";
import { nameOf, type SpecText } from "./read-specs.ts";

const outputLimitBytes = 64 * 1024 * 1024;

export interface Changed {
  /** As `readSpecs` names files. */
  readonly files: ReadonlySet<string>;
  /** Changed files that `wanted` chooses, with their text of then; files that are new have none. */
  readonly before: readonly SpecText[];
}

interface Place {
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** What differs between a commit and the working tree, files that git does not know yet included. */
export async function changedSince(
  since: string,
  { cwd, signal, wanted }: Place & { readonly wanted: (file: string) => boolean },
): Promise<Changed> {
  try {
    const top = (await git(["rev-parse", "--show-toplevel"], { cwd, signal })).trim();
    const at = { cwd: top, signal };
    const commit = (await git(["rev-parse", "--verify", "--end-of-options", `${since}^{commit}`], at)).trim();
    const [differing, unknown] = await Promise.all([
      git(["diff", "--name-only", "--no-renames", "-z", commit, "--"], at),
      git(["ls-files", "--others", "--exclude-standard", "-z"], at),
    ]);
    const named = (path: string): string => nameOf(resolve(top, path), cwd);
    const tracked = differing.split("\0").filter(Boolean);
    const before = await textsAt(commit, tracked.filter(wanted), at);
    return {
      files: new Set([...tracked, ...unknown.split("\0").filter(Boolean)].map(named)),
      before: before.map(({ name, text }) => ({ name: named(name), text })),
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const hint = "Name a commit of this repository, e.g. main or HEAD~1.";
    throw new Failure("USAGE", { problem: `git cannot tell what changed since ${since}.`, hint }, error);
  }
}

async function git(args: readonly string[], { cwd, signal }: Place): Promise<string> {
  const { stdout } = await promisify(execFile)("git", [...args], { cwd, signal, maxBuffer: outputLimitBytes });
  return stdout;
}

/** Texts of files in a commit, from one process for all. */
async function textsAt(commit: string, paths: readonly string[], place: Place): Promise<readonly SpecText[]> {
  const asked = paths.filter((path) => !path.includes("\n"));
  if (asked.length === 0) return [];
  const child = spawn("git", ["cat-file", "--batch"], { ...place, stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.end(asked.map((path) => `${commit}:${path}\n`).join(""));
  const [answer] = await Promise.all([
    buffer(child.stdout),
    new Promise((ended, failed) => void child.once("close", ended).once("error", failed)),
  ]);
  const texts: SpecText[] = [];
  let at = 0;
  for (const name of asked) {
    const line = answer.indexOf("\n", at);
    const [, bytes] = /^[0-9a-f]+ blob (\d+)$/.exec(answer.toString("utf8", at, line)) ?? [];
    at = line + 1;
    if (bytes === undefined) continue; // it is new since then
    texts.push({ name, text: answer.toString("utf8", at, at + Number(bytes)) });
    at += Number(bytes) + 1;
  }
  return texts;
}
