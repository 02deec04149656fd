import { type Address, partsOf } from "@cloudmake/model";
import type { Context } from "./context.ts";

/** Ids of the objects that the record of an address's stack knows, by address. */
export async function recordedIds(context: Context, address: Address): Promise<ReadonlyMap<Address, string>> {
  const { backend } = await context.state();
  const record = await backend.records.read(partsOf(address).stack, context);
  return new Map(record?.resources.map((resource) => [resource.address, resource.id]));
}
