import { isJoin, isRef, isSealed, type Plan, type Value } from "@cloudmake/model";
import type { StackResult } from "@cloudmake/service";
import type { Paint } from "../terminal.ts";
import { counted } from "./counted.ts";
import { failureLine } from "./failure-words.ts";

/** How a run ended, stack by stack, with the outputs people look for. */
export function resultLines(results: readonly StackResult[], paint: Paint): readonly string[] {
  const still = results.filter(({ outcome }) => outcome === "unchanged").map(({ plan }) => plan);
  const unchanged = still.filter((plan) => heldIn(plan) === 0).map(({ stack }) => stack);
  const held = still.filter((plan) => heldIn(plan) > 0).map((plan) => `${plan.stack} (${heldIn(plan)} left alone)`);
  const quiet = [
    ...(unchanged.length > 0 ? [`${paint("dim", "no changes")}  ${unchanged.join(", ")}`] : []),
    ...(held.length > 0 ? [`${paint("yellow", "nothing changed")}  ${held.join(", ")}`] : []),
  ];
  const told = results.flatMap((result) => stackLines(result, paint));
  return [...(told.length > 0 ? [""] : []), ...told, ...quiet];
}

function heldIn({ steps }: Plan): number {
  return steps.filter(({ action }) => action === "hold").length;
}

function stackLines({ plan, outcome, done, failures, record }: StackResult, paint: Paint): readonly string[] {
  const head = (word: string): string => `${paint("bold", plan.stack)}  ${word}`;
  switch (outcome) {
    case "unchanged":
      return [];
    case "skipped":
      return [head(paint("yellow", "skipped: a stack it refers to did not succeed"))];
    case "succeeded":
      return [head(paint("green", `${counted(done, "change")} applied`)), ...outputLines(record.outputs, paint)];
    case "failed":
    case "cancelled": {
      const lines = failures.map(({ address, code, message, cause }) => {
        const where = address === undefined ? "" : `${address}: `;
        return `  ${paint("red", code)} ${where}${cause === undefined ? message : failureLine(cause)}`;
      });
      return [head(paint("red", `${outcome} after ${counted(done, "change")}`)), ...lines];
    }
  }
}

function outputLines(outputs: StackResult["record"]["outputs"], paint: Paint): readonly string[] {
  return Object.entries(outputs).flatMap(([component, values]) =>
    Object.entries(values).flatMap(([name, value]) => {
      const text = outputText(value);
      return name === "self" || text === undefined ? [] : [`  ${component}.${name} = ${paint("cyan", text)}`];
    }),
  );
}

function outputText(value: Value): string | undefined {
  if (isSealed(value)) return "[secret]";
  if (isJoin(value)) return value.$join.some(isSealed) ? "[secret]" : value.$join.map(String).join("");
  if (isRef(value) || value === null || value === "") return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
