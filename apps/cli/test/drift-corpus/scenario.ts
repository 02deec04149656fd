import { addressOf, type Inputs, type Ref, ref, stackId, type Value } from "@cloudmake/model";
import { type CloudApi, definitions, type ResourceDefinition } from "@cloudmake/providers";

/** One resource of a stack, as its spec wants it. */
export interface Part {
  readonly name: string;
  readonly definition: ResourceDefinition;
  readonly inputs: Inputs;
}

/** One of many stacks of the same scenario: whatever an account holds once is named after it. */
export interface Copy {
  /** Counts from 1 over the whole corpus. */
  readonly number: number;
  /** `d7` */
  readonly slug: string;
  /** An output of another part. */
  readonly ref: (part: string, output?: string) => Ref;
}

/** Somebody with a token of the account and the vendor's manual. */
export interface Hand {
  readonly copy: Copy;
  /** The cloud's own id of a part. */
  readonly id: (part?: string) => string;
  readonly post: (path: string, body?: unknown) => Promise<void>;
  readonly put: (path: string, body: unknown) => Promise<void>;
  readonly patch: (path: string, body: unknown) => Promise<void>;
  readonly delete: (path: string, body?: unknown) => Promise<void>;
  readonly api: CloudApi;
}

/** Something done behind CloudMake's back, and what a report must say of it: no more, no less. */
export interface Edit {
  readonly kind: "changed" | "reordered" | "default noise" | "rotated secret";
  readonly what: string;
  readonly by: (hand: Hand) => Promise<void>;
  /** `changed box.labels`, `missing box` */
  readonly finds: readonly string[];
  /** Cannot be done together with others. */
  readonly alone?: boolean;
}

/** Inputs that say the same in other words, or leave to the cloud what it fills in. */
export interface Spelling {
  readonly what: string;
  readonly inputs: (copy: Copy) => Readonly<Record<string, Value | undefined>>;
}

/** How one resource definition is tried. */
export interface Scenario {
  /** What stands in the stack, foundations first; the last is what is tried, with every setting that can be read. */
  readonly parts: (copy: Copy) => readonly Part[];
  readonly edits: readonly Edit[];
  readonly spellings: readonly Spelling[];
  /** Settings of a living object that nobody can change or nothing tells, each with the reason. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Settings of which a list says nothing, or not always. */
  readonly untold?: readonly string[];
  /** Settings that may be left out only where others take their place. */
  readonly needs?: readonly string[];
  /** Parts that go when it goes. */
  readonly takesAlong?: readonly string[];
  /** Another object that bears the stack's marker, e.g. a clone; absent where a type carries none. */
  readonly twin?: (copy: Copy) => Inputs;
  /** Routes without which the type cannot be listed. */
  readonly listedBy: readonly string[];
}

export function copyOf(number: number): Copy {
  const slug = `d${number}`;
  const stack = stackId(slug, "prod");
  return { number, slug, ref: (part, output = "id") => ref(addressOf(stack, part, "it"), output) };
}

/** The part that a scenario is about. */
export function subjectOf(parts: readonly Part[]): Part {
  const subject = parts.at(-1);
  if (subject === undefined) throw new Error("a scenario has no parts");
  return subject;
}

export function part(name: string, type: string, inputs: Inputs): Part {
  const definition = definitions.find((one) => one.type === type);
  if (definition === undefined) throw new Error(`no definition of ${type}`);
  return { name, definition, inputs };
}

/** A setting that somebody changed to something else. */
export function changed(finds: string, what: string, by: Edit["by"], own: Pick<Edit, "alone"> = {}): Edit {
  return { kind: "changed", what, by, finds: finds.split(", ").map((field) => `changed ${field}`), ...own };
}

/** Something that is nobody's business. */
export function noise(what: string, by: Edit["by"]): Edit {
  return { kind: "default noise", what, by, finds: [] };
}

/** A setting written anew in another order, which means nothing. */
export function reordered(what: string, by: Edit["by"]): Edit {
  return { kind: "reordered", what, by, finds: [], alone: true };
}

/** All settings that may be left out are left out: the cloud fills them in. */
export function bare({ parts, needs = [] }: Scenario): Spelling {
  const inputs = (copy: Copy): Readonly<Record<string, undefined>> => {
    const { definition, inputs: given } = subjectOf(parts(copy));
    const optional = Object.keys(given).filter((field) => {
      const rest = Object.fromEntries(Object.entries(given).filter(([name]) => name !== field));
      return !needs.includes(field) && definition.check(rest).length === 0;
    });
    return Object.fromEntries(optional.map((field) => [field, undefined]));
  };
  return { what: "nothing but what must be", inputs };
}
