import {
  type CloudName,
  type InputProblem,
  type Inputs,
  isJoin,
  isList,
  isPrint,
  isRecord,
  isRef,
  isSecretRef,
  type ResourceRules,
} from "@cloudmake/model";
import type { z } from "zod";

/** What a resource type is, without how it is done: the rules that the planner goes by, and the schemas behind them. */
export interface ResourceDescription<
  In extends z.ZodObject = z.ZodObject,
  Out extends z.ZodObject = z.ZodObject,
  Name extends CloudName = CloudName,
> extends ResourceRules {
  readonly cloud: Name;
  /** Version of the official SDK whose token this is. */
  readonly version: string;
  readonly inputs: In;
  readonly outputs: Out;
}

/** Services end a call soon after its caller is gone, or carry it out within seconds. */
const DEFAULT_SETTLE_MS = 20_000;

type Optional =
  | "revision"
  | "replaceOn"
  | "stopsOn"
  | "replacement"
  | "secrets"
  | "secretOutputs"
  | "writeOnly"
  | "sets"
  | "volatile"
  | "stateful"
  | "naming"
  | "naturalKey"
  | "shared"
  | "settleMs";

type Described<In extends z.ZodObject, Out extends z.ZodObject, Name extends CloudName> = Pick<
  ResourceDescription<In, Out, Name>,
  "cloud" | "type" | "version"
> & {
  /** Make the schemas: when they are first needed, for making all of them costs a command more than reading a spec. */
  readonly inputs: () => In;
  readonly outputs: () => Out;
} & Partial<Pick<ResourceRules, Optional>> & {
    readonly replaceOn?: readonly (keyof z.output<In> & string)[];
    readonly stopsOn?: readonly (keyof z.output<In> & string)[];
    readonly secrets?: readonly (keyof z.output<In> & string)[];
    readonly writeOnly?: readonly (keyof z.output<In> & string)[];
    readonly sets?: readonly (keyof z.output<In> & string)[];
    readonly secretOutputs?: readonly (keyof z.output<Out> & string)[];
    readonly volatile?: readonly (keyof z.output<Out> & string)[];
  };

/** The pure half of a definition. It loads no cloud, so that what only needs the rules pays for nothing else. */
export function describeResource<In extends z.ZodObject, Out extends z.ZodObject, Name extends CloudName>(
  described: Described<In, Out, Name>,
): ResourceDescription<In, Out, Name> {
  const { inputs, outputs, ...rules } = described;
  const made: { inputs?: In; outputs?: Out } = {};
  return {
    revision: 1,
    replaceOn: [],
    stopsOn: [],
    replacement: "create-first",
    secrets: [],
    secretOutputs: [],
    writeOnly: [],
    sets: [],
    volatile: [],
    stateful: false,
    naming: undefined,
    naturalKey: undefined,
    settleMs: DEFAULT_SETTLE_MS,
    ...rules,
    get inputs() {
      return (made.inputs ??= inputs());
    },
    get outputs() {
      return (made.outputs ??= outputs());
    },
    check(given) {
      return checkInputs(this.inputs, given);
    },
  };
}

/** Problems of inputs; what stands under an unresolved reference counts as right. */
function checkInputs(schema: z.ZodType, inputs: Inputs): readonly InputProblem[] {
  const result = schema.safeParse(inputs);
  if (result.success) return [];
  return result.error.issues
    .map((issue) => ({
      path: issue.path.map((part) => (typeof part === "number" ? part : String(part))),
      reason: issue.message,
    }))
    .filter(({ path }) => !leadsToUnknown(inputs, path));
}

function leadsToUnknown(value: unknown, path: readonly (string | number)[]): boolean {
  if (isRef(value) || isSecretRef(value) || isJoin(value) || isPrint(value)) return true;
  const [head, ...rest] = path;
  if (head === undefined) return false;
  if (isList(value)) return leadsToUnknown(value[Number(head)], rest);
  return isRecord(value) && leadsToUnknown(value[head], rest);
}
