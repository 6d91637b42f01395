/** How long somebody waits for an answer at most; with what comes before and after, under eight seconds. */
const PATIENCE = 7_000;
/** Bulk work by its own statement (`bulk`): under the 29 seconds of API Gateway. */
const BULK = 25_000;

/** A request's time: it runs while the server works and stands still while the body is being sent. */
export type Patience = { forBulk(): void; whileSent<T>(reading: Promise<T>): Promise<T> };

export function makePatience(onOver: () => void) {
  const state: { left: number; since: number; timer?: NodeJS.Timeout } = { left: PATIENCE, since: 0 };
  const run = () => {
    state.since = performance.now();
    state.timer = setTimeout(onOver, state.left);
  };
  const stop = () => {
    clearTimeout(state.timer);
    state.left -= performance.now() - state.since;
  };
  const patience: Patience = {
    forBulk() {
      stop();
      state.left += BULK - PATIENCE;
      run();
    },
    whileSent(reading) {
      stop();
      return reading.finally(run);
    },
  };
  run();
  return { patience, stop };
}
