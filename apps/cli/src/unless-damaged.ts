import { isFailure, type StackId } from "@cloudmake/model";

/** Why what is stored of a stack cannot be read, and the command that makes it again. */
export interface Damage {
  readonly problem: string;
  readonly mend: string;
}

/** What is stored of a stack, or what is wrong with it. */
export async function unlessDamaged<T>(stack: StackId, read: () => Promise<T>): Promise<{ readonly read: T } | Damage> {
  try {
    return { read: await read() };
  } catch (error) {
    if (!isFailure(error, "STATE_CORRUPT")) throw error;
    return { problem: error.data.problem, mend: `cloudmake state rebuild --stack ${stack}` };
  }
}
