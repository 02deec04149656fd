import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pulumiRoot } from "./stack-life.ts";

const checkout = join(import.meta.dirname, "../../..");
const places = [join(pulumiRoot, "bin"), ...(process.env["PATH"] ?? "").split(delimiter)];

/** The folder of Pulumi's Node language host, which comes with a full Pulumi only. */
export const languageHost = places.find((place) => existsSync(join(place, "pulumi-language-nodejs")));

export interface Said {
  readonly code: number;
  /** Both streams. */
  readonly text: string;
}

/** The root of the checkout as somebody with a full Pulumi uses it. Stack files and state stand in a folder of its own. */
export class BarePulumi {
  readonly root: string;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(root: string, environment: Readonly<Record<string, string>>) {
    this.root = root;
    this.#environment = environment;
  }

  /** `files` by path. */
  static async open(
    files: Readonly<Record<string, string>>,
    environment: Readonly<Record<string, string>>,
  ): Promise<BarePulumi> {
    const root = await mkdtemp(join(tmpdir(), "cloudmake-bare-"));
    await copyFile(join(checkout, "Pulumi.yaml"), join(root, "Pulumi.yaml"));
    await symlink(join(checkout, "stacks"), join(root, "stacks"));
    await Promise.all(["specs", "home", "backend"].map((name) => mkdir(join(root, name))));
    await Promise.all(Object.entries(files).map(([path, text]) => writeFile(join(root, path), text)));
    const paths = [languageHost ?? "", join(pulumiRoot, "bin"), dirname(process.execPath), process.env["PATH"] ?? ""];
    return new BarePulumi(root, {
      PATH: paths.join(delimiter),
      HOME: join(root, "home"),
      PULUMI_HOME: join(root, "home"),
      PULUMI_BACKEND_URL: `file://${join(root, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "fake-passphrase",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...environment,
    });
  }

  async say(...args: readonly string[]): Promise<Said> {
    const full = [...args, "--non-interactive", "--color", "never"];
    return new Promise((resolve) => {
      execFile("pulumi", full, { cwd: this.root, env: this.#environment }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, text: stdout + stderr });
      });
    });
  }

  /** Everything Pulumi wrote. */
  async written(): Promise<string> {
    const files = await readdir(this.root, { recursive: true, withFileTypes: true });
    const own = files.filter((file) => file.isFile() && !file.parentPath.includes("/stacks"));
    return (await Promise.all(own.map((file) => readFile(join(file.parentPath, file.name), "utf8")))).join("\n");
  }

  async close(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
