import { markerOf, stackId } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { applied, type Given, linkType, node, seen, sight, stack, unreadable, world } from "../test/plain-world.ts";
import { makeDriftReport } from "./make-drift-report.ts";

const box = node("box", { image: "debian-12", size: "cx22" });
const done = applied(box);
const copy = { ...done, id: "copied-by-hand" };
const others = { stack: stackId("blog", "prod"), hash: markerOf(box.address, box.inputs, [], new Map()) };
const link = applied(node("lan", { name: "lan" }, { type: linkType }));

const rows: readonly (readonly [string, Given, readonly string[]])[] = [
  ["nothing of what is as applied", { graph: [box], applied: [done], observed: sight([seen(done)]) }, []],
  ["what is gone", { graph: [box], applied: [done], observed: sight([]) }, ["missing"]],
  [
    "a copy that bears the stack's marker",
    { graph: [box], applied: [done], observed: sight([seen(done), seen(copy)]) },
    ["unmanaged"],
  ],
  [
    "nothing of another stack, which nobody asked about",
    { graph: [box], applied: [done], observed: sight([seen(done), seen(copy, { marker: others })]) },
    [],
  ],
  [
    "nothing that was made by hand beside ours",
    { graph: [box], applied: [done], observed: sight([seen(done), seen(link)]) },
    [],
  ],
  ["nothing of what was let go", { observed: sight([seen(done)]), letGo: [done] }, []],
  [
    "a move that waits for an apply once",
    {
      graph: [node("wan", { name: "lan" }, { type: linkType })],
      applied: [link],
      observed: sight([seen(link)]),
    },
    ["pending"],
  ],
  [
    "what could not be read, as that and not as gone",
    { graph: [box], applied: [done], observed: sight([], { unreadable: [unreadable(box.type)] }) },
    ["unreadable"],
  ],
];

describe("a drift report tells", () => {
  test.each(rows)("%s", (_, given, expected) => {
    const { findings, stacks } = makeDriftReport([world(given)], "2026-11-21T12:00:00Z");
    expect(stacks).toEqual([stack]);
    expect(findings.map((finding) => finding.class)).toEqual(expected);
  });
});
