import { changesOf, type Inputs, ref, type ResourceNode } from "@cloudmake/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { carryOut, graphOf, node, sight, world } from "../test/plain-world.ts";
import { makePlan } from "./make-plan.ts";
import type { World } from "./world.ts";

const names = ["ada", "bob", "cleo", "dan", "eve", "fay"] as const;

/** Some of six servers; each may refer to one before it, by a field that replaces or by one that does not. */
const graphs: fc.Arbitrary<readonly ResourceNode[]> = fc
  .tuple(
    ...names.map(() =>
      fc.option(
        fc.record({
          image: fc.constantFrom("debian-12", "debian-13"),
          size: fc.constantFrom("s", "m", "l"),
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
      nodes.push(node(name, { image: one.image, size: one.size, ...peer }));
    });
    return nodes;
  });

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

/** name, image and size of every object, sorted. */
function cloud({ observation }: World): readonly string[] {
  return (observation?.objects ?? [])
    .map(({ id, inputs }) => `${id.split("-")[0]} ${String(inputs["image"])} ${String(inputs["size"])}`)
    .sort();
}

function wanted(nodes: readonly ResourceNode[]): readonly string[] {
  return nodes
    .map(({ address, inputs }) => `${address.split("/")[2]} ${String(inputs["image"])} ${String(inputs["size"])}`)
    .sort();
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
    fc.property(graphs, graphs, graphs, fc.nat(8), (first, second, third, crash) => {
      const start = carryOut(asked(empty, first), makePlan(asked(empty, first)));
      const moved = asked(start, second);
      const crashed = asked(carryOut(moved, makePlan(moved), crash), third); // the user may also think again
      const settled = carryOut(crashed, makePlan(crashed));
      expect(cloud(settled)).toEqual(wanted(third));
      expect(changesOf(makePlan(settled))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});
