import { z } from "zod";

/** Droplets, keys and actions have numbers; a reference to another resource's `id` is text. */
export const NumericId = z.coerce.number().int().positive();
