import { expect, test } from "vitest";
import { makeDigitalOcean } from "../src/digitalocean/make-digitalocean.ts";
import { makeHetzner } from "../src/hetzner/make-hetzner.ts";
import { type Answer, makeBench } from "./vendor-client.ts";

test("DigitalOcean's burst limit says when to come back, and counts down its hour before", async () => {
  const bench = await makeBench(makeDigitalOcean, "/digitalocean", "digitalocean", { limits: "vendor" });
  const answers: Answer[] = [];
  for (let call = 0; call < 251; call += 1) answers.push(await bench.ask("GET", "/v2/account"));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(250);
  expect(answers[0]?.headers.get("ratelimit-limit")).toBe("5000");
  expect(answers[9]?.headers.get("ratelimit-remaining")).toBe("4990");
  expect(answers[250]).toMatchObject({ status: 429, body: { id: "too_many_requests" } });
  expect(Number(answers[250]?.headers.get("retry-after"))).toBeGreaterThan(0);
  await bench.close();
});

test("Hetzner's limit is told in its own headers", async () => {
  const bench = await makeBench(makeHetzner, "/hetzner/v1", "hetzner", { limits: "vendor" });
  const { headers } = await bench.ask("GET", "/servers");
  expect(headers.get("RateLimit-Limit")).toBe("3600");
  expect(headers.get("RateLimit-Remaining")).toBe("3599");
  expect(Number(headers.get("RateLimit-Reset"))).toBeGreaterThan(1_700_000_000);
  await bench.close();
});
