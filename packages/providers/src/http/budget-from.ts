import { Failure } from "@cloudmake/model";
import type { Budget, Cloud } from "./cloud.ts";

const almostHalf = 0.45;

/**
 * A cloud's rate budget: what `CLOUDMAKE_BUDGET_<CLOUD>` says as `<calls>/<seconds>`, for accounts that have another
 * limit or that leave a part of it to others; else the vendor's. Not quite half of the calls may go out at once, so that
 * no window sees more than all of them, also when some are on their way for a while. Refuses with `USAGE` what is no budget.
 */
export function budgetFrom(cloud: Cloud, env: Readonly<Record<string, string | undefined>>): Budget {
  const variable = `CLOUDMAKE_BUDGET_${cloud.name.toUpperCase()}`;
  const text = env[variable];
  if (text === undefined || text === "") return cloud.budget;
  const [, calls = 0, seconds = 0] = (/^(\d{1,6})\/(\d{1,5})$/.exec(text) ?? []).map(Number);
  if (calls < 2 || seconds < 1) {
    throw new Failure("USAGE", {
      problem: `${variable} is no budget: \`${text}\``,
      hint: "Write calls/seconds, e.g. 250/60.",
    });
  }
  const half = Math.max(1, Math.floor(calls * almostHalf));
  return { calls: half, windowMs: seconds * 1_000, burst: half };
}
