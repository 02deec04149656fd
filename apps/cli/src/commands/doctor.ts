import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { type Failure, isFailure, type JournalEntry, type StackId } from "@cloudmake/model";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { failureWords } from "../render/failure-words.ts";
import { counted } from "../render/counted.ts";
import type { Colour } from "../terminal.ts";
import { type Damage, unlessDamaged } from "../unless-damaged.ts";
import { type AccountStatus, accountsOf, tryTokens } from "../wiring/open-clouds.ts";
import { isFresh, openSealer } from "../wiring/open-sealer.ts";
import { findPulumi, pulumiVersion } from "../wiring/find-pulumi.ts";

type Health = "good" | "note" | "bad";

/** One thing looked at. `mend` is a command or a sentence. */
interface Finding {
  readonly health: Health;
  readonly what: string;
  readonly mend?: string;
}

const oldestNode = 22;
const forbidden = 403;
const versionTimeoutMs = 10_000;
const marks: Record<Health, readonly [string, Colour]> = {
  good: ["✓", "green"],
  note: ["·", "dim"],
  bad: ["✗", "red"],
};
const run = promisify(execFile);

/** Looks at tools, credentials, state and leases. Never shows a value of a credential. */
export async function doctor(context: Context, flags: { readonly online?: boolean }): Promise<Outcome> {
  const accounts = await credentials(context, flags.online === true);
  const findings = [nodeVersion(), await engine(context), ...accounts, ...(await remembered(context))];
  for (const { health, what, mend } of findings) {
    const [mark, colour] = marks[health];
    const advice = mend === undefined ? "" : `\n    ${context.terminal.paint("dim", "mend:")} ${mend}`;
    context.terminal.answer(`${context.terminal.paint(colour, mark)} ${what}${advice}`);
  }
  const healthy = findings.every(({ health }) => health !== "bad");
  return { exit: healthy ? exitCodes.done : 1, data: { healthy, findings } };
}

function nodeVersion(): Finding {
  const [major = 0] = process.versions.node.split(".").map(Number);
  const what = `Node ${process.versions.node}`;
  return major >= oldestNode
    ? { health: "good", what }
    : { health: "bad", what, mend: `install Node ${oldestNode}.12 or newer` };
}

async function engine({ config }: Context): Promise<Finding> {
  const root = findPulumi(config);
  const mend = `from a checkout: scripts/toolchain/ensure pulumi; else install Pulumi ${pulumiVersion}`;
  if (root === undefined) return { health: "bad", what: `no Pulumi CLI ${pulumiVersion}`, mend };
  try {
    const env = { PULUMI_SKIP_UPDATE_CHECK: "true" }; // nobody else is asked which version there is
    const { stdout } = await run(`${root}/bin/pulumi`, ["version"], { env, timeout: versionTimeoutMs });
    const found = stdout.trim();
    const what = `Pulumi CLI ${found} in ${root}`;
    return found === pulumiVersion ? { health: "good", what } : { health: "bad", what, mend };
  } catch {
    return { health: "bad", what: `the Pulumi CLI in ${root} does not run`, mend };
  }
}

async function credentials(context: Context, online: boolean): Promise<readonly Finding[]> {
  const accounts = accountsOf(context.config);
  const whole = accounts.filter(({ missing }) => missing.length === 0).map(({ cloud }) => cloud);
  const tried = online ? await tryTokens(context, whole) : undefined;
  const findings = accounts.map((account) => credential(account, tried));
  if (online || whole.length === 0) return findings;
  return [...findings, { health: "note", what: "the tokens were not tried", mend: "cloudmake doctor --online" }];
}

