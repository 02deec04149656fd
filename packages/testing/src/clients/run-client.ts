import { execFile } from "node:child_process";
import { dirname, join } from "node:path";

const clientLimitMs = 60_000;
const scripts = { wrangler: "wrangler/bin/wrangler.js", neonctl: "neonctl/bin/cli.js" } as const;

export interface ClientRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a vendor's client as a user would, with a home directory of its own and no terminal. */
export function runClient(
  client: keyof typeof scripts,
  args: readonly string[],
  where: { clients: string; home: string; env: Readonly<Record<string, string>>; stdin?: string },
): Promise<ClientRun> {
  const env = {
    ...where.env,
    HOME: where.home,
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    CI: "1",
    NO_COLOR: "1",
    FORCE_COLOR: "0",
  };
  const command = [join(where.clients, scripts[client]), ...args];
  return new Promise((resolve) => {
    const options = { cwd: where.home, env, timeout: clientLimitMs };
    const child = execFile(process.execPath, command, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
    child.stdin?.end(where.stdin ?? "");
  });
}
