// Counts visits in the store that the spec binds as VISITS, and says which environment it runs in.
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname !== "/") return new Response("There is nothing here.\n", { status: 404 });

    const visits = Number((await env.VISITS.get("visits")) ?? 0) + 1;
    await env.VISITS.put("visits", String(visits));

    return Response.json({
      shop: "open",
      environment: env.ENVIRONMENT,
      visits,
      database: env.DATABASE_URL ? new URL(env.DATABASE_URL).host : "none", // where it is, never its password
    });
  },
};
