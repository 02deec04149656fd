import type { Join, Ref, SecretRef } from "@cloudmake/model";
import type { OutputInstance } from "@pulumi/pulumi";

/** Stands where a value is not known yet, or must not be known: a reference, a secret, text put together from them. */
export type Symbolic = Ref | SecretRef | Join;

/** Text of a setting, once its references are resolved. */
export type Text = string | Symbolic;

/**
 * An official SDK's arguments as data: each `pulumi.Input<T>` becomes `T` or something symbolic, at every depth.
 * `undefined` stands for an absent property.
 */
export type ResourceInputs<Args> = { readonly [Key in keyof Args]: Plain<Args[Key]> };

/** `Input<T>` is `T | Promise<T> | OutputInstance<T>`: the last two fall out; what is left may be symbolic. */
type Plain<T> = Known<T> | (undefined extends T ? undefined : never) | Symbolic;

type Known<T> = T extends undefined
  ? never
  : T extends Promised
    ? never
    : T extends readonly (infer Item)[]
      ? readonly Plain<Item>[]
      : T extends object
        ? ResourceInputs<T>
        : T;

type Promised = Promise<unknown> | OutputInstance<unknown>;
