import type { z } from "zod";
import type { Live, ResourceCalls } from "../define-resource.ts";
import { selectorOf } from "./marker-labels.ts";

/** Where objects of a labelled type are, and how one reads. */
interface Collection<Wire, I, O> {
  /** `/servers` */
  readonly path: string;
  readonly page: z.ZodType<readonly Wire[]>;
  readonly reply: z.ZodType<Wire>;
  readonly live: (wire: Wire) => Live<I, O>;
}

/** Looking at a type whose objects carry labels is the same for all of them. */
export function labelled<Wire, I, O>({
  path,
  page,
  reply,
  live,
}: Collection<Wire, I, O>): Pick<ResourceCalls<I, O>, "list" | "read" | "find"> {
  const items = (found: readonly Wire[]): readonly Wire[] => found;
  return {
    list: async (api, { once, signal }) =>
      (await once(`hetzner ${path}`, () => api.pages(path, page, items, { signal }))).map(live),
    read: async (api, id, { signal }) => {
      const wire = await api.find(`${path}/${encodeURIComponent(id)}`, reply, { signal });
      return wire === undefined ? undefined : live(wire);
    },
    find: async (api, _, { marker, exclude, signal }) => {
      const query = { label_selector: selectorOf(marker) };
      const found = await api.pages(path, page, items, { query, signal });
      return found.map(live).find(({ id }) => !exclude.has(id));
    },
  };
}
