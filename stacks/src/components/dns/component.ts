import { defineComponent } from "../../component-type.ts";
import { compileCloudflare } from "./compile-cloudflare.ts";
import { compileDigitalocean } from "./compile-digitalocean.ts";
import { compileHetzner } from "./compile-hetzner.ts";
import { dnsOutputs } from "./dns-outputs.ts";
import { dnsSettings } from "./schema.ts";

export const dnsComponent = defineComponent({
  type: "dns",
  summary: "Records of a domain, and the zone itself if wanted.",
  settings: dnsSettings,
  outputs: dnsOutputs,
  compile: (settings, scope) => {
    switch (settings.provider) {
      case "cloudflare":
        return compileCloudflare(settings, scope);
      case "hetzner":
        return compileHetzner(settings, scope);
      case "digitalocean":
        return compileDigitalocean(settings, scope);
    }
  },
});
