import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { access, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The first build on a cold cache compiles Go's own network packages. */
const buildLimitMs = 400_000;
const source = fileURLToPath(new URL("../s3-server/", import.meta.url));
const cache = fileURLToPath(new URL("../../../.toolchain/clients/", import.meta.url));
const bucket = "state";

/** S3 in memory on a loopback port, from the pinned module gofakes3, which carries out conditional writes. */
export type S3Server =
  | {
      /** URL of a prefix that nobody else has. */
      newPrefix(): string;
      /** What its clients must have set; it accepts any. */
      readonly variables: Readonly<Record<string, string>>;
      /** An object as it is, unsigned. */
      read(url: string, key: string): Promise<string>;
      keys(url: string): Promise<readonly string[]>;
      write(url: string, key: string, text: string): Promise<void>;
      close(): Promise<void>;
    }
  | { readonly missing: string };

export async function startS3(): Promise<S3Server> {
  let program: string;
  try {
    program = await buildServer();
  } catch (error) {
    return { missing: `go could not build it: ${String(error).split("\n")[0]}` };
  }
  const child = spawn(program, [bucket], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(createInterface(child.stdout), "line");
  const endpoint = `http://127.0.0.1:${port}`;
  const addressOf = (url: string, key: string): string => `${endpoint}/${bucket}${new URL(url).pathname}/${key}`;
  let prefixes = 0;
  return {
    variables: { AWS_ACCESS_KEY_ID: "visibly-fake-access-key", AWS_SECRET_ACCESS_KEY: "visibly-fake-secret-key" },
    newPrefix() {
      prefixes += 1;
      return `s3://${bucket}/team-${prefixes}?endpoint=${endpoint}&region=auto`;
    },
    async read(url, key) {
      const answer = await fetch(addressOf(url, key));
      return answer.ok ? answer.text() : "";
    },
    async keys(url) {
      const prefix = encodeURIComponent(`${new URL(url).pathname.slice(1)}/`);
      const listing = await (await fetch(`${endpoint}/${bucket}?list-type=2&prefix=${prefix}`)).text();
      return [...listing.matchAll(/<Key>([^<]*)</g)].map(([, key = ""]) => key);
    },
    async write(url, key, body) {
      await fetch(addressOf(url, key), { method: "PUT", body });
    },
    async close() {
      child.stdin.end();
      await once(child, "close");
    },
  };
}

/** Built once per source and pinned version, outside the workspace. */
async function buildServer(): Promise<string> {
  const parts = await Promise.all(["go.mod", "go.sum", "main.go"].map((file) => readFile(join(source, file))));
  const digest = createHash("sha256").update(Buffer.concat(parts)).digest("hex").slice(0, 12);
  const program = join(cache, `s3-${digest}`, "s3-server");
  await access(program).catch(async () => {
    await mkdir(join(program, ".."), { recursive: true });
    await promisify(execFile)("go", ["build", "-o", program, "."], { cwd: source, timeout: buildLimitMs });
  });
  return program;
}
