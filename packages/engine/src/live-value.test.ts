import type { Value } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { liveValueOf } from "./live-value.ts";

const print = { $print: "print-of-token" };
const token = { name: "TOKEN", text: print };
const plain = { name: "GREETING", text: "hello" };

describe("what a cloud says beside a secret", () => {
  test.each<readonly [string, Value, Value, Value]>([
    ["is taken as it is where no secret is", "a", "b", "b"],
    ["is never the secret in clear", print, "in clear", print],
    ["is not even the text around it", { $join: ["Bearer ", print] }, "Bearer in clear", { $join: ["Bearer ", print] }],
    ["shows another setting beside it", token, { name: "OTHER", text: "in clear" }, { name: "OTHER", text: print }],
    ["may leave the secret out", token, { name: "TOKEN" }, token],
    ["shows another item beside it", [token, plain], [{ name: "TOKEN" }, { name: "A" }], [token, { name: "A" }]],
    ["shows that its item is gone", [token, plain], [plain], [plain]],
    ["keeps the order of the cloud", [plain, token], [{ name: "TOKEN", text: "in clear" }, plain], [token, plain]],
    [
      "hides the secret of an item that was changed",
      [token],
      [{ name: "B", text: "in clear" }],
      [{ name: "B", text: print }],
    ],
    [
      "hides it behind another item that came before it",
      [{ value: { $join: ['"', print, '"'] } }],
      [{ value: '"by hand"' }, { value: '"in clear"' }],
      [{ value: { $join: ['"', print, '"'] } }, { value: { $join: ['"', print, '"'] } }],
    ],
    ["hides what took another form", token, "in clear", { $print: "" }],
    ["hides it in a list of texts", ["a", print], ["a", "in clear"], ["a", print]],
  ])("%s", (_, recorded, live, expected) => {
    expect(liveValueOf(recorded, live)).toEqual(expected);
  });
});
