import { Failure } from "@cloudmake/model";

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

const noRoom: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "a file may not grow any more",
  EROFS: "the disk can only be read",
};

/** A disk without room is nobody's bug: it refuses with `STATE_UNAVAILABLE`, and what was written before still counts. */
export async function needingRoom<T>(place: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = Object.keys(noRoom).find((known) => isErrno(error, known));
    if (code === undefined) throw error;
    throw new Failure("STATE_UNAVAILABLE", { place, reason: noRoom[code] ?? code }, error);
  }
}
