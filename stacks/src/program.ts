import {
  type Address,
  hasUnknownOnWire,
  type Inputs,
  isJoin,
  isList,
  isRecord,
  isRef,
  isSecretOnWire,
  isSecretRef,
  type Join,
  type Ref,
  refsIn,
  secretOnWire,
  unknownOnWire,
  type Value,
  type WireInputs,
  wireOf,
  type WireValue,
} from "@cloudmake/model";
import type { Program, Registered, Registrable, Registration } from "@cloudmake/ports";
import type { IResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb.js";

/**
 * The Pulumi program: registers a graph's nodes with the engine, each as soon as what it depends on is there. It talks
 * to the resource monitor directly, because the SDK's resource classes cost most of an update's time and keep memory.
 * A node that fails stops its dependents only.
 */
export const registerGraph: Program = async (registration) => {
  const { register, preview } = await connect(registration.versions);
  const byAddress = new Map<Address, Promise<Registered>>();
  const outcomes = registration.nodes.map((node) => {
    const outcome = settle(node, { ...registration, preview }, byAddress, register);
    byAddress.set(node.address, outcome);
    return outcome;
  });
  return Promise.all(outcomes);
};

interface World extends Pick<Registration, "secrets" | "given" | "reached"> {
  /** Nothing is made: what is not known yet stays unknown. */
  readonly preview: boolean;
}

interface Connection {
  readonly register: Register;
  readonly preview: boolean;
}

type Register = (request: ResourceRequest) => Promise<RegisterResourceResponse>;
type Known = ReadonlyMap<Address, Extract<Registered, { kind: "registered" }>>;

interface ResourceRequest {
  readonly node: Registrable;
  readonly inputs: WireInputs;
  readonly known: Known;
}

async function settle(
  node: Registrable,
  world: World,
  outcomes: ReadonlyMap<Address, Promise<Registered>>,
  register: Register,
): Promise<Registered> {
  const known = new Map<Address, Extract<Registered, { kind: "registered" }>>();
  const foundations = node.dependsOn.map((address) => [address, outcomes.get(address)] as const);
  for (const [address, pending] of foundations) {
    const outcome = await pending;
    if (outcome === undefined) continue; // held without the engine's knowledge; its outputs are given
    if (outcome.kind !== "registered") return { kind: "skipped" };
    known.set(address, outcome);
  }
  try {
    const inputs = resolveAll(node.inputs, world, known);
    world.reached?.(node);
    return outcomeOf(await register({ node, inputs, known }), inputs);
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

async function connect(versions: ReadonlyMap<string, string>): Promise<Connection> {
  const [settings, stack, protocol, struct] = await Promise.all([
    import("@pulumi/pulumi/runtime/settings.js"),
    import("@pulumi/pulumi/runtime/stack.js"),
    import("@pulumi/pulumi/proto/resource_pb.js"),
    import("google-protobuf/google/protobuf/struct_pb.js"),
  ]);
  const monitor = settings.getMonitor();
  const root = stack.getStackResource();
  if (monitor === undefined || root === undefined) throw new Error("the program runs outside of a Pulumi operation");
  const parent = await new Promise<string>((resolve) => void root.urn.apply(resolve));
  const { RegisterResourceRequest } = protocol.default;
  const register: Register = ({ node, inputs, known }) => {
    const request = new RegisterResourceRequest();
    request.setType(node.type);
    request.setName(nameOf(node.address));
    request.setParent(parent);
    request.setCustom(true);
    request.setObject(struct.default.Struct.fromJavaScript({ ...inputs }));
    request.setVersion(versions.get(node.type) ?? "");
    request.setDependenciesList([...known.values()].map(({ urn }) => urn));
    addPropertyDependencies(request, node, known, protocol.default.RegisterResourceRequest.PropertyDependencies);
    if (node.held) request.setIgnorechangesList(["*"]);
    if (node.deletion === "refuse") request.setProtect(true);
    if (node.deletion === "keep-object") request.setRetainondelete(true);
    request.setAcceptsecrets(true);
    request.setAcceptresources(false);
    request.setSupportspartialvalues(true);
    request.setSupportsresultreporting(true);
    return send(monitor, request);
  };
  return { register, preview: settings.isDryRun() };
}

/** Without them the engine would take every input for dependent on every dependency, and replace too much. */
function addPropertyDependencies(
  request: RegisterResourceRequest,
  node: Registrable,
  known: Known,
  Dependencies: typeof RegisterResourceRequest.PropertyDependencies,
): void {
  for (const [field, value] of Object.entries(node.inputs)) {
    const urns = refsIn(value).flatMap(({ $ref }) => known.get($ref.address)?.urn ?? []);
    request.getPropertydependenciesMap().set(field, new Dependencies().setUrnsList([...new Set(urns)]));
  }
}

function send(monitor: IResourceMonitorClient, request: RegisterResourceRequest): Promise<RegisterResourceResponse> {
  return new Promise((resolve, reject) => {
    // gRPC records where each call comes from; every one comes from here, and recording it costs most of sending it.
    const depth = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      monitor.registerResource(request, (error, response) => (error === null ? resolve(response) : reject(error)));
    } finally {
      Error.stackTraceLimit = depth;
    }
  });
}

function outcomeOf(response: RegisterResourceResponse, inputs: WireInputs): Registered {
  const success = 0;
  const skip = 2;
  if (response.getResult() === skip) return { kind: "skipped" };
  if (response.getResult() !== success) return { kind: "failed", message: "the engine could not carry it out" };
  const fields: Readonly<Record<string, unknown>> = response.getObject()?.toJavaScript() ?? {};
  const state = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, wireOf(value)] as const));
  return { kind: "registered", urn: response.getUrn(), id: response.getId() || unknownOnWire, inputs, state };
}

