import { z } from "zod";

/** Hetzner's ids are numbers; a reference to another resource's `id` is text. */
export const NumericId = z.coerce.number().int().positive();
