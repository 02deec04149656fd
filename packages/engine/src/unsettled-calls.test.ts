import { digestOf, type JournalEntry } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { applied, type Given, linkType, node, seen, sight, world } from "../test/plain-world.ts";
import { interruptedBy } from "./interrupted-by.ts";
import { settledAt, unsettledCalls } from "./unsettled-calls.ts";

const at = "2026-11-21T12:00:00Z";
const box = node("box", { image: "debian-12", size: "s" });
const done = applied(box);
const bigger = node("box", { image: "debian-12", size: "l" });
const link = node("lan", { name: "lan" }, { type: linkType });
const linkDone = applied(link);

function intent(
  { address, type, marker, inputs }: typeof box,
  action: "create" | "update" | "delete",
  own: { readonly id?: string } = {},
): JournalEntry {
  const about = { run: "run-1", at, address, type, marker, key: "k", inputs, wanted: digestOf(inputs) };
  return { entry: "intent", action, ...about, ...own };
}

function unsettled(given: Given, ...journal: readonly JournalEntry[]): readonly string[] {
  return unsettledCalls({ ...world(given), interrupted: interruptedBy(journal) }).map(({ action }) => action);
}

const nothing = sight([]);
const there = sight([seen(done)]);

describe("a lost call has to be waited for", () => {
  test.each<readonly [string, readonly string[], Given, JournalEntry]>([
    ["a creation whose object nobody sees", ["create"], { graph: [box], observed: nothing }, intent(box, "create")],
    ["a creation that nobody has looked for", ["create"], { graph: [box] }, intent(box, "create")],
    ["also where nobody wants it any more", ["create"], { observed: nothing }, intent(box, "create")],
    ["not once its object is there", [], { observed: there }, intent(box, "create")],
    ["not once it is there by name", [], { observed: sight([seen(linkDone)]) }, intent(link, "create")],
    [
      "a deletion of what is wanted again",
      ["delete"],
      { graph: [box], applied: [done], observed: there },
      intent(box, "delete", { id: done.id }),
    ],
    ["not a deletion that is done", [], { graph: [box], observed: nothing }, intent(box, "delete", { id: done.id })],
    [
      "not a deletion that is due all the same",
      [],
      { applied: [done], observed: there },
      intent(box, "delete", { id: done.id }),
    ],
    [
      "an update that was taken back",
      ["update"],
      { graph: [box], applied: [done], observed: there },
      intent(bigger, "update", { id: done.id }),
    ],
    [
      "not an update to what is about to be written anyway",
      [],
      { graph: [bigger], applied: [done], observed: there },
      intent(bigger, "update", { id: done.id }),
    ],
  ])("%s", (_, expected, given, call) => {
    expect(unsettled(given, call)).toEqual(expected);
  });

  test("for as long as its cloud may take", () => {
    const { lost } = interruptedBy([intent(box, "create")]);
    expect(settledAt(world({}), lost)).toBe(Date.parse(at) + 20_000);
  });
});
