import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StackId } from "@cloudmake/model";

/** Where the engine keeps what it knows of one stack. All of it can be made again from the applied record. */
export interface EngineDirectory {
  /** Pulumi's home, one per stack: runs side by side share nothing that they write. */
  readonly home: string;
  readonly backend: string;
  /** Pulumi's project and stack files; kept, because the stack's wrapped data key stands there. */
  readonly work: string;
  readonly log: string;
  readonly checkpoint: string;
  readonly settings: string;
  /** Says how the backend lays out its files. */
  readonly layout: string;
  readonly locks: string;
  readonly history: string;
}

export function engineDirectory(root: string, stack: StackId): EngineDirectory {
  const [project = "", environment = ""] = stack.split("/");
  const backend = join(root, "backend");
  const work = join(root, "work", project, environment);
  const inBackend = (...parts: readonly string[]): string => join(backend, ".pulumi", ...parts);
  return {
    home: join(work, "home"),
    backend,
    work,
    log: join(work, "engine.log"),
    checkpoint: inBackend("stacks", project, `${environment}.json`),
    settings: join(work, `Pulumi.${environment}.yaml`),
    layout: inBackend("meta.yaml"),
    locks: inBackend("locks", "organization", project, environment),
    history: inBackend("history", project, environment),
  };
}

export async function makeDirectories({ home, backend }: EngineDirectory): Promise<void> {
  for (const directory of [home, backend]) await mkdir(directory, { recursive: true, mode: 0o700 });
  await refuseLogs(join(home, "logs"));
}

/**
 * A file where the engine wants a folder for its logs: it then keeps none. They hold every property of every resource,
 * nobody reads them, and writing them is a sixth of a small update's time.
 */
async function refuseLogs(place: string): Promise<void> {
  const found = await stat(place).catch(() => undefined);
  if (found?.isFile() === true) return;
  await rm(place, { recursive: true, force: true });
  await writeFile(place, "", { mode: 0o600 });
}

/**
 * Whether the engine knows the stack. Half of that knowledge is of no use (a torn state, or one without the data key
 * in its settings), so it is cleared away: objects are then taken over by their markers.
 */
export async function knowsStack(directory: EngineDirectory): Promise<boolean> {
  const [state, key] = await Promise.all([isWhole(directory.checkpoint), exists(directory.settings)]);
  if (state && key) return true;
  await forgetStack(directory);
  return false;
}

/** The engine learns of the stack anew with its next operation, from the record. */
export async function forgetStack({ checkpoint, settings }: EngineDirectory): Promise<void> {
  const files = [checkpoint, `${checkpoint}.attrs`, `${checkpoint}.bak`, settings];
  await Promise.all(files.map((file) => rm(file, { force: true })));
}

/**
 * Every operation leaves a copy of the whole state, which nothing reads. What cannot be removed goes with the next run:
 * it is no reason to lose the result of this one.
 */
export async function clearHistory({ history }: EngineDirectory): Promise<void> {
  await Promise.allSettled([rm(history, { recursive: true, force: true })]);
}

async function isWhole(file: string): Promise<boolean> {
  try {
    JSON.parse(await readFile(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}

async function exists(file: string): Promise<boolean> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  return size > 0;
}
