import { revealInputs } from "@cloudmake/model";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import type { CheckRequest, CheckResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import type { Serving } from "./serving.ts";
import { subjectOf } from "./serving.ts";
import { fieldsOf } from "./struct.ts";

/** Says what is wrong with inputs, property by property. They go back as they came: defaults are the compiler's. */
export function check(serving: Serving, request: CheckRequest): CheckResponse {
  const { definition } = subjectOf(serving, request.getUrn());
  const response = new provider.CheckResponse();
  response.setInputs(request.getNews());
  for (const { path, reason } of definition.check(revealInputs(fieldsOf(request.getNews())))) {
    const failure = new provider.CheckFailure();
    failure.setProperty(propertyPath(path));
    failure.setReason(reason);
    response.addFailures(failure);
  }
  return response;
}

/** `rules[0].port` */
function propertyPath(path: readonly (string | number)[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");
}
