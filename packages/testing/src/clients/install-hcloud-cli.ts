import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const installLimitMs = 120_000;
const cache = fileURLToPath(new URL("../../../../.toolchain/clients/", import.meta.url));
const run = promisify(execFile);

/** The vendor's command line client, or why it is not at hand. */
export type HcloudCli = { readonly program: string } | { readonly missing: string };

/** The one on PATH, else Debian's package, unpacked outside the system and the workspace. */
export async function installHcloudCli(): Promise<HcloudCli> {
  const directory = join(cache, "hcloud-cli");
  const program = join(directory, "usr/bin/hcloud");
  for (const candidate of ["hcloud", program]) if (await runs(candidate)) return { program: candidate };
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, "new-"));
  const options = { cwd: unfinished, timeout: installLimitMs };
  try {
    // Package lists may be absent on a new machine; only root can fetch them.
    await run("apt-get", ["download", "hcloud-cli"], options).catch(async () => {
      await run("apt-get", ["update", "-qq"], options);
      await run("apt-get", ["download", "hcloud-cli"], options);
    });
    const archive = (await readdir(unfinished)).find((file) => file.endsWith(".deb")) ?? "";
    await run("dpkg-deb", ["-x", archive, "."], options);
    await rename(unfinished, directory).catch(() => access(program));
    return { program };
  } catch (error) {
    return { missing: `neither on PATH nor from Debian: ${String(error).split("\n")[0]}` };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function runs(program: string): Promise<boolean> {
  return run(program, ["version"], { timeout: installLimitMs }).then(
    () => true,
    () => false,
  );
}
