import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppliedRecord, Failure, isErrno, StackId } from "@cloudmake/model";
import type { Records } from "@cloudmake/ports";
import { z } from "zod";
import type { DirectoryLeases } from "./directory-leases.ts";
import { replaceDurably } from "./durable-file.ts";
import { readText } from "./read-text.ts";
import { stackDirectory } from "./stack-directory.ts";

export class DirectoryRecords implements Records {
  readonly #root: string;
  readonly #leases: DirectoryLeases;

  constructor(root: string, leases: DirectoryLeases) {
    this.#root = root;
    this.#leases = leases;
  }

  async list({ signal }: { signal: AbortSignal }): Promise<readonly StackId[]> {
    const projects = await directoriesIn(this.#root);
    const stacks = await Promise.all(
      projects.map(async (project) => {
        const environments = await directoriesIn(join(this.#root, project));
        signal.throwIfAborted();
        return Promise.all(environments.map((environment) => this.#recorded(`${project}/${environment}`)));
      }),
    );
    return stacks
      .flat()
      .flatMap((stack) => stack ?? [])
      .sort();
  }

  async read(stack: StackId, { signal }: { signal: AbortSignal }): Promise<AppliedRecord | undefined> {
    signal.throwIfAborted();
    const file = this.#file(stack);
    const text = await readText(file);
    return text === undefined ? undefined : decode(text, file);
  }

  async write(record: AppliedRecord, { token, signal }: { token: number; signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted();
    await this.#leases.mustBeNewest(record.stack, token);
    const file = this.#file(record.stack);
    if (serialOf(await readText(file)) > record.serial) {
      throw new Failure("LEASE_LOST", { stack: record.stack, holder: "a later run" });
    }
    await replaceDurably(file, `${JSON.stringify(record, undefined, 1)}\n`, { backup: `${file}.bak` });
  }

  /** Whether there is a record; not read, for a list would pay for every stack's. */
  async #recorded(name: string): Promise<StackId | undefined> {
    const stack = StackId.safeParse(name);
    if (!stack.success) return undefined;
    return (await exists(this.#file(stack.data))) ? stack.data : undefined;
  }

  #file(stack: StackId): string {
    return join(stackDirectory(this.#root, stack), "record.json");
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return false;
    throw error;
  }
}

function decode(text: string, file: string): AppliedRecord {
  try {
    return AppliedRecord.parse(JSON.parse(text));
  } catch (error) {
    const problem = error instanceof SyntaxError ? "it is no JSON" : "it has not the shape of a record";
    throw new Failure("STATE_CORRUPT", { file, problem }, error);
  }
}

/** Of a record that cannot be read, nothing is known: writing over it mends it. */
function serialOf(text: string | undefined): number {
  try {
    return z.object({ serial: z.int() }).parse(JSON.parse(text ?? "")).serial;
  } catch {
    return 0;
  }
}

async function directoriesIn(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}
