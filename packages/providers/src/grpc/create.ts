import {
  compareInputs,
  concealInputs,
  digestOf,
  Failure,
  type Inputs,
  isSealed,
  revealInputs,
  type WireInputs,
  wireOf,
} from "@cloudmake/model";
import type { Admission } from "@cloudmake/ports";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import type { CreateRequest, CreateResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { type Live, PartialCreate, type ResourceDefinition } from "../define-resource.ts";
import { carryOut, journaled } from "./carry-out.ts";
import { deleteObject } from "./delete.ts";
import { settle } from "./settle.ts";
import { type Serving, type Subject, subjectOf } from "./serving.ts";
import { fieldsOf, structOf } from "./struct.ts";
import { outputsOf, stateBeforeCreate, stateOf } from "./wire-outputs.ts";

/** Ids, names and public keys are shorter. */
const longestShort = 1_024;

type CreateAdmission = Extract<Admission, { kind: "create" }>;

/**
 * Makes an object, once:
 * 1. the gate says which marker it shall carry and which objects are not to be taken over;
 * 2. what already carries the marker is taken over, and brought up to date where it differs;
 * 3. only where there is nothing is an object made.
 */
export async function create(serving: Serving, request: CreateRequest): Promise<CreateResponse> {
  const subject = subjectOf(serving, request.getUrn());
  const { definition } = subject;
  const inputs = fieldsOf(request.getProperties());
  const response = new provider.CreateResponse();
  if (request.getPreview()) {
    response.setProperties(structOf(stateBeforeCreate(definition, inputs)));
    return response;
  }
  const mutation = { rpc: "create" as const, inputs: concealInputs(inputs, serving.session.print) };
  const { id, outputs } = await carryOut(serving, subject, mutation, inputs, async (admission) => {
    if (admission.kind === "read-only") return readOnly(serving, subject, inputs, admission.id);
    if (admission.kind !== "create") throw misfit(subject, admission);
    await makeRoom(serving, subject, admission);
    return createOnce(serving, subject, inputs, admission);
  });
  response.setId(id);
  response.setProperties(structOf(stateOf(inputs, outputs)));
  return response;
}

/** What goes before its replacement is made goes here, where the engine has forgotten it: else it stays in the way. */
async function makeRoom(serving: Serving, subject: Subject, { replaced }: CreateAdmission): Promise<void> {
  if (replaced === undefined || subject.definition.replacement !== "delete-first") return;
  const outputs = Object.entries(replaced.outputs).filter(([, value]) => !isSealed(value));
  const open = Object.fromEntries(outputs.map(([name, value]) => [name, wireOf(value)] as const));
  await deleteObject(serving, subject, replaced.id, open);
}

/** The engine forgot an object that the plan keeps: it learns of it anew, and nothing is changed. */
async function readOnly(
  serving: Serving,
  { definition }: Subject,
  inputs: WireInputs,
  id: string,
): Promise<{ readonly id: string; readonly outputs: WireInputs }> {
  const { signal } = serving.session;
  const live = await definition.read(serving.api(definition.api), id, { signal });
  if (live === undefined) throw new Failure("OBJECT_NOT_FOUND", { cloud: definition.cloud, id });
  return { id, outputs: outputsOf(definition, live, inputs) };
}

async function createOnce(
  serving: Serving,
  subject: Subject,
  inputs: WireInputs,
  admission: CreateAdmission,
): Promise<{ readonly id: string; readonly outputs: WireInputs }> {
  try {
    const live = await takeOverOrMake(serving, subject, inputs, admission);
    return { id: live.id, outputs: settle(serving, subject, live, inputs) };
  } catch (error) {
    if (error instanceof PartialCreate) settle(serving, subject, error.live, inputs, error.reasons);
    throw error;
  }
}

/** The journal says which of the two is begun: what was there before is never deleted as a thing that a run left. */
async function takeOverOrMake(
  serving: Serving,
  subject: Subject,
  wire: WireInputs,
  admission: CreateAdmission,
): Promise<Live> {
  const { definition } = subject;
  const { signal } = serving.session;
  const api = serving.api(definition.api);
  const inputs = revealInputs(wire);
  const { adopt, marker, exclude } = admission;
  const found =
    adopt === undefined
      ? await definition.find(api, inputs, { marker, exclude, signal })
      : await definition.read(api, adopt, { signal });
  const wanted = digestOf(concealInputs(wire, serving.session.print));
  const fields = [...new Set([...Object.keys(inputs), ...(serving.session.written.get(subject.address) ?? [])])];
  const told = { inputs: shortInputs(definition, wire), fields, wanted };
  const intent = { action: "create" as const, marker: marker.hash, ...told };
  if (found !== undefined) {
    const work = (): Promise<Live> => takeOver(serving, subject, found, inputs, admission);
    return journaled(serving, subject, { ...intent, id: found.id }, work);
  }
  if (adopt !== undefined) throw new Failure("OBJECT_NOT_FOUND", { cloud: definition.cloud, id: adopt });
  return journaled(serving, subject, intent, () => definition.create(api, inputs, { marker, signal }));
}

/** What may say under which parent and by which name an object stands. Wrapped secrets are no text. */
function shortInputs({ secrets }: ResourceDefinition, inputs: WireInputs): Inputs {
  const short = Object.entries(inputs).flatMap(([name, value]) => {
    if (secrets.includes(name)) return [];
    return (typeof value === "string" && value.length <= longestShort) || typeof value === "number"
      ? [[name, value] as const]
      : [];
  });
  return Object.fromEntries(short);
}

/** An object that was there is made what the spec says; what only a new object could be is refused. */
async function takeOver(
  serving: Serving,
  { address, definition }: Subject,
  found: Live,
  inputs: Inputs,
  { adopt, marker }: CreateAdmission,
): Promise<Live> {
  serving.session.adopted(address, found.id);
  const changes = compareInputs(definition, known(found.inputs, inputs), inputs);
  const forcing = changes.filter(({ replaces }) => replaces).map(({ field }) => field);
  if (forcing.length > 0) {
    const why = `object ${found.id} differs in ${forcing.join(", ")}, which only a new object could have`;
    throw new Failure("STEP_NOT_PLANNED", { address, action: "create", why });
  }
  // What the cloud never gives back may be an older version's: it is written again.
  const unseen = definition.writeOnly.filter((field) => field in inputs && !definition.replaceOn.includes(field));
  const told = serving.session.written.get(address) ?? [];
  const changed = new Set([...changes.map(({ field }) => field), ...unseen, ...told]);
  const unmarked = adopt !== undefined && found.marker?.hash !== marker.hash;
  if (changed.size === 0 && !unmarked) return found;
  const { signal } = serving.session;
  const old = { inputs: found.inputs, outputs: found.outputs };
  return definition.update(serving.api(definition.api), found.id, inputs, { marker, signal, old, changed });
}

/** Live inputs as far as they can be compared: those the spec has, unread ones as wanted. */
function known(live: Partial<Inputs>, wanted: Inputs): Inputs {
  return Object.fromEntries(Object.entries(wanted).map(([field, value]) => [field, live[field] ?? value]));
}

function misfit({ address }: Subject, { kind }: Admission): Failure {
  return new Failure("STEP_NOT_PLANNED", { address, action: "create", why: `the gate answered ${kind}` });
}
