import type { MakeCloud } from "./kernel/sandbox-cloud.ts";

export const allClouds: readonly MakeCloud[] = [];
