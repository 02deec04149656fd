import { ref } from "@cloudmake/model";
import { describe, expect, test } from "vitest";
import { applied, asLine, type Given, linkType, node, seen, sight, unreadable, world } from "../test/plain-world.ts";
import { makePlan } from "./make-plan.ts";

const box = node("box", { image: "debian-12", size: "cx22", keys: ["a", "b"] });
const done = applied(box);
const dns = node("dns", { value: ref(box.address, "ip"), host: ref(box.address, "id") });
const dnsDone = applied(dns, { inputs: { value: done.outputs["ip"] ?? "", host: done.id } });
const disk = node("disk", { region: "fsn1", gb: 10 }, { type: "test:index:Disk" });
const diskDone = applied(disk);
const role = node("disk", { on: ref(disk.address, "id") });
const secret = node("box", { image: "debian-12", userData: { $join: ["token=", { $secret: "TOKEN" }] } });
const hidden = node("box", { image: "debian-12", userData: "a" });
const hiddenDone = applied(hidden);
const fields = ["userData"];
const linkDone = applied(node("lan", { name: "lan" }, { type: linkType }));
const otherLink = applied(node("wan", { name: "wan" }, { type: linkType }));
const moved = node("wan", { name: "lan" }, { type: linkType });
const bigger = node("box", { ...box.inputs, size: "cx32" });
const both = node("box", { ...box.inputs, size: "cx32", image: "debian-13" });
const relabelled = node("box", { ...box.inputs, keys: ["a"] });
const resized = sight([seen(done, { inputs: { ...box.inputs, size: "cx52" } })]);
const replaceBox = { replaces: new Set([box.address]) };
const rebuilt = node("box", { ...box.inputs, image: "debian-13" });

