import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stackId } from "@cloudmake/model";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStatePlace } from "./state-place.ts";

const run = promisify(execFile);
const shop = stackId("shop", "prod");
const signal = AbortSignal.any([]);
const settings = { directory: "/nowhere", cwd: "/", variables: {} };

async function newRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "cloudmake-place-"));
  onTestFinished(() => rm(root, { recursive: true }));
  return root;
}

function unavailable(place: string, reason: string): object {
  return { code: "STATE_UNAVAILABLE", data: { place: expect.stringContaining(place), reason } };
}

describe("a place where state cannot be kept", () => {
  test.runIf(existsSync("/proc/self"))(
    "is refused where nothing can be made and all is missing, as in /proc",
    async () => {
      // In a process of its own: one that goes on for ever could not be ended from inside.
      const program = `
      import { openStatePlace } from ${JSON.stringify(new URL("state-place.ts", import.meta.url).href)};
      const settings = { ...${JSON.stringify(settings)}, url: "file:///proc/cloudmake" };
      const { backend } = await openStatePlace(settings);
      const call = { ttlMs: 1_000, signal: AbortSignal.any([]) };
      await backend.leases.acquire("shop/prod", "ada", call).catch(({ code, data }) => console.log(JSON.stringify({ code, data })));
    `;
      const options = { timeout: 20_000, killSignal: "SIGKILL" } as const;
      const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], options);
      expect(JSON.parse(stdout)).toEqual(unavailable("/proc/cloudmake", "no directory can be made there"));
    },
  );

  test.each(["", "/below"])("is refused at once where a file stands%s", async (below) => {
    const file = join(await newRoot(), "file");
    await writeFile(file, "");
    const opening = openStatePlace({ ...settings, url: `file://${file}${below}` });
    await expect(opening).rejects.toMatchObject(unavailable(file, "a part of the path is no directory"));
  });

  test.runIf(process.getuid?.() !== 0)("is refused by the first write where nobody may write", async () => {
    const root = await newRoot();
    await chmod(root, 0o500);
    const { backend } = await openStatePlace({ ...settings, url: `file://${root}` });
    const writing = backend.leases.acquire(shop, "ada", { ttlMs: 1_000, signal });
    await expect(writing).rejects.toMatchObject(unavailable(root, "this user may not read or write there"));
  });

  test("is none while what is missing can be made", async () => {
    const root = await newRoot();
    const { backend } = await openStatePlace({ ...settings, url: `file://${root}/a/b` });
    expect(await readdir(root)).toEqual([]);
    await backend.leases.acquire(shop, "ada", { ttlMs: 1_000, signal });
    expect(await readdir(root)).toEqual(["a"]);
  });
});
