import { Failure, type ResourceGraph, type StackId } from "@cloudmake/model";
import type { StateBackend } from "@cloudmake/ports";
import { rebuildState, type RebuiltStack } from "@cloudmake/service";
import type { Context, Outcome } from "../context.ts";
import { parseDuration } from "../duration.ts";
import { exitCodes } from "../exit-codes.ts";
import { openSpecs } from "../open-specs.ts";
import { counted } from "../render/counted.ts";
import { typeName } from "../render/plan-lines.ts";
import { emptyGraph, parseStack, type StackFilter } from "../select-stacks.ts";
import { unlessDamaged } from "../unless-damaged.ts";
import { mustHaveAccounts, openPlatform } from "../wiring/open-platform.ts";

export interface RebuildFlags extends StackFilter {
  readonly specs: readonly string[];
  readonly secretsFile?: string;
  readonly yes?: boolean;
  readonly lockTimeout: string;
}

/** The stacks that have a record, with how much stands in it. */
export async function listState(context: Context): Promise<Outcome> {
  const { terminal } = context;
  const { backend: state } = await context.state();
  const stacks = await state.records.list(context);
  const rows = await Promise.all(stacks.map(async (stack) => ({ stack, ...(await rowOf(state, stack, context)) })));
  for (const { stack, problem, serial, resources, appliedAt } of rows) {
    const facts = `serial ${serial}, ${counted(resources, "resource")}${appliedAt === undefined ? "" : `, ${appliedAt}`}`;
    terminal.answer(
      `${terminal.paint("bold", stack)}  ${problem === undefined ? facts : terminal.paint("red", problem)}`,
    );
  }
  if (rows.length === 0) terminal.say("No stack was applied yet.");
  return { exit: exitCodes.done, data: rows };
}

/** What the record of one stack says: address, type and id of each resource. Secrets stand in it as prints. */
export async function showState(context: Context, { stack }: { readonly stack: string }): Promise<Outcome> {
  const { terminal } = context;
  const { records } = (await context.state()).backend;
  const id = parseStack(stack);
  const record = await records.read(id, context);
  if (record === undefined)
    throw new Failure("STACK_NOT_FOUND", { stack: id, known: [...(await records.list(context))] });
  for (const { address, type, id: own } of record.resources) {
    terminal.answer(`${address}  ${typeName(type)}  ${terminal.paint("dim", own)}`);
  }
  return { exit: exitCodes.done, data: record };
}

/** Makes records again from Pulumi's state, the clouds' markers and the journals. No cloud is changed. */
export async function rebuild(context: Context, flags: RebuildFlags): Promise<Outcome> {
  const { terminal, signal } = context;
  const graphs = await graphsToRebuild(context, flags);
  await mustBeLost(context, graphs, flags);
  await mustHaveAccounts(context, graphs);
  const platform = await openPlatform(context, flags, { purpose: "apply" });
  const rebuilt = await rebuildState(platform, graphs, {
    signal,
    waitMs: parseDuration(flags.lockTimeout),
    waiting: ({ stack, holder, until }) =>
      terminal.say(`Waiting for the lease of ${stack}: ${holder} holds it until ${until}.`),
  });
  for (const line of rebuilt.flatMap(rebuiltLines)) terminal.say(line);
  terminal.say("Look at `cloudmake plan` before you apply: it shows what the new record says is to be done.");
  const data = rebuilt.map(({ stack, record, journalLost, unseen, strays, letGo }) => ({
    stack,
    serial: record.serial,
    resources: record.resources.length,
    journalLost,
    unseen,
    strays: strays.map(({ address, type, id }) => ({ address, type, id })),
    letGo: letGo.map(({ type, id }) => ({ type, id })),
  }));
  return { exit: exitCodes.done, data };
}

async function rowOf(
  { records }: StateBackend,
  stack: StackId,
  context: Context,
): Promise<{ serial: number; resources: number; appliedAt?: string | undefined; problem?: string }> {
  const found = await unlessDamaged(stack, () => records.read(stack, context));
  if ("problem" in found) return { serial: 0, resources: 0, problem: `${found.problem}; \`${found.mend}\`` };
  const { read: record } = found;
  return { serial: record?.serial ?? 0, resources: record?.resources.length ?? 0, appliedAt: record?.appliedAt };
}

/** Stacks of the specs, and those named that no spec describes any more. */
async function graphsToRebuild(context: Context, flags: RebuildFlags): Promise<readonly ResourceGraph[]> {
  const named = flags.stack.map(parseStack);
  if (named.length === 0) return (await openSpecs(context, flags)).graphs;
  const { graphs } = await openSpecs(context, { ...flags, stack: [], environment: [] });
  return named.map((stack) => graphs.find((graph) => graph.stack === stack) ?? emptyGraph(stack));
}

/** A record that can be read knows more than what is left when it is gone. Beside a damaged journal it is of no use. */
async function mustBeLost(context: Context, graphs: readonly ResourceGraph[], { yes }: RebuildFlags): Promise<void> {
  if (yes === true) return;
  const { records, journals } = (await context.state()).backend;
  for (const { stack } of graphs) {
    const found = await unlessDamaged(stack, () => records.read(stack, context));
    if ("problem" in found || found.read === undefined) continue;
    if ("problem" in (await unlessDamaged(stack, () => journals.read(stack, context)))) continue;
    throw new Failure("USAGE", {
      problem: `The record of ${stack} can be read; there is no need to make it again.`,
      hint: "Name the lost one with --stack, or pass --yes to replace it all the same.",
    });
  }
}

function rebuiltLines({ stack, record, journalLost, unseen, strays, letGo }: RebuiltStack): readonly string[] {
  const partial = record.resources.filter(({ incomplete }) => incomplete !== undefined).length;
  const lines = [`${stack}  ${counted(record.resources.length, "resource")}, serial ${record.serial}`];
  if (partial > 0) lines.push(`  ${partial} known from the cloud alone: the next apply writes them again`);
  if (journalLost) lines.push("  its journal could not be read either and was emptied");
  if (strays.length > 0) {
    lines.push(
      "  known by their markers alone; the next apply deletes them, but for what holds data. To keep one, let it go:",
    );
    for (const { address, type, id } of strays) lines.push(`    ${typeName(type)} ${id}: cloudmake forget ${address}`);
  }
  for (const { type, id } of letGo) lines.push(`  ${typeName(type)} ${id} was let go and stays so`);
  const clouds = new Set(unseen.map(({ cloud, code }) => `${cloud} (${code})`));
  return [...lines, ...[...clouds].map((cloud) => `  could not ask ${cloud}: taken as Pulumi's state has it`)];
}
