import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { defined } from "../kernel/defined.ts";
import { VendorError } from "../kernel/vendor-error.ts";
import type { DigitalOcean } from "./digital-ocean.ts";
import { bodyOf, found, listReply, unprocessable } from "./exchange.ts";
import type { Membership, Project } from "./rows.ts";

const environment = z
  .string()
  .transform((text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase())
  .pipe(z.enum(["Development", "Staging", "Production"]));
const CreateProject = z.object({
  name: z.string().min(1).max(175),
  purpose: z.string().min(1).max(255),
  description: z.string().max(255).default(""),
  environment: environment.default("Development"),
});
const ChangeProject = z.object({
  name: z.string().min(1).max(175).optional(),
  purpose: z.string().min(1).max(255).optional(),
  description: z.string().max(255).optional(),
  environment: environment.optional(),
  is_default: z.boolean().optional(),
});
const Assign = z.object({ resources: z.array(z.string().regex(/^do:[a-z_]+:.+$/)) });

/** Every account has one; new resources land in it. */
export function defaultProject(cloud: DigitalOcean): Project {
  const existing = cloud.projects.all().find(({ is_default }) => is_default);
  return (
    existing ??
    addProject(cloud, { name: "sandbox", purpose: "Other", description: "", environment: "Development" }, true)
  );
}

export function enrol(cloud: DigitalOcean, urn: string, project: Project = defaultProject(cloud)): Membership {
  return cloud.memberships.add({ id: urn, project_id: project.id, assigned_at: cloud.now() });
}

export function projectRoutes(cloud: DigitalOcean): Hono {
  const app = new Hono();
  const projectOf = (id: string): Project => (id === "default" ? defaultProject(cloud) : found(cloud.projects.get(id)));
  app.get("/", (c) => {
    defaultProject(cloud);
    return listReply(cloud, c, "projects", cloud.projects.all().map(projectReply));
  });
  app.post("/", async (c) => {
    defaultProject(cloud);
    const call = await bodyOf(c, CreateProject);
    if (cloud.projects.all().some(({ name }) => name === call.name)) {
      throw new VendorError(409, "conflict", "name is already in use");
    }
    return c.json({ project: projectReply(addProject(cloud, call, false)) }, 201);
  });
  app.get("/:id", (c) => c.json({ project: projectReply(projectOf(c.req.param("id"))) }));
  app.on(["PUT", "PATCH"], "/:id", async (c) => {
    const project = projectOf(c.req.param("id"));
    const call = await bodyOf(c, ChangeProject);
    if (call.is_default === true) cloud.projects.update(defaultProject(cloud).id, { is_default: false });
    const changed = cloud.projects.update(project.id, { ...defined(call), updated_at: cloud.now() });
    return c.json({ project: projectReply(found(changed)) });
  });
  app.delete("/:id", (c) => {
    const project = projectOf(c.req.param("id"));
    if (project.is_default) throw new VendorError(412, "precondition_failed", "cannot delete the default project");
    if (membersOf(cloud, project).length > 0) {
      throw new VendorError(412, "precondition_failed", "cannot delete a project with resources");
    }
    cloud.projects.remove(project.id);
    return c.body(null, 204);
  });
  app.get("/:id/resources", (c) => {
    const members = membersOf(cloud, projectOf(c.req.param("id")));
    return listReply(
      cloud,
      c,
      "resources",
      members.map((member) => memberReply(cloud, member, "ok")),
    );
  });
  app.post("/:id/resources", async (c) => {
    const project = projectOf(c.req.param("id"));
    const { resources } = await bodyOf(c, Assign);
    return c.json({ resources: resources.map((urn) => assign(cloud, project, urn)) });
  });
  return app;
}

function assign(cloud: DigitalOcean, project: Project, urn: string): Readonly<Record<string, unknown>> {
  const member = cloud.memberships.get(urn);
  if (member === undefined) return { urn, assigned_at: cloud.now(), links: { self: "" }, status: "not_found" };
  if (member.project_id === project.id) return memberReply(cloud, member, "already_assigned");
  return memberReply(cloud, enrol(cloud, urn, project), "assigned");
}

function memberReply(cloud: DigitalOcean, member: Membership, status: string): Readonly<Record<string, unknown>> {
  const [, kind = "", id = ""] = member.id.split(":");
  const path = { floatingip: "reserved_ips" }[kind] ?? `${kind}s`;
  return {
    urn: member.id,
    assigned_at: member.assigned_at,
    links: { self: cloud.url(`/v2/${path}/${id}`) },
    status,
  };
}

function membersOf(cloud: DigitalOcean, project: Project): readonly Membership[] {
  return cloud.memberships.where(({ project_id }) => project_id === project.id);
}

function addProject(
  cloud: DigitalOcean,
  call: Pick<Project, "name" | "purpose" | "description" | "environment">,
  isDefault: boolean,
): Project {
  if (call.name === "") throw unprocessable("name is required");
  const at = cloud.now();
  return cloud.projects.add({ ...call, id: randomUUID(), is_default: isDefault, created_at: at, updated_at: at });
}

function projectReply(row: Project): Readonly<Record<string, unknown>> {
  return { ...row, owner_uuid: "00000000-0000-4000-8000-000000000002", owner_id: 2 };
}
