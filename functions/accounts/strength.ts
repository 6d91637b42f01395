/** What is judged of a password: more of it would only take longer. */
const JUDGED = 128;
/** Of 0–4: "safely unguessable", also for somebody who has the table. */
const STRONG = 3;

const memory: { estimator: Promise<Estimator> | null } = { estimator: null };
type Estimator = { check(password: string, personal: string[]): { score: number } };

/** Dictionaries of 1.9 MB, loaded with the first new password. */
async function load(): Promise<Estimator> {
  const [{ ZxcvbnFactory }, common] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  return new ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
}

/** Whether a password stands up to guessing, common passwords and what is known of the person included. */
export async function isStrong(password: string, personal: string[]): Promise<boolean> {
  memory.estimator ??= load();
  const { score } = (await memory.estimator).check(password.slice(0, JUDGED), personal);
  return score >= STRONG;
}
