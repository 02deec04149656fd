import { z } from "zod";
import { DriftReport } from "./drift-report.ts";
import { Plan } from "./plan.ts";

/** JSON Schemas (2020-12) of the documents that programs read, by name: saved plans, and drift reports as JSON. */
export function documentSchemas(): Readonly<Record<string, object>> {
  return {
    "drift-report": z.toJSONSchema(DriftReport, { unrepresentable: "any" }),
    plan: z.toJSONSchema(Plan, { unrepresentable: "any" }),
  };
}
