import { Failure } from "@cloudmake/model";
import { explain as explainComponent, type ExplainedSetting } from "@cloudmake/spec";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { findComponent } from "../find-component.ts";
import { openSpecs } from "../open-specs.ts";
import type { StackFilter } from "../select-stacks.ts";

export interface ExplainFlags extends StackFilter {
  /** `<stack>/<component>`, or any address in it. */
  readonly address: string;
  readonly specs: readonly string[];
}

/** Shows where each value of a component comes from, and which resources it becomes. */
export async function explain(context: Context, flags: ExplainFlags): Promise<Outcome> {
  const { specs, graphs } = await openSpecs(context, { ...flags, stack: [], environment: [] });
  const wanted = flags.address.replace(/\/+$/, "");
  const { spec, component } = findComponent(specs, wanted);
  const { stack } = spec;
  const settings = explainComponent(spec, component) ?? [];
  const nodes = graphs.find((one) => one.stack === stack)?.nodes ?? [];
  const resources = nodes.filter(({ address }) => address.startsWith(`${stack}/${component}/`));
  if (wanted.split("/").length > 3 && !resources.some(({ address }) => address === wanted)) {
    const known = resources.map(({ address }) => address).join(", ");
    throw new Failure("USAGE", { problem: `There is no resource \`${wanted}\`.`, hint: `It could be ${known}.` });
  }
  const data = { stack, component, settings, resources: resources.map(({ address, type }) => ({ address, type })) };
  if (context.flags.json === undefined) {
    context.terminal.data(
      [...settingLines(settings), "", ...data.resources.map(({ address, type }) => `${address}  ${type}`)].join("\n"),
    );
  }
  return { exit: exitCodes.done, data };
}

function settingLines(settings: readonly ExplainedSetting[]): readonly string[] {
  const rows = settings.map(({ setting, value, layer, place }) => ({
    left: `${setting} = ${JSON.stringify(value)}`,
    right: layer === "default" ? layer : `${layer}, ${place.file}:${place.range.start.line}`,
  }));
  const widest = Math.min(56, Math.max(0, ...rows.map(({ left }) => left.length)));
  return rows.map(({ left, right }) => `${left.padEnd(widest)}  ${right}`);
}
