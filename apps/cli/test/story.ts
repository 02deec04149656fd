import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Sandbox, type SandboxSettings, startSandbox } from "@cloudmake/sandbox";
import { z } from "zod";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
/** What users run. */
export const cloudmakeBundle = join(checkout, "apps/cli/dist/main.cjs");
/** From which `scripts/cloudmake` starts some commands. */
export const startBlob = join(checkout, "apps/cli/dist/start.blob");
const pulumiRoot = process.env["CLOUDMAKE_PULUMI_ROOT"] ?? join(checkout, ".toolchain/pulumi/v3.259.0");
const Servers = z.object({ servers: z.array(z.object({ id: z.number() })) });
const longestMs = 120_000;

export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory of its own with specs, state and local clouds: what a user has, and nothing else. */
export class Story {
  readonly directory = mkdtempSync(join(tmpdir(), "cloudmake-story-"));
  readonly sandbox: Sandbox;
  /** Where the local clouds keep what exists. */
  readonly sandboxDirectory: string;

  private constructor(sandbox: Sandbox, sandboxDirectory: string) {
    this.sandbox = sandbox;
    this.sandboxDirectory = sandboxDirectory;
  }

  static async begin(settings: Pick<Partial<SandboxSettings>, "clockFactor" | "limits"> = {}): Promise<Story> {
    const directory = mkdtempSync(join(tmpdir(), "cloudmake-sandbox-"));
    return new Story(await startSandbox({ clockFactor: 0, ...settings, port: 0, directory }), directory);
  }

  async end(): Promise<void> {
    await this.sandbox.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.directory, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.directory, name), "utf8");
  }

  /** Replaces text that must be there. */
  edit(name: string, from: string, to: string): void {
    const before = this.read(name);
    if (!before.includes(from)) throw new Error(`${name} has no ${JSON.stringify(from)}`);
    this.write(name, before.replace(from, to));
  }

  copyExamples(): void {
    cpSync(join(checkout, "specs/examples"), join(this.directory, "specs"), { recursive: true });
  }

  env(own: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
    const { PATH, HOME } = process.env;
    const toolchain = { CLOUDMAKE_PULUMI_ROOT: pulumiRoot, CLOUDMAKE_HOME: join(this.directory, ".cloudmake") };
    const XDG_STATE_HOME = join(this.directory, "machine");
    // Local clouds answer at once, so nobody has to wait long for what a killed run had asked of them.
    const CLOUDMAKE_SETTLE_SECONDS = "2";
    return {
      PATH,
      HOME,
      XDG_STATE_HOME,
      NO_COLOR: "1",
      CLOUDMAKE_SETTLE_SECONDS,
      ...toolchain,
      ...this.sandbox.env(),
      ...own,
    };
  }

  /** Runs `cloudmake` as a user would, to its end. */
  cloudmake(
    args: readonly string[],
    own: Readonly<Record<string, string>> = {},
    { cwd = this.directory, node = [] }: { readonly cwd?: string; readonly node?: readonly string[] } = {},
  ): Promise<Ended> {
    return new Promise((resolve) => {
      const options = { cwd, env: this.env(own), timeout: longestMs, maxBuffer: 64 * 1024 * 1024 };
      const child = execFile(process.execPath, [...node, cloudmakeBundle, ...args], options, (_, stdout, stderr) => {
        resolve({ exit: child.exitCode, stdout, stderr });
      });
    });
  }

  /** Starts `cloudmake` in a process group of its own, to be interrupted. */
  start(args: readonly string[], own: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn(process.execPath, [cloudmakeBundle, ...args], {
      cwd: this.directory,
      env: this.env(own),
      stdio: "pipe",
      detached: true,
    });
  }

  /** Overwrites the labels of a stack's first Hetzner server, as somebody would in the vendor's console. */
  async relabel(stack: string, labels: Readonly<Record<string, string>>): Promise<void> {
    const { HCLOUD_ENDPOINT = "", HCLOUD_TOKEN = "" } = this.sandbox.env();
    const headers = { authorization: `Bearer ${HCLOUD_TOKEN}`, "content-type": "application/json" };
    const selector = encodeURIComponent(`cloudmake.dev/stack==${stack}`);
    const found = await fetch(`${HCLOUD_ENDPOINT}/servers?label_selector=${selector}`, { headers });
    const { servers } = Servers.parse(await found.json());
    const url = `${HCLOUD_ENDPOINT}/servers/${servers[0]?.id ?? ""}`;
    const changed = await fetch(url, { method: "PUT", headers, body: JSON.stringify({ labels }) });
    if (!changed.ok) throw new Error(`the labels were not changed: ${changed.status}`);
  }

  /** Files under the story's directory, state included, that hold a text. */
  filesWith(text: string): readonly string[] {
    return readdirSync(this.directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file).includes(text));
  }

  /** What exists in a cloud, as `kind name`, sorted. */
  objects(cloud: string): readonly string[] {
    return (this.sandbox.clouds.get(cloud)?.objects() ?? []).map(({ kind, name }) => `${kind} ${name}`).sort();
  }
}
