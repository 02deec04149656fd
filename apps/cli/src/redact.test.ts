import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { redactor } from "./redact.ts";

const config = readConfig(
  { cwd: "/", pid: 1, terminal: false },
  {
    HCLOUD_TOKEN: "fake-hetzner-token",
    CLOUDMAKE_SECRET_DB: "fake-db-password",
    CLOUDMAKE_STATE_KEY: "fake-state-key-fake-state-key-32",
    HOME: "/home/ada",
  },
);

test("hides tokens, secrets and the state key wherever they turn up", () => {
  const text = "Bearer fake-hetzner-token pw=fake-db-password key=fake-state-key-fake-state-key-32 at /home/ada";
  expect(redactor(config)(text)).toBe("Bearer [secret] pw=[secret] key=[secret] at /home/ada");
});

test("leaves values alone that are too short to be secrets", () => {
  const short = readConfig({ cwd: "/", pid: 1, terminal: false }, { CLOUDMAKE_SECRET_X: "a" });
  expect(redactor(short)("a banana")).toBe("a banana");
});

test.each([
  ["as it stands in the state's URL", "p%40ss-of-the-team"],
  ["as it is meant", "p@ss-of-the-team"],
])("hides the password of a shared state %s", (_, password) => {
  const url = "postgres://ada:p%40ss-of-the-team@db.example/shop";
  const given = { ...readConfig({ cwd: "/", pid: 1, terminal: false }, {}), stateUrl: url };
  expect(redactor(given)(`refused ${password} of ada`)).toBe("refused [secret] of ada");
});
