import { compareInputs, type FieldChange, type Inputs, revealInputs } from "@cloudmake/model";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import type { DiffRequest, DiffResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import type { Serving } from "./serving.ts";
import { subjectOf } from "./serving.ts";
import { fieldsOf } from "./struct.ts";

/** Compares inputs by the very function the planner compares them with. */
export function diff(serving: Serving, request: DiffRequest): DiffResponse {
  const { definition, address } = subjectOf(serving, request.getUrn());
  const changes = compareInputs(definition, ours(request.getOldInputs()), ours(request.getNews()));
  const due = changes.length > 0 || serving.session.updates.has(address);
  const response = new provider.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  response.setChanges(due ? DIFF_SOME : DIFF_NONE);
  response.setHasdetaileddiff(true);
  response.setDeletebeforereplace(definition.replacement === "delete-first");
  for (const change of changes) {
    response.addDiffs(change.field);
    if (change.replaces) response.addReplaces(change.field);
    response.getDetaileddiffMap().set(change.field, propertyDiff(change));
  }
  return response;
}

function propertyDiff(change: FieldChange): InstanceType<typeof provider.PropertyDiff> {
  const property = new provider.PropertyDiff();
  property.setInputdiff(true);
  property.setKind(kindOf(change));
  return property;
}

function kindOf({ before, after, replaces }: FieldChange): 0 | 1 | 2 | 3 | 4 | 5 {
  const { Kind } = provider.PropertyDiff;
  if (before === undefined) return replaces ? Kind.ADD_REPLACE : Kind.ADD;
  if (after === undefined) return replaces ? Kind.DELETE_REPLACE : Kind.DELETE;
  return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE;
}

/** Inputs without the bookkeeping that official plugins leave in states written by them. */
function ours(message: Parameters<typeof fieldsOf>[0]): Inputs {
  const inputs = revealInputs(fieldsOf(message));
  return Object.fromEntries(Object.entries(inputs).filter(([field]) => !field.startsWith("__")));
}
