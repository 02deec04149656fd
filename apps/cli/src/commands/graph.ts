import { writeFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { Failure } from "@cloudmake/model";
import type { Context, Outcome } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { openSpecs } from "../open-specs.ts";
import { graphDot, graphMermaid } from "../render/graph-text.ts";
import type { StackFilter } from "../select-stacks.ts";

const formats = ["mermaid", "dot", "svg", "json"] as const;
type Format = (typeof formats)[number];

export interface GraphFlags extends StackFilter {
  readonly specs: readonly string[];
  readonly format: Format;
  readonly output?: string;
}

/** Draws the resources and what depends on what. */
export async function graph(context: Context, flags: GraphFlags): Promise<Outcome> {
  const { graphs } = await openSpecs(context, flags);
  const text = await draw(flags.output === undefined ? flags.format : formatOf(flags.output), graphs);
  const data = graphs.map(({ stack, nodes }) => ({
    stack,
    resources: nodes.map(({ address, type, dependsOn }) => ({ address, type, dependsOn })),
  }));
  if (flags.output !== undefined) {
    await write(context, flags.output, text);
    context.terminal.say(`Written to ${flags.output}.`);
  } else if (context.flags.json === undefined) context.terminal.data(text);
  return { exit: exitCodes.done, data };
}

function formatOf(file: string): Format {
  const endings: Readonly<Record<string, Format>> = {
    ".svg": "svg",
    ".dot": "dot",
    ".gv": "dot",
    ".json": "json",
    ".mmd": "mermaid",
    ".md": "mermaid",
  };
  const format = endings[extname(file)];
  if (format === undefined) {
    throw new Failure("USAGE", {
      problem: `The ending of ${file} names no format.`,
      hint: `It can be ${Object.keys(endings).join(", ")}.`,
    });
  }
  return format;
}

async function draw(format: Format, graphs: Parameters<typeof graphDot>[0]): Promise<string> {
  switch (format) {
    case "mermaid":
      return graphMermaid(graphs);
    case "dot":
      return graphDot(graphs);
    case "json":
      return JSON.stringify(graphs, undefined, 2);
    case "svg": {
      const { instance } = await import("@viz-js/viz");
      return (await instance()).renderString(graphDot(graphs), { format: "svg" });
    }
  }
}

async function write({ cwd }: Context, file: string, text: string): Promise<void> {
  try {
    await writeFile(resolve(cwd, file), text);
  } catch {
    throw new Failure("USAGE", { problem: `${file} cannot be written.` });
  }
}
