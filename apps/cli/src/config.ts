import { existsSync } from "node:fs";
import { homedir, hostname, userInfo } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";

/** Everything the CLI takes from its environment, read here and nowhere else. */
export interface Config {
  /** Directory that holds state, locks, work directories and the sandbox: `.cloudmake`. */
  readonly home: string;
  /** Where all runs of this user on this machine, whatever their home, keep the rate budgets of the accounts. */
  readonly budgets: string;
  /** `CLOUDMAKE_STATE_URL`: where state is kept, in place of `home`; may hold a password. */
  readonly stateUrl: string | undefined;
  /** `CLOUDMAKE_STATE_KEY`: the key under which secrets are kept, in place of a key file. */
  readonly stateKey: string | undefined;
  /** Directory with `bin/pulumi`, where the toolchain or the user put it. */
  readonly pulumiRoot: string | undefined;
  readonly path: string;
  /** `CLOUDMAKE_SECRET_<NAME>` -> value. */
  readonly secrets: ReadonlyMap<string, string>;
  /** `CLOUDMAKE_SETTLE_SECONDS`: how long clouds may go on with a call whose caller has died, in place of their own. */
  readonly settleMs: number | undefined;
  readonly colour: boolean;
  /** `FORCE_COLOR=1`: also where nobody sees a terminal. */
  readonly forceColour: boolean;
  /** Who acts: `ada@laptop pid 4711`. */
  readonly holder: string;
  /** The whole environment, for the clouds' own variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const secretPrefix = "CLOUDMAKE_SECRET_";

export function readConfig(
  process: { readonly cwd: string; readonly pid: number; readonly terminal: boolean },
  env: Readonly<Record<string, string | undefined>> = environment(),
): Config {
  const forceColour = env["FORCE_COLOR"] === "1";
  return {
    home: resolve(env["CLOUDMAKE_HOME"] || join(projectRoot(process.cwd), ".cloudmake")),
    budgets: join(stateHome(env), "cloudmake", "budgets"),
    stateUrl: env["CLOUDMAKE_STATE_URL"],
    stateKey: env["CLOUDMAKE_STATE_KEY"],
    pulumiRoot: env["CLOUDMAKE_PULUMI_ROOT"],
    path: env["PATH"] ?? "",
    secrets: new Map(
      Object.entries(env).flatMap(([name, value]) =>
        name.startsWith(secretPrefix) && value !== undefined ? [[name.slice(secretPrefix.length), value]] : [],
      ),
    ),
    settleMs: millisecondsOf(env["CLOUDMAKE_SETTLE_SECONDS"]),
    colour: forceColour || (process.terminal && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb"),
    forceColour,
    holder: `${userName(env)}@${hostname()} pid ${process.pid}`,
    variables: env,
  };
}

/** Not a number of seconds: as if it were not set. */
function millisecondsOf(seconds: string | undefined): number | undefined {
  const number = Number(seconds === undefined || seconds === "" ? Number.NaN : seconds);
  return Number.isFinite(number) && number >= 0 ? number * 1_000 : undefined;
}

function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

function stateHome({ XDG_STATE_HOME = "", HOME }: Readonly<Record<string, string | undefined>>): string {
  return isAbsolute(XDG_STATE_HOME) ? XDG_STATE_HOME : join(HOME ?? homedir(), ".local", "state");
}

/** The nearest directory upwards that already has state, or this one. */
function projectRoot(cwd: string): string {
  for (let place = cwd; ; place = dirname(place)) {
    if (existsSync(join(place, ".cloudmake"))) return place;
    if (place === dirname(place)) return cwd;
  }
}

function userName(env: Readonly<Record<string, string | undefined>>): string {
  const { USER, LOGNAME } = env;
  return USER ?? LOGNAME ?? userInfo().username;
}
