import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MakeCloud } from "../src/kernel/sandbox-cloud.ts";
import type { Sandbox, SandboxSettings } from "../src/sandbox.ts";
import { startSandbox } from "../src/start-sandbox.ts";
import { loadDescription, type VendorDescription } from "./vendor-description.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** A sandbox of its own for one cloud, and a client whose every answer is held against the vendor's description. */
export interface Bench {
  readonly sandbox: Sandbox;
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Ends the sandbox. Throws when the vendor's description had something against an answer. */
  close(): Promise<void>;
}

export async function makeBench(
  make: MakeCloud,
  base: string,
  description: string,
  settings: Partial<SandboxSettings> = {},
  /** Objections that come of the description, not of the answer. */
  overruled: RegExp = /^$/,
): Promise<Bench> {
  const directory = await mkdtemp(join(tmpdir(), "sandbox-"));
  const sandbox = await startSandbox({ port: 0, directory, clockFactor: 0, clouds: [make], ...settings });
  const judge = loadDescription(description);
  if (judge === undefined) process.stderr.write(`answers go unjudged: no description of ${description} at hand\n`);
  const problems: string[] = [];

  return {
    sandbox,
    ask: async (method, path, body) => {
      const response = await fetch(`${sandbox.origin}${base}${path}`, {
        method,
        headers: { authorization: "Bearer sandbox-token", "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const answer = { status: response.status, body: read(text), headers: response.headers };
      problems.push(...judged(judge, method, path, answer).filter((problem) => !overruled.test(problem)));
      return answer;
    },
    close: async () => {
      await sandbox.close();
      await rm(directory, { recursive: true });
      if (problems.length > 0) throw new Error(`against the vendor's description:\n${problems.join("\n")}`);
    },
  };
}

/** What stands at a path of keys in an answer. */
export function at(answer: Answer, ...keys: readonly (string | number)[]): unknown {
  let value = answer.body;
  for (const key of keys) {
    if (typeof value !== "object" || value === null) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(String(key));
  }
  return value;
}

// Errors are judged by the stories: the descriptions do not name every one.
function judged(judge: VendorDescription | undefined, method: string, path: string, answer: Answer): readonly string[] {
  if (judge === undefined || answer.status >= 400) return [];
  return judge.problems(method, path.replace(/\?.*$/, ""), answer.status, answer.body);
}

function read(text: string): unknown {
  return text === "" ? undefined : JSON.parse(text);
}
