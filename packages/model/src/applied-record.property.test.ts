import fc from "fast-check";
import { expect, test } from "vitest";
import { AppliedRecord, AppliedResource, emptyRecord } from "./applied-record.ts";
import { stackId } from "./address.ts";

const stack = stackId("shop", "prod");
const text = fc.oneof(fc.constant("server"), fc.string({ maxLength: 5 }));
const address = fc.constantFrom("shop/prod/box/server", "shop/prod/lan/network");
const values = fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
const sound = fc.record(
  {
    address,
    type: text,
    id: text,
    marker: text,
    inputs: values,
    outputs: values,
    dependsOn: fc.array(address, { maxLength: 2 }),
    deletion: fc.constantFrom("default", "delete", "retain"),
    incomplete: fc.array(text, { maxLength: 2 }),
  },
  { requiredKeys: ["address", "type", "id", "marker", "inputs", "outputs", "dependsOn", "deletion"] },
);
const damage = fc.record({
  field: fc.constantFrom(...Object.keys(AppliedResource.shape), "colour"),
  value: fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant(undefined), fc.constant("no/address")),
});
const resource = fc.oneof(
  sound,
  fc.tuple(sound, damage).map(([whole, { field, value }]) => ({ ...whole, [field]: value })),
  fc.jsonValue({ maxDepth: 1 }),
);

test("a record's resources are what the schema of one makes of each, or the record is refused", () => {
  fc.assert(
    fc.property(fc.array(resource, { maxLength: 3 }), (drawn) => {
      const resources: readonly unknown[] = JSON.parse(JSON.stringify(drawn));
      const alone = resources.map((one) => AppliedResource.safeParse(one));
      const whole = AppliedRecord.safeParse({ ...emptyRecord(stack), resources });
      expect(whole.success).toBe(alone.every(({ success }) => success));
      if (whole.success) expect(whole.data.resources).toStrictEqual(alone.map(({ data }) => data));
    }),
    { numRuns: 2_000 },
  );
});
