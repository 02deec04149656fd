import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { Ended, Story } from "../story.ts";

const patienceMs = 60_000;
const askEveryMs = 50;

/** A command at work. */
export interface Started {
  readonly pid: number;
  /** Its standard error so far. */
  said(): string;
  readonly ended: Promise<Ended>;
}

/** One of several machines that work on the same clouds: a home of its own, and the state's URL if they share one. */
export class Machine {
  readonly #story: Story;
  readonly #variables: Readonly<Record<string, string>>;

  constructor(story: Story, name: string, variables: Readonly<Record<string, string>>) {
    this.#story = story;
    this.#variables = { CLOUDMAKE_HOME: join(story.directory, name), USER: name, ...variables };
  }

  run(...args: readonly string[]): Promise<Ended> {
    return this.#story.cloudmake(args, this.#variables);
  }

  start(...args: readonly string[]): Started {
    const child = this.#story.start(args, this.#variables);
    const { stdout, stderr, pid } = child;
    if (stdout === null || stderr === null || pid === undefined) throw new Error("it did not start");
    // A test that fails leaves nobody behind, asleep for ever.
    onTestFinished(() => void child.kill("SIGKILL"));
    let said = "";
    stderr.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
    const ended = Promise.all([text(stdout), once(child, "close")]);
    return {
      pid,
      said: () => said,
      ended: ended.then(([out]) => ({ exit: child.exitCode, stdout: out, stderr: said })),
    };
  }
}

/** Waits until something is so, and fails when it never is. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await wait(askEveryMs);
  }
}
