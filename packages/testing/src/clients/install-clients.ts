import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const clients = ["wrangler@4.164.0", "neonctl@5.0.1", "pg@8.23.1"] as const;
const installLimitMs = 240_000;
const cache = fileURLToPath(new URL("../../../../.toolchain/clients", import.meta.url));

/** The vendors' own clients, or why they are not at hand. */
export type Clients = { readonly directory: string } | { readonly missing: string };

/** Installed once per set of versions, outside the workspace: they judge the sandbox, nothing depends on them. */
export async function installClients(): Promise<Clients> {
  const directory = join(cache, clients.join("+").replaceAll("@", "-"));
  const done = { directory: join(directory, "node_modules") };
  if (await exists(directory)) return done;
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, "new-"));
  try {
    await writeFile(join(unfinished, "package.json"), JSON.stringify({ private: true, dependencies: {} }));
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    const path = `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`;
    await promisify(execFile)("npm", ["install", "--save-exact", ...quiet, ...clients], {
      cwd: unfinished,
      env: { ...process.env, PATH: path },
      timeout: installLimitMs,
    });
    // Two suites may install at a time; who comes second finds the directory there.
    await rename(unfinished, directory).catch(() => rm(unfinished, { recursive: true, force: true }));
    return done;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    return { missing: `npm could not install ${clients.join(", ")}: ${String(error).split("\n")[0]}` };
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
