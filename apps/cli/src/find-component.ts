import { Failure, type StackSpec } from "@cloudmake/model";
import { nearestWord } from "@cloudmake/spec";
import { firstOf } from "./render/first-of.ts";

/** Addresses that a hint lists. */
const listed = 10;

export interface FoundComponent {
  readonly spec: StackSpec;
  readonly component: string;
}

/**
 * The component that an address is in, which may be that of one of its resources, or of a stack that has no other
 * component. Refuses with `USAGE` and what could be meant, or with `STACK_NOT_FOUND`.
 */
export function findComponent(specs: readonly StackSpec[], address: string): FoundComponent {
  const all = specs.flatMap((spec) =>
    spec.components.map(({ name }) => ({ spec, component: name, path: `${spec.stack}/${name}` })),
  );
  const [project, environment, ...rest] = address.split("/");
  const stack = `${project}/${environment}`;
  const named = all.filter(({ spec, component }) => spec.stack === stack && [component, undefined].includes(rest[0]));
  const [found, ...others] = named;
  if (found !== undefined && others.length === 0) return found;

  const paths = all.map(({ path }) => path);
  const meant = paths.filter((path) => `/${path}/`.includes(`/${address}/`));
  const near = nearestWord(address, paths);
  const possible = meant.length > 0 || near === undefined ? meant : [near];
  if (possible.length > 0) {
    throw new Failure("USAGE", {
      problem: `\`${address}\` names no component.`,
      hint: `It could be ${firstOf(possible, listed)}.`,
    });
  }
  if (environment !== undefined && !specs.some((spec) => spec.stack === stack)) {
    throw new Failure("STACK_NOT_FOUND", { stack, known: specs.map((spec) => spec.stack) });
  }
  throw new Failure("USAGE", {
    problem: `\`${address}\` names no component.`,
    hint: `The specs have ${paths.length === 0 ? "none" : firstOf(paths, listed)}.`,
  });
}