function credential(
  { cloud, missing, endpoint, custom }: AccountStatus,
  tried: Awaited<ReturnType<typeof tryTokens>> | undefined,
): Finding {
  if (missing.length > 0) {
    const what = `${cloud}: ${missing.join(" and ")} not set`;
    return { health: "note", what, mend: `set it when a spec uses ${cloud}` };
  }
  const refusal = tried?.get(cloud);
  if (refusal === undefined) {
    const word = tried === undefined ? "credential set" : "token accepted";
    return { health: "good", what: `${cloud}: ${word}${custom ? `, at ${endpoint}` : ""}` };
  }
  // A token of narrow scope may be right for what the specs need.
  const isNarrow = isFailure(refusal, "CREDENTIAL_REFUSED") && refusal.data.status === forbidden;
  return told(refusal, isNarrow ? "note" : "bad");
}

function told(failure: Failure, health: Health): Finding {
  const { what, next } = failureWords(failure);
  return { health, what, ...(next === undefined ? {} : { mend: next }) };
}

async function remembered(context: Context): Promise<readonly Finding[]> {
  try {
    const count = await stacks(context);
    return [await home(context), await key(context), ...count];
  } catch (error) {
    if (!isFailure(error, "STATE_UNAVAILABLE")) throw error;
    return [told(error, "bad")];
  }
}

async function home({ state }: Context): Promise<Finding> {
  const { name, shared, directory } = await state();
  if (shared) return { health: "good", what: `state in ${name}` };
  const place = nearest(directory);
  if (!(await isWritable(place))) {
    return { health: "bad", what: `${place} cannot be written`, mend: `sudo chown -R "$USER" ${place}` };
  }
  if (place !== directory) return { health: "note", what: `no state yet (${directory})` };
  return { health: "good", what: `state in ${name}` };
}

/** The directory, or the one in which it would be made. */
function nearest(directory: string): string {
  return existsSync(directory) ? directory : nearest(dirname(directory));
}

async function isWritable(directory: string): Promise<boolean> {
  return access(directory, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}

async function key(context: Context): Promise<Finding> {
  try {
    if (await isFresh(context)) return { health: "note", what: "no state key yet: the first apply makes one" };
    await openSealer(context, { make: false });
    return { health: "good", what: "the state key fits the state" };
  } catch (error) {
    if (isFailure(error, "STATE_KEY_WRONG") || isFailure(error, "STATE_KEY_MISSING")) {
      return told(error, "bad");
    }
    throw error;
  }
}

/** A journal stays until a run has come to a good end. */
function lastRunOf(stack: StackId, journal: readonly JournalEntry[]): readonly Finding[] {
  const last = journal.findLast(({ entry }) => entry === "run-started" || entry === "run-ended");
  const mend = `cloudmake apply --stack ${stack}`;
  if (last?.entry === "run-ended") {
    return [{ health: "note", what: `${stack}: its last run ended as ${last.outcome}; the next one goes on`, mend }];
  }
  if (last === undefined) return [];
  return [{ health: "bad", what: `${stack}: an interrupted run left ${journal.length} journal entries`, mend }];
}

function damaged(stack: StackId, what: "record" | "journal", { problem, mend }: Damage): Finding {
  return { health: "bad", what: `${stack}: its ${what} cannot be read: ${problem}`, mend };
}

async function stacks({ state: open, signal }: Context): Promise<readonly Finding[]> {
  const { backend: state } = await open();
  const known = await state.records.list({ signal });
  const findings = await Promise.all(
    known.map(async (stack): Promise<readonly Finding[]> => {
      const found: Finding[] = [];
      const lease = await state.leases.holder(stack, { signal });
      if (lease !== undefined) {
        found.push({
          health: "note",
          what: `${stack}: lease held by ${lease.holder} until ${lease.until}`,
          mend: "wait; it frees itself when its holder is gone",
        });
      }
      const journal = await unlessDamaged(stack, () => state.journals.read(stack, { signal }));
      if ("problem" in journal) found.push(damaged(stack, "journal", journal));
      else if (lease === undefined) found.push(...lastRunOf(stack, journal.read));
      const record = await unlessDamaged(stack, () => state.records.read(stack, { signal }));
      if ("problem" in record) found.push(damaged(stack, "record", record));
      return found;
    }),
  );
  const count = `${counted(known.length, "stack")} recorded`;
  return [{ health: known.length > 0 ? "good" : "note", what: count }, ...findings.flat()];
}
