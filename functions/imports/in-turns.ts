/** Runs `work` on every item, at most `width` at once, and answers in the items' order. The first failure ends it. */
export async function inTurns<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const queue = items.entries();
  const turn = async (): Promise<void> => {
    for (const [i, item] of queue) results.set(i, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, turn));
  return items.flatMap((_, i) => {
    const result = results.get(i);
    return result === undefined ? [] : [result];
  });
}
