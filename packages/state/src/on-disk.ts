import { Failure, isErrno } from "@cloudmake/model";

const refusals: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "a file may not grow any more",
  EROFS: "the disk can only be read",
  EACCES: "this user may not read or write there",
  EPERM: "this user may not read or write there",
  ENOTDIR: "a part of the path is no directory",
  ENOENT: "no directory can be made there",
};

/** A disk that takes nothing is nobody's bug: it refuses with `STATE_UNAVAILABLE`, and what was written before still counts. */
export async function onDisk<T>(place: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw refusalOf(place, error);
  }
}

/** Why a place cannot be used; the error itself where that is not what it says. */
export function refusalOf(place: string, error: unknown): unknown {
  const code = Object.keys(refusals).find((known) => isErrno(error, known));
  if (code === undefined) return error;
  return new Failure("STATE_UNAVAILABLE", { place, reason: refusals[code] ?? code }, error);
}