const rows: readonly (readonly [string, Given, readonly string[]])[] = [
  ["creates what only the spec has", { graph: [box] }, ["create box: added"]],
  ["keeps what is as described", { graph: [box], applied: [done] }, ["keep box"]],
  [
    "keeps what is as described in the cloud",
    { graph: [box], applied: [done], observed: sight([seen(done)]) },
    ["keep box"],
  ],
  ["puts back what someone deleted", { graph: [box], applied: [done], observed: sight([]) }, ["create box: missing"]],
  [
    "leaves what it could not read",
    { graph: [bigger], applied: [done], observed: sight([], { unreadable: [unreadable(box.type)] }) },
    ["hold box: unreadable"],
  ],
  [
    "creates nothing it could not look for",
    { graph: [box], observed: sight([], { unreadable: [unreadable(box.type)] }) },
    ["hold box: unreadable"],
  ],
  ["resizes in place", { graph: [bigger], applied: [done] }, ["update box: size"]],
  ["replaces its image", { graph: [rebuilt], applied: [done] }, ["replace box: image"]],
  [
    "repairs what someone changed",
    { graph: [box], applied: [done], observed: sight([seen(done, { inputs: { ...box.inputs, size: "cx52" } })]) },
    ["update box: size drifted"],
  ],
  [
    "takes no notice of the order of a set",
    { graph: [box], applied: [done], observed: sight([seen(done, { inputs: { ...box.inputs, keys: ["b", "a"] } })]) },
    ["keep box"],
  ],
  [
    "takes no notice of what the cloud filled in by itself",
    { graph: [box], applied: [done], observed: sight([seen(done, { inputs: { ...box.inputs, backups: false } })]) },
    ["keep box"],
  ],
  [
    "does not change what somebody already changed as the spec now says",
    { graph: [bigger], applied: [done], observed: sight([seen(done, { inputs: bigger.inputs })]) },
    ["keep box"],
  ],
  ["takes over what an interrupted run left", { graph: [box], observed: sight([seen(done)]) }, ["create box: adopted"]],
  [
    "deletes what an interrupted run left and nobody wants any more",
    { observed: sight([seen(done)]), interrupted: [done] },
    ["delete orphan/server-box-0c2b: orphan"],
  ],
  [
    "spares what had been there before the interrupted run that began to take it over",
    { observed: sight([seen(done), seen(linkDone)]), takenOver: [done, linkDone] },
    [],
  ],
  [
    "spares what somebody copied by hand of an object that an interrupted run took over",
    { graph: [box], applied: [done], observed: sight([seen(done), seen(done, { id: "box-copy" })]), takenOver: [done] },
    ["keep box"],
  ],
  [
    "takes back a setting that an interrupted run had added",
    {
      graph: [box],
      applied: [done],
      observed: sight([seen(done, { inputs: { ...box.inputs, backups: true } })]),
      begun: { of: done, fields: ["backups"] },
    },
    ["update box: interrupted"],
  ],
  [
    "has nothing to take back where the interrupted run had not got that far",
    {
      graph: [box],
      applied: [done],
      observed: sight([seen(done, { inputs: { ...box.inputs, backups: false, note: null } })]),
      begun: { of: done, fields: ["backups", "note"] },
    },
    ["keep box"],
  ],
  [
    "writes again what an interrupted run may have changed and no cloud tells",
    { graph: [hidden], applied: [hiddenDone], observed: sight([seen(hiddenDone)]), begun: { of: hiddenDone, fields } },
    ["update box: interrupted"],
  ],
  [
    "drops from what it takes over a setting that only the interrupted run wanted",
    {
      graph: [box],
      observed: sight([seen(done, { inputs: { ...box.inputs, backups: true } })]),
      interrupted: [done],
      begun: { of: done, fields: ["image", "backups"] },
    },
    ["create box: adopted, interrupted"],
  ],
  [
    "deletes what a lost call made beside the object that replaced it",
    {
      graph: [box],
      applied: [done],
      observed: sight([seen(done), seen(done, { id: "box-late" })]),
      interrupted: [done],
    },
    ["keep box", "delete orphan/server-box-late: orphan"],
  ],
  [
    "spares what somebody copied by hand, marker and all",
    { graph: [box], applied: [done], observed: sight([seen(done), seen(done, { id: "box-copy" })]) },
    ["keep box"],
  ],
  [
    "takes over one of two that lost calls made, and deletes the other",
    { graph: [box], observed: sight([seen(done), seen(done, { id: "box-late" })]), interrupted: [done] },
    ["create box: adopted", "delete orphan/server-box-late: orphan"],
  ],
  [
    "spares the successor that an interrupted replacement has made already",
    {
      graph: [box],
      applied: [done],
      observed: sight([seen(done), seen(done, { id: "box-new" })]),
      wishes: { replaces: new Set([box.address]) },
    },
    ["replace box: requested, adopted"],
  ],
  [
    "spares data, even beside other data of its marker",
    { graph: [disk], applied: [diskDone], observed: sight([seen(diskDone), seen(diskDone, { id: "disk-late" })]) },
    ["keep disk"],
  ],
  [
    "deletes what an interrupted run made that has no marker, by its name",
    { observed: sight([seen(linkDone), seen(otherLink)]), interrupted: [linkDone] },
    ["delete orphan/link-lan-33b5: orphan"],
  ],
  [
    "takes over what an interrupted run made once where another component now wants it",
    { graph: [moved], observed: sight([seen(linkDone)]), interrupted: [linkDone] },
    ["create wan: adopted"],
  ],
  ["spares what has no marker and was there before", { observed: sight([seen(linkDone)]) }, []],
  ["spares strange objects that carry its marker", { observed: sight([seen(done)]) }, []],
  ["deletes dependents first", { applied: [done, dnsDone] }, ["delete dns: removed", "delete box: removed"]],
  [
    "forgets what is removed and already gone",
    { applied: [done], observed: sight([]) },
    ["forget box: removed, missing"],
  ],
  ["deletes data when the spec said so", { applied: [{ ...diskDone, deletion: "delete" }] }, ["delete disk: removed"]],
  ["spares data", { applied: [diskDone] }, ["hold disk: removed, stateful"]],
  ["deletes data when told to", { applied: [diskDone], wishes: { deleteData: true } }, ["delete disk: removed"]],
  [
    "keeps a component that holds data as one",
    { applied: [diskDone, applied(role)] },
    ["hold disk: removed, stateful", "hold disk: removed, stateful"],
  ],
  [
    "does not replace data by itself",
    { graph: [node("disk", { region: "nbg1", gb: 10 }, { type: disk.type })], applied: [diskDone] },
    ["hold disk: region, stateful"],
  ],
  ["leaves what the spec retains", { applied: [{ ...done, deletion: "retain" }] }, ["forget box: removed, retained"]],
  ["leaves unknown what depends on something new", { graph: [box, dns] }, ["create box: added", "create dns: added"]],
  ["knows the outputs of what stays", { graph: [box, dns], applied: [done, dnsDone] }, ["keep box", "keep dns"]],
  [
    "plans dependents of a replacement, as their value becomes unknown",
    { graph: [rebuilt, dns], applied: [done, dnsDone] },
    ["replace box: image", "update dns: host, value"],
  ],
  [
    "plans dependents only of outputs that an update may change",
    { graph: [bigger, dns], applied: [done, dnsDone] },
    ["update box: size", "update dns: value"],
  ],
  [
    "holds what needs an output of something it could not look for",
    {
      graph: [disk, node("dns", { on: ref(disk.address, "id") })],
      observed: sight([], { unreadable: [unreadable(disk.type)] }),
    },
    ["hold disk: unreadable", "hold dns: added, dependency"],
  ],
  [
    "holds what stands on something that was never made",
    {
      graph: [disk, node("dns", {}, { dependsOn: [disk.address] })],
      observed: sight([], { unreadable: [unreadable(disk.type)] }),
    },
    ["hold disk: unreadable", "hold dns: added, dependency"],
  ],
  [
    "compares secrets by their print",
    {
      graph: [secret],
      applied: [
        applied(secret, {
          inputs: { ...secret.inputs, userData: { $join: ["token=", { $print: "print-of-token" }] } },
        }),
      ],
    },
    ["keep box"],
  ],
  [
    "takes no secret in clear from the cloud for drift",
    {
      graph: [node("box", { size: { $secret: "TOKEN" } })],
      applied: [
        applied(node("box", { size: { $secret: "TOKEN" } }), {
          inputs: { size: { $print: "print-of-token" } },
          id: "7",
        }),
      ],
      observed: sight([{ ...seen(done), id: "7", inputs: { size: "the token in clear" } }]),
    },
    ["keep box"],
  ],
  [
    "sees that a secret was changed",
    {
      graph: [secret],
      applied: [
        applied(secret, { inputs: { ...secret.inputs, userData: { $join: ["token=", { $print: "other" }] } } }),
      ],
    },
    ["update box: userData"],
  ],
  [
    "completes what was left half-way",
    { graph: [box], applied: [{ ...done, incomplete: ["no boot"] }] },
    ["update box: incomplete"],
  ],
  [
    "imports what it is told to",
    { graph: [box], wishes: { imports: new Map([[box.address, "4711"]]) } },
    ["import box: requested"],
  ],
  [
    "forgets what it is told to",
    { applied: [done], wishes: { forgets: new Set([done.address]) } },
    ["forget box: requested"],
  ],
  [
    "forgets of a closed account what it cannot read, and deletes what it can",
    {
      applied: [done, diskDone],
      observed: sight([seen(done)], { unreadable: [unreadable(disk.type)] }),
      wishes: { forgetUnreadable: true, deleteData: true },
    },
    ["forget disk: removed, unreadable", "delete box: removed"],
  ],
  [
    "replaces what it is told to",
    { graph: [box], applied: [done], wishes: { replaces: new Set([box.address]) } },
    ["replace box: requested"],
  ],
  [
    "changes nothing but what it is told to",
    { graph: [bigger, dns], applied: [done], wishes: { only: new Set([box.address]) } },
    ["update box: size", "hold dns: added, untargeted"],
  ],
  [
    "makes a new object when an address changes its type",
    { graph: [box], applied: [{ ...done, type: "test:index:Name" }] },
    ["create box: added", "delete box: removed"],
  ],
];

