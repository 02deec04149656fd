import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

test.runIf(existsSync("/proc/self"))("an engine whose directory cannot be made is refused, also in /proc", async () => {
  // In a process of its own: one that goes on for ever could not be ended from inside.
  const program = `
    import { findEngine } from ${JSON.stringify(new URL("find-engine.ts", import.meta.url).href)};
    const place = { pulumiRoot: "/nowhere", directory: "/proc/cloudmake/pulumi" };
    await findEngine(place).catch(({ code, path }) => console.log(code, path));
  `;
  const options = { timeout: 20_000, killSignal: "SIGKILL" } as const;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], options);
  expect(stdout).toBe("ENOENT /proc/cloudmake\n");
});
