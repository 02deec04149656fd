import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const lookEveryMs = 25;

/** A secret under a name that may be shown. */
export interface Canary {
  readonly name: string;
  readonly secret: string;
}

/** Where canaries were looked for, and where one was found. */
export class Sweep {
  readonly #canaries: () => readonly Canary[];
  readonly #looked = new Map<string, number>();
  readonly #found = new Set<string>();

  constructor(canaries: () => readonly Canary[]) {
    this.#canaries = canaries;
  }

  /** `<canary> in <place>`; empty is the guarantee. */
  get found(): readonly string[] {
    return [...this.#found].sort();
  }

  /** `12 x argv of pulumi` */
  get places(): readonly string[] {
    return [...this.#looked].map(([place, times]) => `${times} x ${place}`).sort();
  }

  text(place: string, text: string | Buffer): void {
    this.#looked.set(place, (this.#looked.get(place) ?? 0) + 1);
    for (const { name, secret } of this.#canaries()) {
      if (spellings(secret).some((spelling) => text.includes(spelling))) this.#found.add(`${name} in ${place}`);
    }
  }

  /** Every file under a directory; `kind` gives what a file is called in the report. */
  files(directory: string, kind: (path: string) => string | undefined): void {
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const called = entry.isFile() ? kind(path.slice(directory.length + 1)) : undefined;
      if (called !== undefined) this.text(`file ${called}`, readFileSync(path));
    }
  }

  /** Looks at the arguments of all processes, and at the environment of engines, until the work is done. */
  async processesDuring<T>(work: Promise<T>, isEngine: (environment: string) => boolean): Promise<T> {
    const over = new AbortController();
    const done = work.finally(() => over.abort());
    while (!over.signal.aborted) {
      this.#processes(isEngine);
      await wait(lookEveryMs);
    }
    return done;
  }

  #processes(isEngine: (environment: string) => boolean): void {
    for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const command = procText(id, "comm").trim();
      const argv = procText(id, "cmdline");
      if (argv === "") continue;
      this.text(command === "pulumi" ? "argv of pulumi" : "argv of other processes", argv);
      if (command !== "pulumi") continue;
      const environment = procText(id, "environ");
      if (isEngine(environment)) this.text("environment of pulumi", environment);
    }
  }
}

/** As it is, as JSON and URLs spell it, and in the two encodings people use. */
function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const inside = bytes.toString("base64").slice(0, -4); // what stands before or after it changes the end
  return [secret, json, encodeURIComponent(secret), inside, bytes.toString("hex")];
}

function procText(id: string, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}
