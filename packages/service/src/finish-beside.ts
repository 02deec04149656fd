import { finish, type Pausing } from "@cloudmake/model";

const workMs = 8;
const pauseMs = 3;
/** A pause in which others work for less than this was quiet. */
const quietMs = 0.5;

/** Does work piece by piece: as long as something else is under way, only while that has nothing to do. */
export async function finishBeside<T>(work: Pausing<T>, other: Promise<unknown>): Promise<T> {
  const theirs = { over: false };
  const ended = (): void => {
    theirs.over = true;
  };
  other.then(ended, ended);
  while (!theirs.over) {
    if (!(await isQuiet())) continue;
    const pausesAt = performance.now() + workMs;
    while (performance.now() < pausesAt) {
      const step = work.next();
      if (step.done === true) return step.value;
    }
  }
  return finish(work);
}

async function isQuiet(): Promise<boolean> {
  const before = performance.eventLoopUtilization();
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  return performance.eventLoopUtilization(before).active < quietMs;
}