describe("a plan", () => {
  test.each([
    ["of a resize", { graph: [bigger], applied: [done] }, ["size stops"]],
    ["of a resize that somebody made by hand", { graph: [box], applied: [done], observed: resized }, ["size stops"]],
    ["of another change", { graph: [relabelled], applied: [done] }, ["keys"]],
    ["of a new machine in its place", { graph: [both], applied: [done] }, ["image", "size"]],
    ["of one that was asked for", { graph: [bigger], applied: [done], wishes: replaceBox }, ["size"]],
  ])("%s says what stops the machine, and nothing else does", (_, given, expected) => {
    const reasons = makePlan(world(given)).steps.flatMap((step) => step.reasons);
    const fields = reasons.flatMap((reason) => {
      return "replaces" in reason ? [`${reason.field}${reason.stops === true ? " stops" : ""}`] : [];
    });
    expect(fields).toEqual(expected);
  });

  test.each(rows)("%s", (_, given, expected) => {
    expect(makePlan(world(given)).steps.map(asLine)).toEqual(expected);
  });

  test("has the same digest for the same world and another one when an observed value moves", () => {
    const given = { graph: [box], applied: [done], observed: sight([seen(done)]) };
    const moved = { ...given, observed: sight([seen(done, { inputs: { ...box.inputs, size: "cx52" } })]) };
    expect(makePlan(world(given)).digest).toBe(makePlan(world(given)).digest);
    expect(makePlan(world(moved)).digest).not.toBe(makePlan(world(given)).digest);
  });

  test("has another digest when an observed value moves, also where the step stays what it was", () => {
    const grown = (size: string) => ({
      graph: [bigger],
      applied: [done],
      observed: sight([seen(done, { inputs: { ...box.inputs, size } })]),
    });
    const [one, other] = [makePlan(world(grown("cx42"))), makePlan(world(grown("cx52")))];
    expect(other.steps.map(asLine)).toEqual(one.steps.map(asLine));
    expect(other.digest).not.toBe(one.digest);
  });

  test("keeps its digest when something moves that is not managed", () => {
    const given = { graph: [box], applied: [done], observed: sight([seen(done)]) };
    const moved = { ...given, observed: sight([seen(done, { inputs: { ...box.inputs, backups: true } })]) };
    expect(makePlan(world(moved)).digest).toBe(makePlan(world(given)).digest);
  });
});
