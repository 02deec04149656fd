import { Failure, revealInputs, type WireInputs } from "@cloudmake/model";
import type { Admission, ObjectRef } from "@cloudmake/ports";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { DeleteRequest } from "@pulumi/pulumi/proto/provider_pb.js";
import { carryOut, journaled } from "./carry-out.ts";
import { type Serving, type Subject, subjectOf } from "./serving.ts";
import { fieldsOf } from "./struct.ts";

/** Ends an object, or only the engine's knowledge of it. What is gone already is done. */
export async function deleteResource(serving: Serving, request: DeleteRequest): Promise<Empty> {
  const id = request.getId();
  const subject = subjectOf(serving, request.getUrn(), id);
  await deleteObject(serving, subject, id, fieldsOf(request.getProperties()));
  return new empty.Empty();
}

export async function deleteObject(serving: Serving, subject: Subject, id: string, outputs: WireInputs): Promise<void> {
  const object: ObjectRef = { address: subject.address, type: subject.definition.type, id };
  await carryOut(serving, subject, { rpc: "delete", id }, outputs, async (admission) => {
    await answer(serving, subject, id, outputs, admission);
    if (admission.kind === "delete") serving.session.settled({ kind: "gone", ...object });
  });
}

async function answer(
  serving: Serving,
  subject: Subject,
  id: string,
  outputs: WireInputs,
  admission: Admission,
): Promise<void> {
  const { definition, address } = subject;
  switch (admission.kind) {
    case "forget":
      return;
    case "delete": {
      const { signal, movedAway } = serving.session;
      if (definition.shared !== true && movedAway({ address, type: definition.type, id })) return;
      // A deletion needs no marker to be found again: the object's id says it all.
      await journaled(serving, subject, { action: "delete", marker: "", id }, async () => {
        await definition.delete(serving.api(definition.api), id, { signal, outputs: revealInputs(outputs) });
        return { id };
      });
      return;
    }
    case "create":
    case "update":
    case "read-only":
      throw new Failure("STEP_NOT_PLANNED", { address, action: "delete", why: `the gate answered ${admission.kind}` });
  }
}
