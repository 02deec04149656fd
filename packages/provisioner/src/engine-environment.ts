import { totalmem } from "node:os";
import { pathToFileURL } from "node:url";
import type { ProvisionerWiring } from "./create-provisioner.ts";
import type { EngineDirectory } from "./engine-directory.ts";

const bytesOfMiB = 1024 * 1024;
const leastMemoryMiB = 256;
const mostMemoryMiB = 1024;

/**
 * The whole environment of the CLI. Nothing is inherited but what finds programs and temporary files: tokens of clouds
 * stay in this process.
 */
export function engineEnvironment(
  { home, backend }: EngineDirectory,
  { environment: inherited, parallel }: Pick<ProvisionerWiring, "environment" | "parallel">,
): Readonly<Record<string, string>> {
  const kept = ["PATH", "TMPDIR", "LANG"].flatMap((name) => {
    const value = inherited[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    PULUMI_HOME: home,
    // Without it a crash can leave an empty side file, and the stack cannot be opened any more.
    PULUMI_BACKEND_URL: `${pathToFileURL(backend).href}?metadata=skip`,
    // Rewriting the state at each step is quadratic; markers and the journal find what a crash leaves unsaved.
    PULUMI_SKIP_CHECKPOINTS: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    // Looking for stacks of an older layout takes longer the more stacks there are.
    PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: "true",
    PULUMI_PARALLEL_DIFF: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    // It lives for a fraction of a second and spends up to a third of that on collecting garbage: it does so when it must.
    GOGC: "off",
    GOMEMLIMIT: `${memoryLimitMiB(parallel)}MiB`,
  };
}

/** What the machine has for each of so many engines. */
function memoryLimitMiB(parallel: number): number {
  const share = Math.floor(totalmem() / parallel / bytesOfMiB);
  return Math.min(Math.max(share, leastMemoryMiB), mostMemoryMiB);
}

/** `hcloud:41001,cloudflare:41002` */
export function attachVariable(attachments: ReadonlyMap<string, number>): Readonly<Record<string, string>> {
  return { PULUMI_DEBUG_PROVIDERS: [...attachments].map(([name, port]) => `${name}:${port}`).join(",") };
}
