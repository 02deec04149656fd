import { Failure, type ResourceGraph, stackId, type StackId } from "@cloudmake/model";

export interface StackFilter {
  readonly environment: readonly string[];
  readonly stack: readonly string[];
}

/** The stacks that options name; all when they name none. */
export function selectStacks<T extends { readonly stack: StackId }>(
  all: readonly T[],
  filter: StackFilter,
): readonly T[] {
  const known = all.map(({ stack }) => stack);
  for (const name of filter.stack) {
    if (!known.some((stack) => stack === name)) throw new Failure("STACK_NOT_FOUND", { stack: name, known });
  }
  for (const name of filter.environment) {
    if (!known.some((stack) => environmentOf(stack) === name)) {
      throw new Failure("STACK_NOT_FOUND", { stack: `*/${name}`, known });
    }
  }
  return all.filter(({ stack }) => isNamed(stack, filter));
}

/** Whether the options leave this stack in. */
export function isNamed(stack: StackId, filter: StackFilter): boolean {
  const named = filter.stack.length === 0 || filter.stack.includes(stack);
  return named && (filter.environment.length === 0 || filter.environment.includes(environmentOf(stack)));
}

/** Nothing is wanted of this stack any more. */
export function emptyGraph(stack: StackId): ResourceGraph {
  return { stack, nodes: [], outputs: {} };
}

/** A stack's id from text, or a usage error. */
export function parseStack(text: string): StackId {
  const [project = "", environment = ""] = text.split("/");
  try {
    return stackId(project, environment);
  } catch {
    throw new Failure("USAGE", {
      problem: `\`${text}\` is no stack.`,
      hint: "A stack is `<project>/<environment>` or `workspace/<name>`.",
    });
  }
}

function environmentOf(stack: StackId): string {
  return stack.split("/")[1] ?? "";
}
