import {
  compareInputs,
  concealInputs,
  digestOf,
  Failure,
  type Marker,
  revealInputs,
  type WireInputs,
} from "@cloudmake/model";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import type { UpdateRequest, UpdateResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import type { Admission } from "@cloudmake/ports";
import type { Live } from "../define-resource.ts";
import { carryOut, journaled } from "./carry-out.ts";
import { observedLive } from "./observed-live.ts";
import { settle } from "./settle.ts";
import { type Serving, type Subject, subjectOf } from "./serving.ts";
import { fieldsOf, structOf } from "./struct.ts";
import { liveOutputs, stateBeforeUpdate, stateOf } from "./wire-outputs.ts";

interface Change {
  readonly id: string;
  readonly before: { readonly inputs: WireInputs; readonly outputs: WireInputs };
  readonly inputs: WireInputs;
}

/** Changes an object in place; an engine whose state lags behind is only told what there is. */
export async function update(serving: Serving, request: UpdateRequest): Promise<UpdateResponse> {
  const subject = subjectOf(serving, request.getUrn());
  const { definition } = subject;
  const id = request.getId();
  const inputs = fieldsOf(request.getNews());
  const before = { inputs: fieldsOf(request.getOldInputs()), outputs: fieldsOf(request.getOlds()) };
  const response = new provider.UpdateResponse();
  if (request.getPreview()) {
    response.setProperties(structOf(stateBeforeUpdate(definition, before.outputs, inputs)));
    return response;
  }
  const mutation = { rpc: "update" as const, inputs: concealInputs(inputs, serving.session.print), id };
  const outputs = await carryOut(serving, subject, mutation, inputs, (admission) =>
    answer(serving, subject, { id, before, inputs }, admission),
  );
  response.setProperties(structOf(stateOf(inputs, outputs)));
  return response;
}

async function answer(serving: Serving, subject: Subject, change: Change, admission: Admission): Promise<WireInputs> {
  const { definition, address } = subject;
  const { id, inputs } = change;
  switch (admission.kind) {
    case "update": {
      const { marker } = admission;
      const changed = changedIn(serving, subject, change);
      const wanted = digestOf(concealInputs(inputs, serving.session.print));
      const intent = { action: "update" as const, marker: marker.hash, id, fields: [...changed], wanted };
      const work = (): Promise<Live> => changeObject(serving, subject, change, { marker, changed });
      const live = await journaled(serving, subject, intent, work);
      return settle(serving, subject, live, inputs);
    }
    case "read-only": {
      const { signal } = serving.session;
      const seen = observedLive(serving.session, definition.type, id);
      const live = seen ?? (await definition.read(serving.api(definition.api), id, { signal }));
      if (live === undefined) throw new Failure("OBJECT_NOT_FOUND", { cloud: definition.cloud, id });
      return liveOutputs(definition, live, inputs, change.before.outputs);
    }
    case "create":
    case "delete":
    case "forget":
      throw new Failure("STEP_NOT_PLANNED", { address, action: "update", why: `the gate answered ${admission.kind}` });
  }
}

/** What differs from what the engine knows, and what the plan says. */
function changedIn({ session }: Serving, { definition, address }: Subject, change: Change): ReadonlySet<string> {
  const before = revealInputs(change.before.inputs);
  const differing = compareInputs(definition, before, revealInputs(change.inputs)).map(({ field }) => field);
  return new Set([...differing, ...(session.written.get(address) ?? [])]);
}

function changeObject(
  serving: Serving,
  { definition }: Subject,
  { id, before, inputs }: Change,
  { marker, changed }: { readonly marker: Marker; readonly changed: ReadonlySet<string> },
): Promise<Live> {
  const old = { inputs: revealInputs(before.inputs), outputs: revealInputs(before.outputs) };
  const { signal } = serving.session;
  return definition.update(serving.api(definition.api), id, revealInputs(inputs), { marker, signal, old, changed });
}
