import { Fault } from "#shared/problem";

/** When somebody else saved between the reading and the writing, the refusal holds what is there now. */
export async function orCurrent<T>(saving: Promise<T>, current: () => Promise<unknown>): Promise<T> {
  try {
    return await saving;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "record.stale") throw error;
    throw new Fault("record.stale", { current: await current() });
  }
}
