import { isRecord } from "@cloudmake/model";
import { z } from "zod";
import { childOfData } from "./child-of-data.ts";

/** The objects a value may be by its schema; of a discriminated union the one its discriminator picks, if it does. */
export function shapesAt(schema: unknown, data: unknown, path: readonly PropertyKey[]): readonly z.ZodObject[] {
  const options = optionsOf(schema, data);
  const [segment, ...rest] = path;
  if (segment === undefined) return options.filter((option) => option instanceof z.ZodObject);
  return options.flatMap((option) => {
    const child = childSchema(option, segment);
    return child === undefined ? [] : shapesAt(child, childOfData(data, segment), rest);
  });
}

/** The schema of a setting, unwrapped; the first that fits where there are several. */
export function schemaAt(schema: unknown, data: unknown, path: readonly PropertyKey[]): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) return schema;
  for (const option of optionsOf(schema, data)) {
    const child = childSchema(option, segment);
    const found = child === undefined ? undefined : schemaAt(child, childOfData(data, segment), rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Which other options of a union know a key: `vpc` is a setting of `provider: digitalocean`, not of `hetzner`. */
export function elsewhere(schema: unknown, key: string): { readonly by: string; readonly value: string } | undefined {
  const union = unwrap(schema);
  if (!(union instanceof z.ZodDiscriminatedUnion)) return undefined;
  const by = union.def.discriminator;
  const owner = union.options.find((option) => option instanceof z.ZodObject && key in option.shape);
  const literal: unknown = owner instanceof z.ZodObject ? owner.shape[by] : undefined;
  const value = literal instanceof z.ZodLiteral ? String([...literal.values][0]) : undefined;
  return value === undefined ? undefined : { by, value };
}

/** Takes off what does not change a value's shape: optional, default, pipe and the like. */
export function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodReadonly || schema instanceof z.ZodCatch) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodLazy) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  return schema;
}

/** The values a setting can take, where it is one of a few. */
export function choicesOf(schema: unknown): readonly unknown[] | undefined {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodEnum) return bare.options;
  return bare instanceof z.ZodLiteral ? [...bare.values] : undefined;
}

function optionsOf(schema: unknown, data: unknown): readonly unknown[] {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodIntersection) return [...optionsOf(bare.def.left, data), ...optionsOf(bare.def.right, data)];
  if (!(bare instanceof z.ZodUnion)) return [bare];
  const options: readonly unknown[] = bare.options;
  if (bare instanceof z.ZodDiscriminatedUnion) {
    const chosen = isRecord(data) ? data[bare.def.discriminator] : undefined;
    const fitting = options.filter((option) => accepts(option, bare.def.discriminator, chosen));
    if (fitting.length > 0) return fitting.flatMap((option) => optionsOf(option, data));
  }
  return options.flatMap((option) => optionsOf(option, data));
}

function accepts(option: unknown, key: string, value: unknown): boolean {
  const bare = unwrap(option);
  if (bare instanceof z.ZodDiscriminatedUnion) return bare.options.some((inner: unknown) => accepts(inner, key, value));
  const field: unknown = bare instanceof z.ZodObject ? unwrap(bare.shape[key]) : undefined;
  return field instanceof z.ZodType && field.safeParse(value).success;
}

function childSchema(schema: unknown, segment: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) {
    const shape: Readonly<Record<string, unknown>> = schema.shape;
    return typeof segment === "string" && Object.hasOwn(shape, segment) ? shape[segment] : undefined;
  }
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodTuple) return typeof segment === "number" ? schema.def.items[segment] : undefined;
  return undefined;
}
