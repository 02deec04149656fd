import { defineComponent } from "../../component-type.ts";
import { compileDigitalocean } from "./compile-digitalocean.ts";
import { compileHetzner } from "./compile-hetzner.ts";
import { networkOutputs } from "./network-outputs.ts";
import { networkSettings } from "./schema.ts";

export const networkComponent = defineComponent({
  type: "network",
  summary: "A private network that servers can join.",
  settings: networkSettings,
  outputs: networkOutputs,
  compile: (settings, scope) => {
    switch (settings.provider) {
      case "hetzner":
        return compileHetzner(settings, scope);
      case "digitalocean":
        return compileDigitalocean(settings, scope);
    }
  },
});
