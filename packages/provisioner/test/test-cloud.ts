import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { Failure, type Inputs, type Marker, Marker as MarkerSchema, type Observation } from "@cloudmake/model";
import {
  type Cloud,
  type CloudApi,
  defineResource,
  describeResource,
  PartialCreate,
  type ResourceDefinition,
} from "@cloudmake/providers";
import { z } from "zod";

export const boxType = "test:index/box:Box";
export const lampType = "test:index/lamp:Lamp";

const StoredObject = z.object({
  id: z.string(),
  type: z.string(),
  marker: MarkerSchema,
  inputs: z.record(z.string(), z.unknown()),
});
const Line = z.discriminatedUnion("op", [
  z.object({ op: z.literal("set"), object: StoredObject }),
  z.object({ op: z.literal("delete"), id: z.string() }),
]);
type StoredObject = z.infer<typeof StoredObject>;

/** What a test wants to go wrong, or to wait for, around one write. */
export interface Trouble {
  readonly before?: (op: string, inputs: Readonly<Record<string, unknown>>) => Promise<void> | void;
  readonly after?: (op: string, inputs: Readonly<Record<string, unknown>>) => Promise<void> | void;
}

/** A cloud that is a log of writes: in memory, or in a file that outlives the process. */
export class TestCloud {
  readonly objects = new Map<string, StoredObject>();
  readonly writes: string[] = [];
  trouble: Trouble = {};
  #next = 1;
  readonly #file: string | undefined;

  constructor(file?: string) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
    for (const line of lines) this.#apply(Line.parse(JSON.parse(line)));
  }

  async write(op: string, inputs: Inputs, change: () => z.infer<typeof Line>): Promise<void> {
    await this.trouble.before?.(op, inputs);
    const line = change();
    this.#apply(line);
    this.writes.push(`${op} ${String(inputs["name"] ?? "")}`.trim());
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
    await this.trouble.after?.(op, inputs);
  }

  /** Changes an object behind everybody's back. */
  tamper(name: string, inputs: Readonly<Record<string, unknown>> | undefined): void {
    for (const object of this.objects.values()) {
      if (object.inputs["name"] !== name) continue;
      if (inputs === undefined) this.objects.delete(object.id);
      else this.objects.set(object.id, { ...object, inputs: { ...object.inputs, ...inputs } });
    }
  }

  newId(): string {
    this.#next += 1;
    return `obj-${this.#next}`;
  }

  names(): readonly string[] {
    return [...this.objects.values()].map(({ inputs }) => String(inputs["name"])).sort();
  }

  observe(types: readonly string[] = [boxType, lampType]): Observation {
    const objects = [...this.objects.values()].map((object) => {
      const { id, type, marker, inputs, outputs, name } = { ...object, ...liveOf(object) };
      return { id, type, marker, name, inputs: z.record(z.string(), z.json()).parse(inputs), outputs };
    });
    return { takenAt: new Date(0).toISOString(), types: [...types], objects, unreadable: [] };
  }

  #apply(line: z.infer<typeof Line>): void {
    if (line.op === "delete") this.objects.delete(line.id);
    else this.objects.set(line.object.id, line.object);
    if (line.op === "set") this.#next = Math.max(this.#next, Number(line.object.id.slice(4)));
  }
}

const BoxInputs = z.strictObject({
  name: z.string(),
  image: z.string().optional(),
  size: z.number().int().max(100, "a box has at most size 100").optional(),
  labels: z.array(z.string()).optional(),
  password: z.string().optional(),
  /** Id or address of another object. */
  peer: z.string().optional(),
  home: z.string().optional(),
});
const BoxOutputs = z.object({ ip: z.string(), status: z.string(), token: z.string() });

/** Boxes are replaced beside their predecessor, lamps after it. */
export function testDefinitions(cloud: TestCloud): readonly ResourceDefinition[] {
  return [define(cloud, boxType, "create-first"), define(cloud, lampType, "delete-first")];
}

export const noApi: CloudApi = new Proxy(
  {
    variables: {},
    get: unused,
    find: unused,
    pages: unused,
    post: unused,
    put: unused,
    patch: unused,
    delete: unused,
    until: unused,
  },
  {},
);

function define(cloud: TestCloud, type: string, replacement: "create-first" | "delete-first"): ResourceDefinition {
  const set = (op: string, id: string, marker: Marker, inputs: z.infer<typeof BoxInputs>): Promise<void> =>
    cloud.write(op, inputs, () => ({ op: "set", object: { id, type, marker, inputs } }));
  const live = (id: string) => {
    const object = cloud.objects.get(id);
    return object === undefined || object.type !== type ? undefined : liveOf(object);
  };
  const mustBe = (id: string) => {
    const object = live(id);
    if (object === undefined) throw new Failure("OBJECT_NOT_FOUND", { cloud: "hetzner", id });
    return object;
  };
  const rules = describeResource({
    cloud: "hetzner",
    type,
    version: "1.0.0",
    inputs: () => BoxInputs,
    outputs: () => BoxOutputs,
    replacement,
    replaceOn: ["image", "home"],
    sets: ["labels"],
    writeOnly: ["password"],
    secrets: ["password"],
    secretOutputs: ["token"],
    volatile: ["status"],
  });
  return defineResource(rules, {
    api: facts,
    list: async () => [...cloud.objects.values()].filter((object) => object.type === type).map(liveOf),
    read: async (_, id) => live(id),
    find: async (_api, _inputs, { marker, exclude }) => {
      const found = [...cloud.objects.values()].find(
        (object) => object.type === type && object.marker.hash === marker.hash && !exclude.has(object.id),
      );
      return found === undefined ? undefined : liveOf(found);
    },
    create: async (_, inputs, { marker }) => {
      const id = cloud.newId();
      try {
        await set("create", id, marker, inputs);
      } catch (error) {
        const made = live(id);
        if (made === undefined || !(error instanceof HalfMade)) throw error;
        throw new PartialCreate(made, [error.message], error);
      }
      return mustBe(id);
    },
    update: async (_api, id, inputs, { marker }) => {
      mustBe(id);
      await set("update", id, marker, inputs);
      return mustBe(id);
    },
    delete: async (_, id) => {
      const object = cloud.objects.get(id);
      if (object === undefined) return;
      await cloud.write("delete", BoxInputs.parse(object.inputs), () => ({ op: "delete", id }));
    },
  });
}

/** Thrown after a creation: the object is there, but not ready. */
export class HalfMade extends Error {}

function liveOf(object: StoredObject) {
  const { password: _, ...inputs } = BoxInputs.parse(object.inputs);
  const { id, marker } = object;
  const outputs = { ip: `10.0.0.${id.slice(4)}`, status: `running ${inputs.size ?? 0}`, token: `canary-token-${id}` };
  return { id, name: inputs.name, marker, inputs, outputs };
}

const facts: Cloud<"hetzner"> = {
  name: "hetzner",
  baseUrl: "http://127.0.0.1:0",
  endpointVariables: [],
  tokenVariables: [],
  accountVariables: [],
  probePath: "/",
  headers: () => ({}),
  nextPage: () => undefined,
  firstPage: {},
  refusal: () => ({ failure: new Failure("CANCELLED", {}), retry: false }),
  budget: { calls: 1, windowMs: 1, burst: 1 },
};

function unused(): never {
  throw new Error("the test cloud speaks no HTTP");
}
