import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gates } from "./gate.ts";
import type { Gate } from "./gate.ts";
import { checkout } from "./source-files.ts";

const usage = `scripts/check: every quality gate, cheapest first; all of them run, whatever fails.

  --fix            mend what can be mended: format, lint
  --only <word>    only gates whose name contains the word
  --list           names and commands of the gates`;

const outputLimitBytes = 64 * 1024 * 1024;

const { values } = parseArgs({
  options: {
    fix: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    list: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
    // For scripts/test: where to write the number of failed gates.
    "count-file": { type: "string" },
  },
});

if (values.help) console.log(usage);
else if (values.list) for (const { name, command } of gates) console.log(`${name.padEnd(24)}${command.join(" ")}`);
else runAll(gates.filter(({ name }) => name.includes(values.only)));

function runAll(chosen: readonly Gate[]): void {
  if (chosen.length === 0) console.log(`no gate is called ${values.only}; --list names them`);
  const failed = chosen.filter((gate) => !run(gate));
  for (const { name, mend } of failed) console.log(`\nTo mend ${name}: ${mend}`);
  if (values["count-file"] !== undefined) writeFileSync(values["count-file"], String(failed.length));
  process.exitCode = failed.length === 0 && chosen.length > 0 ? 0 : 1;
}

function run({ name, command, fix }: Gate): boolean {
  const [program = "", ...args] = (values.fix ? fix : undefined) ?? command;
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: checkout,
    encoding: "utf8",
    maxBuffer: outputLimitBytes,
  });
  const passed = status === 0 && error === undefined;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${passed ? "ok  " : "FAIL"} ${name.padEnd(24)}${seconds.padStart(6)} s`);
  if (!passed) console.log(`${stdout}${stderr}${error?.message ?? ""}`.trimEnd().replaceAll(/^/gm, "     "));
  return passed;
}
