import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The first build on a cold cache compiles Go's own network packages. */
const buildLimitMs = 400_000;
const source = fileURLToPath(new URL("hcloud/", import.meta.url));
const cache = fileURLToPath(new URL("../../../../.toolchain/clients/", import.meta.url));

/** A program on Hetzner's own Go library, or why it is not at hand. */
export type HcloudProgram = { readonly program: string } | { readonly missing: string };

/** Built once per source and pinned version, outside the workspace. */
export async function buildHcloud(): Promise<HcloudProgram> {
  const parts = await Promise.all(["go.mod", "go.sum", "main.go"].map((file) => readFile(join(source, file))));
  const digest = createHash("sha256").update(Buffer.concat(parts)).digest("hex").slice(0, 12);
  const program = join(cache, `hcloud-${digest}`, "hcloud-story");
  try {
    await access(program).catch(async () => {
      await mkdir(join(program, ".."), { recursive: true });
      const args = ["build", "-o", program, "."];
      await promisify(execFile)("go", args, { cwd: source, timeout: buildLimitMs });
    });
    return { program };
  } catch (error) {
    return { missing: `go could not build it: ${String(error).split("\n")[0]}` };
  }
}
