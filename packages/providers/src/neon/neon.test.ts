import { describe, expect, test } from "vitest";
import type { Answer } from "../http/cloud.ts";
import { neon } from "./neon.ts";

function answer(status: number, body: unknown): Answer {
  return { status, body, headers: new Headers() };
}

describe("a refusal by Neon", () => {
  test.each([
    ["a wrong key", 401, "", "CREDENTIAL_REFUSED", false],
    ["a locked project, where nothing was done", 423, "", "PROVIDER_REFUSED", true],
    ["a short outage, where nothing was done", 503, "", "PROVIDER_UNAVAILABLE", true],
    ["an error after which anything may be", 500, "", "PROVIDER_UNAVAILABLE", false],
    ["a missing branch", 404, "", "PROVIDER_REFUSED", false],
    ["a full account", 422, "PROJECTS_LIMIT_EXCEEDED", "QUOTA_EXCEEDED", false],
  ])("for %s", (_, status, code, expected, retry) => {
    const refusal = neon.refusal(answer(status, { request_id: "r1", code, message: "no" }));
    expect(refusal.failure.code).toBe(expected);
    expect(refusal.retry).toBe(retry);
  });
});

describe("the page after a page of Neon's", () => {
  const asked = new URL("https://cloud.example/projects?limit=2");
  test.each([
    ["of projects goes on at the cursor", { cursor: "c" }, 2, "c"],
    ["of branches goes on at next", { next: "n", sort_by: "name" }, 2, "n"],
    ["is none after a page that is not full, whatever its cursor", { cursor: "c" }, 1, null],
    ["is none without a cursor", {}, 2, null],
  ])("%s", (_, pagination, items, cursor) => {
    const next = neon.nextPage(answer(200, { pagination }), asked, () => items);
    expect(next?.searchParams.get("cursor") ?? null).toBe(cursor);
  });
});
