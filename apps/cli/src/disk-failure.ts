import { Failure } from "@cloudmake/model";

const words: Readonly<Record<string, string>> = {
  EACCES: "this user may not do that",
  EPERM: "this user may not do that",
  EROFS: "the disk can only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is no directory",
  EISDIR: "it is a directory",
  EMFILE: "too many files are open",
};

/** What the machine refuses is nobody's bug, wherever it was met; anything else is not ours to explain. */
export function diskFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("path" in error)) return undefined;
  const isUnmade = error.code === "ENOENT" && "syscall" in error && error.syscall === "mkdir";
  const reason = isUnmade ? "no directory can be made there" : words[String(error.code)];
  if (reason === undefined) return undefined;
  const hint = "Check the path, who owns it, and whether the disk has room.";
  return new Failure("USAGE", { problem: `${String(error.path)} cannot be used: ${reason}.`, hint }, error);
}
