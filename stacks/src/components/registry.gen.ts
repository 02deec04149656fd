// Made by `scripts/gen` from the folders beside this file.
import type { ComponentTypes } from "../component-type.ts";
import { workspaceComponent } from "../workspace.ts";
import { databaseComponent } from "./database/component.ts";
import { dnsComponent } from "./dns/component.ts";
import { kvComponent } from "./kv/component.ts";
import { networkComponent } from "./network/component.ts";
import { serverComponent } from "./server/component.ts";
import { volumeComponent } from "./volume/component.ts";
import { workerComponent } from "./worker/component.ts";

export const componentTypes: ComponentTypes = new Map(
  [
    databaseComponent,
    dnsComponent,
    kvComponent,
    networkComponent,
    serverComponent,
    volumeComponent,
    workerComponent,
    workspaceComponent,
  ].map((component) => [component.type, component]),
);
