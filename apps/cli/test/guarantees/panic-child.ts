import { runCommand } from "../../src/run-command.ts";

/** The command line with a bug in it that repeats what it was given. */
const said = process.argv[2] === "stack" ? "the trace" : "the message";
process.exitCode = await runCommand(
  ({ config }) => {
    const { HCLOUD_TOKEN } = config.variables;
    const secrets = [...config.secrets.values()].join(" ");
    throw new Error(`${said}: ${secrets} ${HCLOUD_TOKEN ?? ""} ${config.stateKey ?? ""} ${JSON.stringify(secrets)}`);
  },
  {},
  { json: undefined, quiet: false },
);
