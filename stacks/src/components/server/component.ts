import { defineComponent } from "../../component-type.ts";
import { compileDigitalocean } from "./compile-digitalocean.ts";
import { compileHetzner } from "./compile-hetzner.ts";
import { serverSettings } from "./schema.ts";
import { serverOutputs } from "./server-outputs.ts";

export const serverComponent = defineComponent({
  type: "server",
  summary: "A virtual machine with keys, firewall and first-start instructions.",
  settings: serverSettings,
  outputs: serverOutputs,
  compile: (settings, scope) => {
    switch (settings.provider) {
      case "hetzner":
        return compileHetzner(settings, scope);
      case "digitalocean":
        return compileDigitalocean(settings, scope);
    }
  },
});
