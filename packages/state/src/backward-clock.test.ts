import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptyRecord, stackId } from "@cloudmake/model";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDirectoryState } from "./directory-state.ts";

const stack = stackId("shop", "dev");
const hourMs = 3_600_000;
const call = { signal: AbortSignal.any([]) };
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cloudmake-clock-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("guarantee 2: a clock that jumps back neither takes a lease away nor keeps a free one", async () => {
  let now = Date.UTC(2026, 10, 21, 12);
  const { leases, records } = createDirectoryState(root, { now: () => now });
  const held = await leases.acquire(stack, "ada", { ttlMs: 60_000, ...call });
  now -= hourMs;
  await expect(leases.acquire(stack, "bob", { ttlMs: 60_000, ...call })).rejects.toMatchObject({ code: "LEASE_HELD" });
  const renewed = await leases.renew(held, { ttlMs: 60_000, ...call });
  expect(Date.parse(renewed.until)).toBe(now + 60_000);
  await leases.release(renewed, call);
  const next = await leases.acquire(stack, "bob", { ttlMs: 60_000, ...call });
  expect(next.token).toBeGreaterThan(held.token);
  const late = records.write(emptyRecord(stack), { token: held.token, ...call });
  await expect(late).rejects.toMatchObject({ code: "LEASE_LOST" });
});
