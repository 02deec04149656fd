import { type Address, ref as refTo, type Ref } from "@cloudmake/model";
import type { ResourceStates, Token } from "./resource-types.ts";

/** A node that stands in the graph already, for others to refer to. */
export interface NodeHandle<T extends Token = Token> {
  readonly address: Address;
  readonly type: T;
  /** The name it gets in its cloud; `undefined` for types without one. */
  readonly name: string | undefined;
}

/** An output of a node by the official SDK's name; `id` is every resource's. */
export function ref<T extends Token>(node: NodeHandle<T>, output: OutputName<T>): Ref {
  return refTo(node.address, output);
}

type OutputName<T extends Token> = "id" | (keyof ResourceStates[T] & string);
