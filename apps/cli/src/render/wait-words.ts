import type { AccountWait } from "@cloudmake/providers";

/** What keeps a cloud's calls waiting, in a line for people. */
export function waitWords({ cloud, reason, ms }: AccountWait): string {
  const time = roughly(ms);
  return reason === "down"
    ? `${cloud} does not answer: trying again in ${time}.`
    : `Waiting for the rate limit of ${cloud}: about ${time}.`;
}

/** `12 s`, `4 min` */
function roughly(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
