import { Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import { type ServerType, systemImageReply, systemImages } from "./catalogue.ts";
import { bodyOf, found, idOf, LabelSet, listReply, type Reply, selected } from "./exchange.ts";
import { familyRoutes, refuseProtected } from "./family-routes.ts";
import type { Hetzner } from "./hetzner.ts";
import type { Image } from "./rows.ts";

const kind = "image";
const ChangeImage = z.object({
  description: z.string().optional(),
  type: z.literal("snapshot").optional(),
  labels: LabelSet.removeDefault().optional(),
});

export function imageRoutes(cloud: Hetzner): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const all = [
      ...systemImages.map((image) => ({ ...image, labels: {}, reply: systemImageReply(image) })),
      ...cloud.images.all().map((image) => ({ ...image, name: "", reply: imageReply(image) })),
    ];
    const { type, architecture, status } = Object.fromEntries(
      ["type", "architecture", "status"].map((name) => [name, c.req.queries(name)]),
    );
    const fits = (wanted: readonly string[] | undefined, value: unknown): boolean =>
      wanted === undefined || wanted.includes(String(value));
    const rows = selected(c, all).filter(
      ({ reply }) =>
        fits(type, reply["type"]) && fits(architecture, reply["architecture"]) && fits(status, reply["status"]),
    );
    return listReply(
      c,
      "images",
      rows.map(({ reply }) => reply),
    );
  });
  app.get("/:id{[0-9]+}", (c) => {
    const system = systemImages.find(({ id }) => id === idOf(c));
    const reply = system === undefined ? imageReply(found(cloud.images.get(idOf(c)), kind)) : systemImageReply(system);
    return c.json({ image: reply });
  });
  app.put("/:id{[0-9]+}", async (c) => {
    const { id } = ownImage(cloud, idOf(c));
    const changed = cloud.images.update(id, defined(await bodyOf(c, ChangeImage)));
    return c.json({ image: imageReply(found(changed, kind)) });
  });
  app.delete("/:id{[0-9]+}", (c) => {
    const image = ownImage(cloud, idOf(c));
    refuseProtected(kind, image);
    cloud.images.remove(image.id);
    return c.body(null, 204);
  });
  const protect = ({ protection }: Image, call: { readonly delete?: boolean | undefined }): Partial<Image> => {
    return { protection: { delete: call.delete ?? protection.delete } };
  };
  app.route("/", familyRoutes(cloud, { kind, kinds: "images", table: cloud.images, reply: imageReply, protect }));
  return app;
}

/** What a server can be made from: by number, or by a system image's name in the architecture of the server's type. */
export function findImage(
  cloud: Hetzner,
  idOrName: string | number,
  architecture: ServerType["architecture"],
): Pick<Image, "id" | "architecture"> | undefined {
  const fits = systemImages.find(
    ({ id, name, architecture: own }) => String(id) === String(idOrName) || (name === idOrName && own === architecture),
  );
  return fits ?? cloud.images.get(idOrName);
}

/** The image a server shows; null when it is gone. */
export function imageOfServer(cloud: Hetzner, id: number | null): Reply | null {
  if (id === null) return null;
  const system = systemImages.find((image) => image.id === id);
  if (system !== undefined) return systemImageReply(system);
  const image = cloud.images.get(id);
  return image === undefined ? null : imageReply(image);
}

export function imageReply(row: Image): Reply {
  return {
    ...row,
    name: null,
    image_size: row.status === "creating" ? null : 1.5,
    bound_to: row.type === "backup" ? row.created_from.id : null,
    rapid_deploy: false,
    deprecated: null,
    deleted: null,
  };
}

function ownImage(cloud: Hetzner, id: number): Image {
  if (systemImages.some((image) => image.id === id)) {
    throw new VendorError(403, "forbidden", "system images cannot be changed");
  }
  return found(cloud.images.get(id), kind);
}
