import { changesOf, type Inputs, type ObservedObject, ref, type ResourceNode } from "@cloudmake/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { carryOut, carryOutUntil } from "../test/carry-out.ts";
import { graphOf, linkType, node, sight, world } from "../test/plain-world.ts";
import { makePlan } from "./make-plan.ts";
import type { World } from "./world.ts";

const names = ["ada", "bob", "cleo", "dan", "eve", "fay"] as const;

/** Some of six servers; each may refer to one before it, by a field that replaces or by one that does not. */
const servers: fc.Arbitrary<readonly ResourceNode[]> = fc
  .tuple(
    ...names.map(() =>
      fc.option(
        fc.record({
          image: fc.constantFrom("debian-12", "debian-13"),
          size: fc.constantFrom("s", "m", "l"),
          label: fc.option(fc.constantFrom("x", "y")),
          password: fc.option(fc.constantFrom("p", "q")),
          after: fc.option(fc.nat(5)),
        }),
      ),
    ),
  )
  .map((chosen) => {
    const nodes: ResourceNode[] = [];
    chosen.forEach((one, index) => {
      const name = names[index];
      if (one === null || name === undefined) return;
      const target = one.after === null ? undefined : nodes[one.after];
      const peer: Inputs = target === undefined ? {} : { peer: ref(target.address, "id") };
      const label: Inputs = one.label === null ? {} : { label: one.label };
      const hidden: Inputs = one.password === null ? {} : { userData: one.password };
      nodes.push(node(name, { image: one.image, size: one.size, ...label, ...hidden, ...peer }));
    });
    return nodes;
  });

/**
 * Two of three links, which bear no marker: what they are called is all that tells them apart, and one name is there once,
 * whichever component has it. `spare` has none that another one ever has: who keeps its link while it wants another's
 * would have to wait for it, and it for them.
 */
const links: fc.Arbitrary<readonly ResourceNode[]> = fc
  .tuple(
    ...["lan", "lin", "spare"].map((component) =>
      fc.option(
        fc.record({
          name: component === "spare" ? fc.constantFrom("spare-1", "spare-2") : fc.constant("net"),
          size: fc.constantFrom("s", "m"),
          label: fc.option(fc.constantFrom("x", "y")),
        }),
      ),
    ),
  )
  .map(([lan, lin, spare]) =>
    [
      { component: "lan", inputs: lan },
      { component: "lin", inputs: lan === null ? lin : null },
      { component: "spare", inputs: spare },
    ].flatMap(({ component, inputs }) => {
      if (inputs === null || inputs === undefined) return [];
      const { label, ...always } = inputs;
      return [node(component, label === null ? always : { ...always, label }, { type: linkType })];
    }),
  );

const graphs = fc.tuple(servers, links).map((parts) => parts.flat());

const vandalism = fc.array(fc.record({ at: fc.nat(5), what: fc.constantFrom("delete", "resize") }), { maxLength: 3 });

function vandalise(before: World, acts: readonly { readonly at: number; readonly what: string }[]): World {
  let objects = before.observation?.objects ?? [];
  for (const { at, what } of acts) {
    objects = objects.flatMap((object, index) => {
      if (index !== at) return [object];
      return what === "delete" ? [] : [{ ...object, inputs: { ...object.inputs, size: "xxl" } }];
    });
  }
  return { ...before, observation: sight(objects) };
}

function asked(before: World, nodes: readonly ResourceNode[]): World {
  return { ...before, graph: graphOf(nodes) };
}

/** What no cloud tells is told here all the same: it is what the object really is. */
function cloud({ observation }: World): readonly string[] {
  return (observation?.objects ?? []).map(({ id, type, inputs }) => inShort(type, id.split("-")[0], inputs)).sort();
}

function wanted(nodes: readonly ResourceNode[]): readonly string[] {
  return nodes.map(({ address, type, inputs }) => inShort(type, address.split("/")[2], inputs)).sort();
}

/** A link keeps the id that it got from another component. */
function inShort(type: string, name: string | undefined, inputs: Inputs): string {
  return [
    type === linkType ? "link" : name,
    ...["name", "image", "size", "label", "userData"].map((field) => String(inputs[field])),
  ].join(" ");
}

function arrived(before: World, late: ObservedObject | undefined): World {
  if (late === undefined) return before;
  const objects = before.observation?.objects ?? [];
  let { id } = late;
  while (objects.some((object) => object.id === id)) id += "l";
  return { ...before, observation: sight([...objects, { ...late, id }]) };
}

const empty = world({ observed: sight([]) });

test("after any edit and any act by hand, one apply makes the cloud match the spec, and a second has nothing to do", () => {
  fc.assert(
    fc.property(graphs, graphs, vandalism, (first, second, acts) => {
      const start = carryOut(asked(empty, first), makePlan(asked(empty, first)));
      const moved = asked(vandalise(start, acts), second);
      const settled = carryOut(moved, makePlan(moved));
      expect(cloud(settled)).toEqual(wanted(second));
      expect(changesOf(makePlan(settled))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test("after any crash, applying again makes the cloud match the spec: nothing missing, nothing twice, nothing left over", () => {
  fc.assert(
    fc.property(graphs, graphs, graphs, fc.boolean(), fc.nat(8), (first, second, other, again, crash) => {
      const third = again ? first : other; // the user may take it back, or think of something else
      const start = carryOut(asked(empty, first), makePlan(asked(empty, first)));
      const moved = asked(start, second);
      const { world: crashed } = carryOutUntil(moved, makePlan(moved), crash);
      const settled = carryOut(asked(crashed, third), makePlan(asked(crashed, third)));
      expect(cloud(settled)).toEqual(wanted(third));
      expect(changesOf(makePlan(settled))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test("a creation that the cloud carries out after its caller's death is taken over or deleted, however late it comes", () => {
  fc.assert(
    fc.property(graphs, graphs, graphs, fc.boolean(), fc.nat(8), (first, second, other, inTime, crash) => {
      const start = carryOut(asked(empty, first), makePlan(asked(empty, first)));
      const moved = asked(start, second);
      const { world: crashed, late } = carryOutUntil(moved, makePlan(moved), crash);
      // Without a marker nobody can tell a late object from what somebody made by hand: there the wait is all there is.
      const waits = inTime || late?.type === linkType;
      for (const third of [second, first, other]) {
        const before = asked(waits ? arrived(crashed, late) : crashed, third);
        const rerun = carryOut(before, makePlan(before));
        const after = waits ? rerun : arrived(rerun, late);
        const settled = carryOut(after, makePlan(after));
        expect(cloud(settled)).toEqual(wanted(third));
        expect(changesOf(makePlan(settled))).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});
