import { defineComponent } from "../../component-type.ts";
import { compileDigitalocean } from "./compile-digitalocean.ts";
import { compileHetzner } from "./compile-hetzner.ts";
import { volumeSettings } from "./schema.ts";
import { volumeOutputs } from "./volume-outputs.ts";

export const volumeComponent = defineComponent({
  type: "volume",
  summary: "A disk that outlives the server it is attached to.",
  settings: volumeSettings,
  outputs: volumeOutputs,
  compile: (settings, scope) => {
    switch (settings.provider) {
      case "hetzner":
        return compileHetzner(settings, scope);
      case "digitalocean":
        return compileDigitalocean(settings, scope);
    }
  },
});
