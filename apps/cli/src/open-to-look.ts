import type { StackId } from "@cloudmake/model";
import { type EarlyLook, finishBeside, lookEarly, type Platform } from "@cloudmake/service";
import type { Context } from "./context.ts";
import { type OpenedSpecs, openingTexts, openSpecs, type SpecFlags } from "./open-specs.ts";
import { readSpecs, type SpecText } from "./read-specs.ts";
import { isNamed, type StackFilter } from "./select-stacks.ts";
import { mustHaveAccounts, openPlatform, type PlatformFlags, type PlatformUse } from "./wiring/open-platform.ts";

/** What a command looks with. */
interface Looking {
  readonly opened: OpenedSpecs;
  readonly platform: Platform;
  readonly early: EarlyLook | undefined;
}

/**
 * Opens specs for a command that only looks. Where it may, it asks the clouds what stands there while the specs are still
 * being compiled.
 */
export async function openToLook(
  context: Context,
  flags: SpecFlags & PlatformFlags,
  use: PlatformUse,
): Promise<Looking> {
  if (flags.refresh !== false && use.purpose !== "apply") return openEarly(context, flags, use);
  const opened = await openSpecs(context, flags);
  if (use.purpose === "apply") await mustHaveAccounts(context, opened.graphs);
  return { opened, platform: await openPlatform(context, flags, use), early: undefined };
}

async function openEarly(context: Context, flags: SpecFlags & PlatformFlags, use: PlatformUse): Promise<Looking> {
  const texts = readSpecs(flags.specs, context.cwd);
  const abandoned = new AbortController();
  const signal = AbortSignal.any([context.signal, abandoned.signal]);
  const opening = openPlatform(context, flags, use);
  // What is wrong with the specs is said before what is wrong with the state; a look that failed is taken again.
  const looking = opening
    .then((platform) => lookEarly(platform, likely(texts, flags), { signal }))
    .catch(() => undefined);
  try {
    const early = await looking;
    const opened = await finishBeside(openingTexts(context, texts, flags), early?.observation ?? opening);
    await mustHaveAccounts(context, opened.graphs);
    return { opened, platform: await opening, early };
  } catch (error) {
    abandoned.abort();
    throw error;
  }
}

/** Whether a stack seems to be one of these specs, by its name alone. */
function likely(texts: readonly SpecText[], filter: StackFilter): (stack: StackId) => boolean {
  const names = new Set(
    texts.flatMap(({ text }) => [...text.matchAll(/\bname:\s*["']?([\w-]+)/g)].map(([, name]) => name)),
  );
  return (stack) => isNamed(stack, filter) && stack.split("/").some((name) => names.has(name));
}
