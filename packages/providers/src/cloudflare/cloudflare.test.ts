import { describe, expect, test } from "vitest";
import type { Answer } from "../http/cloud.ts";
import { cloudflare } from "./cloudflare.ts";

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, body, headers: new Headers(headers) };
}

function errors(...codes: readonly number[]): unknown {
  return { success: false, result: null, messages: [], errors: codes.map((code) => ({ code, message: `m${code}` })) };
}

describe("a refusal by Cloudflare", () => {
  test.each([
    ["an expired token", answer(401, errors(9109)), "CREDENTIAL_REFUSED", { status: 401 }],
    ["a malformed token, which is a 400", answer(400, errors(6003)), "CREDENTIAL_REFUSED", { status: 401 }],
    ["a token without the permission", answer(403, errors(10_000)), "CREDENTIAL_REFUSED", { status: 403 }],
    ["a missing namespace", answer(404, errors(10_013)), "PROVIDER_REFUSED", { status: 404, providerCode: "10013" }],
    ["a taken title", answer(400, errors(10_014)), "PROVIDER_REFUSED", { providerCode: "10014", message: "m10014" }],
    ["a full account", answer(403, errors(10_037)), "QUOTA_EXCEEDED", { message: "m10037" }],
    ["too many calls", answer(429, errors(971), { "retry-after": "7" }), "RATE_LIMITED", { retryAfterMs: 7000 }],
    ["too many calls, by code alone", answer(400, errors(6100)), "RATE_LIMITED", {}],
    ["a page of a proxy", answer(502, "<html>"), "PROVIDER_UNAVAILABLE", {}],
    ["several reasons", answer(400, errors(1, 2)), "PROVIDER_REFUSED", { message: "m1; m2" }],
  ])("for %s has a code of ours", (_, given, code, data) => {
    const { failure } = cloudflare.refusal(given);
    expect(failure.code).toBe(code);
    expect(failure.data).toMatchObject(data);
  });

  test("names the ray, with which Cloudflare's support finds the request", () => {
    const { failure } = cloudflare.refusal(answer(400, errors(10_021), { "cf-ray": "ray-1" }));
    expect(failure.data).toMatchObject({ requestId: "ray-1" });
  });

  test.each([
    [429, true],
    [400, false],
    [502, false],
  ])("with status %d may be sent again: %s", (status, retry) => {
    expect(cloudflare.refusal(answer(status, errors(1))).retry).toBe(retry);
  });
});

describe("the page after a page of Cloudflare's", () => {
  const asked = new URL("https://cloud.example/list?per_page=50");
  test.each([
    ["goes on by number", { page: 1, per_page: 50, total_pages: 2 }, 50, "per_page=50&page=2"],
    ["ends with the last number", { page: 2, per_page: 50, total_pages: 2 }, 50, undefined],
    ["goes on while pages are full", { page: 3, per_page: 50 }, 50, "per_page=50&page=4"],
    ["ends with a page that is not full", { page: 3, per_page: 50 }, 49, undefined],
    ["goes on at the cursor", { count: 1, cursors: { after: "c2" } }, 1, "per_page=50&cursor=c2"],
    ["ends without a cursor", { count: 1, cursors: {} }, 1, undefined],
    ["ends with an empty page", { page: 9, per_page: 50, total_pages: 99 }, 0, undefined],
    ["is none for unpaged lists", null, 5, undefined],
  ])("%s", (_, info, items, expected) => {
    const page = answer(200, { result: [], result_info: info });
    expect(cloudflare.nextPage(page, asked, () => items)?.searchParams.toString()).toBe(expected);
  });
});
