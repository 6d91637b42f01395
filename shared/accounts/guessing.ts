/** How many attempts may be evaluated, and for how long none is when they are used up. Times in milliseconds. */
export type Budget = { most: number; window: number; rest: number };

const MINUTE = 60_000;
/** For one account from one known network, and for one account from all others together. */
export const perAccount: Budget = { most: 5, window: 15 * MINUTE, rest: 30 * MINUTE };
/** For all accounts together from networks that they do not know. */
export const forStrangers: Budget = { most: 300, window: 15 * MINUTE, rest: 0 };

/** The instants of the attempts that were evaluated, and until when none is. */
export type Guesses = { times: number[]; closedUntil: number };

/** One more attempt: what is then counted, or until when it is refused. */
export function countGuess(
  before: Guesses | null,
  now: number,
  { most, window, rest }: Budget,
): { counted: Guesses } | { refusedUntil: number } {
  const { times, closedUntil } = before ?? { times: [], closedUntil: 0 };
  if (closedUntil > now) return { refusedUntil: closedUntil };
  const recent = times.filter((time) => time > now - window);
  const [oldest] = recent;
  if (oldest !== undefined && recent.length >= most) return { refusedUntil: oldest + window };
  const isLast = recent.length + 1 >= most;
  return { counted: { times: [...recent, now], closedUntil: isLast ? now + rest : 0 } };
}
