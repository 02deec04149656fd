import type { ResourceGraph } from "@cloudmake/model";
import { resourceRules } from "@cloudmake/providers/rules";
import type { Provisioner } from "@cloudmake/ports";
import type { Platform } from "@cloudmake/service";
import type { Context } from "../context.ts";
import { readSecrets } from "../secrets.ts";
import { cloudsWhenNeeded } from "./clouds-when-needed.ts";
import { openSealer } from "./open-sealer.ts";
import { systemClock, systemIds } from "./system-clock.ts";

/** Most of their time they wait for clouds. */
const stacksAtOnce = 8;

export interface PlatformFlags {
  readonly secretsFile?: string;
  readonly refresh?: boolean;
}

export interface PlatformUse {
  /** `apply` may make a state key and start the engine. */
  readonly purpose: "plan" | "apply" | "drift";
}

/** Wires adapters to ports. Pulumi is loaded when the first change is carried out. */
export async function openPlatform(
  context: Context,
  flags: PlatformFlags,
  { purpose }: PlatformUse,
): Promise<Platform> {
  const { config } = context;
  const secrets = readSecrets(config.secrets, flags.secretsFile);
  context.terminal.hide(secrets.names().flatMap((name) => secrets.read(name) ?? []));
  const { backend: state, engineFiles, directory, budget } = await context.state();
  const { observer, sweeper, api } = cloudsWhenNeeded(context, purpose, budget);
  const sealer = await openSealer(context, { make: purpose === "apply" });
  let opened: Promise<Provisioner> | undefined;
  const open = async (): Promise<Provisioner> => {
    const { openProvisioner } = await import("./open-provisioner.ts");
    return openProvisioner({ config, directory, parallel: stacksAtOnce, engineFiles, state, sealer, api: await api() });
  };
  const provisioner = (): Promise<Provisioner> => (opened ??= open());
  return {
    rules: resourceRules,
    state,
    observer,
    sweeper,
    provisioner,
    // What goes wrong is said when the engine is needed.
    expectChanges: (sure) => {
      const warm = async (): Promise<void> => {
        const warming = await provisioner();
        return sure === undefined ? warming.warmUp() : warming.expect(sure.stack, sure);
      };
      warm().catch(() => undefined);
    },
    expectNoMore: async () => (await opened?.catch(() => undefined))?.standDown(),
    sealer,
    secrets,
    clock: systemClock,
    ids: systemIds,
    settleMs: config.settleMs,
    holder: config.holder,
    parallel: stacksAtOnce,
  };
}

/** Refuses at once when a cloud is needed whose token is not set. */
export async function mustHaveAccounts({ config }: Context, graphs: readonly ResourceGraph[]): Promise<void> {
  const clouds = await import("./open-clouds.ts");
  clouds.mustHaveAccounts(config, clouds.typesOf(graphs));
}
