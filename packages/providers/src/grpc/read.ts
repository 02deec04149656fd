import type { WireInputs } from "@cloudmake/model";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import type { ReadRequest, ReadResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import type { Live, ResourceDefinition } from "../define-resource.ts";
import { observedLive, wasObserved } from "./observed-live.ts";
import { type Serving, type Subject, subjectOf } from "./serving.ts";
import { fieldsOf, structOf } from "./struct.ts";
import { allInputs, liveInputs, liveOutputs, stateOf } from "./wire-outputs.ts";

/**
 * What an object is now. During an apply that is what the plan saw: the engine's refresh then costs no call and cannot
 * see anything the plan did not see. What the plan could not see stays as recorded.
 */
export async function read(serving: Serving, request: ReadRequest): Promise<ReadResponse> {
  const subject = subjectOf(serving, request.getUrn());
  const id = request.getId();
  const known = { inputs: fieldsOf(request.getInputs()), outputs: fieldsOf(request.getProperties()) };
  const response = new provider.ReadResponse();
  const sight = await look(serving, subject, id);
  switch (sight) {
    case "gone": // an empty id says so
      return response;
    case "unseen":
      response.setId(id);
      response.setInputs(structOf(known.inputs));
      response.setProperties(structOf(known.outputs));
      return response;
    default:
      return answer(response, subject.definition, sight, request.hasInputs() ? known : undefined);
  }
}

function answer(
  response: ReadResponse,
  definition: ResourceDefinition,
  live: Live,
  known: { readonly inputs: WireInputs; readonly outputs: WireInputs } | undefined,
): ReadResponse {
  const inputs = known === undefined ? allInputs(live.inputs) : liveInputs(definition, live, known.inputs);
  const outputs = liveOutputs(definition, live, inputs, known?.outputs ?? {});
  response.setId(live.id);
  response.setInputs(structOf(inputs));
  response.setProperties(structOf(stateOf(inputs, outputs)));
  return response;
}

async function look({ session, api }: Serving, { definition }: Subject, id: string): Promise<Live | "gone" | "unseen"> {
  if (session.observation === undefined) {
    return (await definition.read(api(definition.api), id, { signal: session.signal })) ?? "gone";
  }
  const seen = observedLive(session, definition.type, id);
  if (seen !== undefined) return seen;
  return wasObserved(session, definition.type) ? "gone" : "unseen";
}
