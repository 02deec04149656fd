import { z } from "zod";

/** Tags as the user writes them. */
export const Tags = z.array(
  z
    .string()
    .regex(/^[A-Za-z0-9:_-]{1,255}$/, "a tag has letters, digits, `:`, `_` and `-`")
    .refine((tag) => !tag.startsWith(ownPrefix), "tags that start with `cloudmake:` are CloudMake's own"),
);

/** How tags start that CloudMake puts on: stack, marker, a change under way. */
export const ownPrefix = "cloudmake:";