/** `<component>/<resource>`: the URN holds project and environment already. */
function nameOf(address: Address): string {
  return address.split("/").slice(2).join("/");
}

function resolveAll(inputs: Inputs, world: World, known: Known): WireInputs {
  return Object.fromEntries(
    Object.entries(inputs).map(([field, value]) => [field, resolveValue(value, world, known)] as const),
  );
}

/** A value of the graph as the engine's protocol writes it, once what it refers to is registered. */
export function resolveValue(value: Value, world: World, known: Known): WireValue {
  if (isRef(value)) return resolveRef(value, world, known);
  if (isSecretRef(value)) return resolveSecret(value.$secret, world);
  if (isJoin(value)) return resolveJoin(value, world, known);
  if (isList(value)) return value.map((item) => resolveValue(item, world, known));
  if (isRecord(value)) return resolveAll(value, world, known);
  return wireOf(value);
}

function resolveRef({ $ref: { address, output } }: Ref, { given, preview }: World, known: Known): WireValue {
  const target = known.get(address);
  if (target !== undefined) {
    const value = output === "id" ? target.id : target.state[output];
    if (value === undefined) throw new Error(`${address} has no output ${output}`);
    return value;
  }
  const outside = given.get(`${address}#${output}`);
  if (outside === undefined) {
    if (preview) return unknownOnWire;
    throw new Error(`${address} has no output ${output} yet`);
  }
  return outside.secret ? secretOnWire(wireOf(outside.value)) : wireOf(outside.value);
}

function resolveSecret(name: string, { secrets }: World): WireValue {
  const secret = secrets.get(name);
  if (secret === undefined) throw new Error(`nobody has set the secret ${name}`);
  return secretOnWire(secret);
}

/** Text of several parts: secret when any part is, unknown while any part is. */
function resolveJoin({ $join }: Join, world: World, known: Known): WireValue {
  const parts = $join.map((part) => resolveValue(part, world, known));
  const text = hasUnknownOnWire(parts) ? unknownOnWire : parts.map(textOf).join("");
  return parts.some(isSecretOnWire) ? secretOnWire(text) : text;
}

function textOf(part: WireValue): string {
  const value = isSecretOnWire(part) ? part.value : part;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
