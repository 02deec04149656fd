import { addressOf, stackId } from "@cloudmake/model";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resourceName } from "./resource-name.ts";

const box = addressOf(stackId("shop", "dev"), "box", "server");
const marker = "0123456789abcdef0123456789abcdef";
const word = fc.stringMatching(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/);

describe("a resource's name", () => {
  test("says project, environment and component", () => {
    expect(resourceName(box, "plain", marker)).toBe("shop-dev-box");
  });

  test("ends in six digits of the marker where it has to find its owner", () => {
    expect(resourceName(box, "suffixed", marker)).toBe("shop-dev-box-012345");
  });

  test("is a host name label, however long its parts are", () => {
    fc.assert(
      fc.property(word, word, word, (project, environment, component) => {
        const address = addressOf(stackId(project, environment), component, "server");
        expect(resourceName(address, "plain", marker)).toMatch(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$|^[a-z]$/);
        expect(resourceName(address, "suffixed", marker)).toMatch(/^[a-z][a-z0-9-]{0,55}-012345$/);
      }),
    );
  });

  test("stays its own when it has to be shortened", () => {
    const long = (component: string) => addressOf(stackId("p".repeat(40), "e".repeat(40)), component, "script");
    expect(resourceName(long("one"), "plain", marker)).not.toBe(resourceName(long("two"), "plain", marker));
  });
});
