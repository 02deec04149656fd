import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory, type StackId } from "@cloudmake/model";

/** Where the engine keeps what it knows of one stack. All of it can be made again from the applied record. */
export interface EngineDirectory {
  /** Pulumi's home, one for all stacks: with its logs refused nothing is written there. */
  readonly home: string;
  readonly backend: string;
  /** Pulumi's project and stack files; kept, because the stack's wrapped data key stands there. */
  readonly work: string;
  readonly log: string;
  readonly checkpoint: string;
  /** What the engine finds the project by. */
  readonly project: string;
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
    home: join(root, "home"),
    backend,
    work,
    log: join(work, "engine.log"),
    checkpoint: inBackend("stacks", project, `${environment}.json`),
    project: join(work, "Pulumi.yaml"),
    settings: join(work, `Pulumi.${environment}.yaml`),
    layout: inBackend("meta.yaml"),
    locks: inBackend("locks", "organization", project, environment),
    history: inBackend("history", project, environment),
  };
}

/** Like all that concerns the few small files of a stack, synchronous: each takes microseconds. */
export function makeDirectories({ home, backend, work }: EngineDirectory): void {
  for (const directory of [home, backend, work]) makeDirectory(directory, mkdirSync);
  refuseLogs(join(home, "logs"));
}

/**
 * A file where the engine wants a folder for its logs: it then keeps none. They hold every property of every resource,
 * nobody reads them, and writing them is a sixth of a small update's time.
 */
function refuseLogs(place: string): void {
  const found = statSync(place, { throwIfNoEntry: false });
  if (found?.isFile() === true) return;
  if (found !== undefined) rmSync(place, { recursive: true, force: true });
  writeFileSync(place, "", { mode: 0o600, flag: "a" }); // another run may be as far as this one
}

/**
 * Whether the engine knows the stack. Half of that knowledge is of no use (a torn state, or one without the data key
 * in its settings), so it is cleared away: objects are then taken over by their markers.
 */
export function knowsStack(directory: EngineDirectory): boolean {
  const { checkpoint, settings } = directory;
  const keyBytes = statSync(settings, { throwIfNoEntry: false })?.size ?? 0;
  if (keyBytes > 0 && isWhole(checkpoint)) return true;
  forgetStack(directory);
  return false;
}

/** The engine learns of the stack anew with its next operation, from the record. */
export function forgetStack({ checkpoint, settings }: EngineDirectory): void {
  for (const file of [checkpoint, `${checkpoint}.attrs`, `${checkpoint}.bak`, settings]) rmSync(file, { force: true });
}

/**
 * Every operation leaves a copy of the whole state, which nothing reads. What cannot be removed goes with the next run:
 * it is no reason to lose the result of this one.
 */
export function clearHistory({ history }: EngineDirectory): void {
  try {
    rmSync(history, { recursive: true, force: true });
  } catch {
    // The next run tries again.
  }
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
