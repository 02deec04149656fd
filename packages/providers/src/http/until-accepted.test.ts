import { Failure, isFailure } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { untilAccepted } from "./until-accepted.ts";
import { untilReady } from "./until-ready.ts";

const signal = AbortSignal.any([]);
const refused = (providerCode: string): Failure =>
  new Failure("PROVIDER_REFUSED", {
    cloud: "digitalocean",
    status: 403,
    providerCode,
    message: `it is ${providerCode}`,
  });
const passes = (error: unknown): boolean => isFailure(error, "PROVIDER_REFUSED") && error.data.providerCode === "busy";

/** The answers come one after the other, the last one for ever; time passes only while something is waited for. */
function asking(answers: readonly (Failure | string)[]): Promise<string> {
  let now = 0;
  let asked = 0;
  const sleep = async (ms: number): Promise<void> => {
    now += ms;
  };
  const api = {
    until: <T>(what: string, probe: () => Promise<T | undefined>, call: Parameters<typeof untilReady>[3]) =>
      untilReady({ clock: { now: () => now }, sleep }, what, probe, call),
  };
  const attempt = async (): Promise<string> => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? "";
    asked += 1;
    if (typeof answer === "string") return answer;
    throw answer;
  };
  return untilAccepted(api, "a deletion", attempt, { everyMs: 1_000, forMs: 10_000, signal, passes });
}

describe("what a cloud refuses for a reason that passes", () => {
  test("is tried again until it takes it", async () => {
    expect(await asking([refused("busy"), refused("busy"), "done"])).toBe("done");
  });

  test("ends with what the cloud said last, when the time is up", async () => {
    await expect(asking([refused("busy")])).rejects.toMatchObject({
      code: "PROVIDER_REFUSED",
      data: { message: "it is busy" },
    });
  });

  test("is not tried again after a refusal that stays", async () => {
    await expect(asking([refused("busy"), refused("gone"), "done"])).rejects.toMatchObject({
      data: { providerCode: "gone" },
    });
  });
});
