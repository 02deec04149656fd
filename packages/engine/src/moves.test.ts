import { ref } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import {
  applied,
  asLine,
  type Given,
  keyType,
  linkType,
  node,
  seen,
  sight,
  unreadable,
  world,
} from "../test/plain-world.ts";
import { makePlan } from "./make-plan.ts";

const linkDone = applied(node("lan", { name: "lan" }, { type: linkType }));
const moved = node("wan", { name: "lan" }, { type: linkType });
const onLink = node("box", { image: "debian-12", on: ref(moved.address, "id") });
const onLinkDone = applied(onLink, { inputs: { image: "debian-12", on: linkDone.id } });
const keyDone = applied(node("mine", { key: "fake" }, { type: keyType }));
const otherKey = node("yours", { key: "fake" }, { type: keyType });

const rows: readonly (readonly [string, Given, readonly string[]])[] = [
  [
    "moves what exists once to the address that wants it now",
    { graph: [moved], applied: [linkDone], observed: sight([seen(linkDone)]) },
    ["import wan: moved", "forget lan: moved"],
  ],
  ["moves it unseen, too", { graph: [moved], applied: [linkDone] }, ["import wan: moved", "forget lan: moved"]],
  [
    "moves it with what is to change on it",
    { graph: [node("wan", { name: "lan", speed: 10 }, { type: linkType })], applied: [linkDone] },
    ["import wan: moved, speed", "forget lan: moved"],
  ],
  [
    "knows of what it moves what it is, so that nothing else changes by it",
    { graph: [moved, onLink], applied: [linkDone, onLinkDone] },
    ["import wan: moved", "keep box", "forget lan: moved"],
  ],
  [
    "moves it on where a run was killed that had moved it already",
    {
      graph: [moved],
      applied: [linkDone],
      observed: sight([seen(linkDone, { marker: { stack: world({}).graph.stack, hash: moved.marker } })]),
    },
    ["import wan: moved", "forget lan: moved"],
  ],
  [
    "moves it back where a run was killed that had moved it and the spec no longer says so",
    {
      graph: [node("lan", { name: "lan" }, { type: linkType })],
      applied: [linkDone],
      observed: sight([seen(linkDone, { marker: { stack: world({}).graph.stack, hash: moved.marker } })]),
      takenOver: [applied(moved, { id: linkDone.id })],
    },
    ["update lan: interrupted"],
  ],
  [
    "moves nothing that is shared: its new holder joins it, its old one leaves it",
    { graph: [otherKey], applied: [keyDone] },
    ["create yours: added", "delete mine: removed"],
  ],
  [
    "leaves it to the new holder of a shared thing to join what an interrupted run made",
    { graph: [otherKey], observed: sight([seen(keyDone)]), interrupted: [keyDone] },
    ["create yours: added", "delete orphan/key-mine-8d57: orphan"],
  ],
  [
    "moves nothing that only a new object could become",
    { graph: [node("wan", { name: "lan", kind: "fast" }, { type: linkType })], applied: [linkDone] },
    ["create wan: added", "delete lan: removed"],
  ],
  [
    "moves nothing that is gone",
    { graph: [moved], applied: [linkDone], observed: sight([]) },
    ["create wan: added", "forget lan: removed, missing"],
  ],
  [
    "moves nothing that it cannot read",
    { graph: [moved], applied: [linkDone], observed: sight([], { unreadable: [unreadable(linkType)] }) },
    ["hold wan: unreadable", "hold lan: removed, unreadable"],
  ],
  [
    "moves nothing that is to be let go",
    { graph: [moved], applied: [linkDone], wishes: { forgets: new Set([linkDone.address]) } },
    ["create wan: added", "forget lan: requested"],
  ],
  [
    "moves an object as a whole: its old address alone cannot be asked for",
    { graph: [moved], applied: [linkDone], wishes: { only: new Set([linkDone.address]) } },
    ["hold wan: moved, untargeted", "hold lan: moved"],
  ],
  [
    "moves an object as a whole: its new address is asked for with its old one",
    { graph: [moved], applied: [linkDone], wishes: { only: new Set([moved.address]) } },
    ["import wan: moved", "forget lan: moved"],
  ],
];

describe("a plan", () => {
  test.each(rows)("%s", (_, given, expected) => {
    expect(makePlan(world(given)).steps.map(asLine)).toEqual(expected);
  });
});
