import { arch, cpus, platform, totalmem } from "node:os";

/** What the numbers were measured on. */
export function machine(): Readonly<Record<string, string | number>> {
  const processors = cpus();
  return {
    platform: `${platform()} ${arch()}`,
    processor: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}
