import { Hono } from "hono";
import { VendorError } from "../kernel/vendor-error.ts";
import { amount, byIdOrName, locations, serverTypeReply, serverTypes } from "./catalogue.ts";
import { found, listReply, selected } from "./exchange.ts";

/** What can be bought, and at what price. */
export function catalogueRoutes(): Hono {
  const app = new Hono();
  app.get("/locations", (c) => listReply(c, "locations", selected(c, locations)));
  app.get("/locations/:id{[0-9]+}", (c) => {
    return c.json({ location: found(byIdOrName(locations, c.req.param("id")), "location") });
  });
  app.get("/server_types", (c) => listReply(c, "server_types", selected(c, serverTypes).map(serverTypeReply)));
  app.get("/server_types/:id{[0-9]+}", (c) => {
    return c.json({ server_type: serverTypeReply(found(byIdOrName(serverTypes, c.req.param("id")), "server type")) });
  });
  app.get("/isos", (c) => listReply(c, "isos", []));
  app.get("/load_balancers", (c) => listReply(c, "load_balancers", []));
  app.get("/certificates", (c) => listReply(c, "certificates", []));
  app.get("/storage_boxes", (c) => listReply(c, "storage_boxes", []));
  app.get("/datacenters", () => {
    throw new VendorError(410, "deprecated_api_endpoint", "datacenters are gone, use locations");
  });
  app.get("/pricing", (c) => c.json({ pricing: pricing() }));
  return app;
}

function pricing(): Readonly<Record<string, unknown>> {
  const ips = (["ipv4", "ipv6"] as const).map((type) => ({
    type,
    prices: locations.map(({ name }) => ({
      location: name,
      price_hourly: amount(type === "ipv4" ? 0.0008 : 0),
      price_monthly: amount(type === "ipv4" ? 0.5 : 0),
    })),
  }));
  const floating = ips.map(({ type, prices }) => ({
    type,
    prices: prices.map(({ location }) => ({ location, price_monthly: amount(type === "ipv4" ? 3 : 1) })),
  }));
  return {
    currency: "EUR",
    vat_rate: "19.00",
    image: { price_per_gb_month: amount(0.011) },
    volume: { price_per_gb_month: amount(0.044) },
    floating_ip: { price_monthly: amount(3) },
    floating_ips: floating,
    primary_ips: ips,
    server_backup: { percentage: "20.00" },
    server_types: serverTypes.map((type) => {
      const { id, name, prices } = serverTypeReply(type);
      return { id, name, prices };
    }),
    load_balancer_types: [],
  };
}
