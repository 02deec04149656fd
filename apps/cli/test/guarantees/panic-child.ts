import { runCommand } from "../../src/run-command.ts";
import { openScreens } from "../../src/screen.ts";

/** The command line with a bug in it that repeats what it was given. */
process.exitCode = await runCommand(
  ({ config }) => {
    const { HCLOUD_TOKEN } = config.variables;
    const secrets = [...config.secrets.values()].join(" ");
    throw new Error(
      `the message: ${secrets} ${HCLOUD_TOKEN ?? ""} ${config.stateKey ?? ""} ${JSON.stringify(secrets)}`,
    );
  },
  {},
  { json: undefined, quiet: false, state: undefined },
  openScreens(process, (error) => {
    throw error;
  }),
);
