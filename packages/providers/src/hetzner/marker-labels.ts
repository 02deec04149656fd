import { type Marker, StackId } from "@cloudmake/model";
import { z } from "zod";

/** Labels as the user writes them. */
export const Labels = z
  .record(z.string(), z.string())
  .refine((labels) => Object.keys(labels).every((key) => !key.startsWith(prefix)), {
    error: "labels under `cloudmake.dev/` are CloudMake's own",
  });
export type Labels = z.infer<typeof Labels>;

const prefix = "cloudmake.dev/";
const stackKey = `${prefix}stack`;
const environmentKey = `${prefix}environment`;
const markerKey = `${prefix}marker`;
/** Characters of a label's value. */
const VALUE_LIMIT = 63;

/** The user's labels and the marker. A stack too long for one value stands in two. */
export function withMarker(labels: Labels | undefined, { stack, hash }: Marker, more: Labels = {}): Labels {
  const [project = "", environment = ""] = stack.split("/");
  const dotted = `${project}.${environment}`;
  const owner: Labels =
    dotted.length <= VALUE_LIMIT ? { [stackKey]: dotted } : { [stackKey]: project, [environmentKey]: environment };
  return { ...labels, ...owner, [markerKey]: hash, ...more };
}

export function markerIn(labels: Labels): Marker | undefined {
  const [project, environment = labels[environmentKey]] = (labels[stackKey] ?? "").split(".");
  const stack = StackId.safeParse(`${project}/${environment}`);
  const hash = labels[markerKey];
  return stack.success && hash !== undefined ? { stack: stack.data, hash } : undefined;
}

export function withoutMarker(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith(prefix)));
}

/** `label_selector` that finds what carries a marker. */
export function selectorOf({ hash }: Marker): string {
  return `${markerKey}==${hash}`;
}

const holderPrefix = `${prefix}holder-`;

/** Says that one more resource uses a shared object. */
export function holderLabel({ hash }: Marker): Labels {
  return { [`${holderPrefix}${hash.slice(0, 12)}`]: "" };
}

export function holdersIn(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key.startsWith(holderPrefix)));
}
