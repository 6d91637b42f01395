import { type Entry, entryRecord } from "#shared/accounts/schema";
import { Fault } from "#shared/problem";
import { type Key, keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { AuditEvent, Author, Beside, Put } from "../platform/write";

const blank = (accountId: string): Entry => ({
  ...{ accountId, signedInAt: null, lastStep: 0, recovery: [], pending: null, networks: [] },
  ...{ version: 0, chain: "" },
});

type More = { beside?: Beside[]; release?: Key[] };
const TRIES = 20;

/** What changes with every sign-in, beside the account; an account that never signed in has none yet. */
export const entryStore = (table: Table) => {
  const of = (accountId: string): Promise<Entry | null> => table.get(keys.entry(accountId), entryRecord);

  const write = (after: Entry, seen: Entry | null, event: Omit<AuditEvent, "aggregate">, more: More = {}): Put => ({
    key: keys.entry(after.accountId),
    kind: "entry",
    record: after,
    seen,
    ...more,
    event: { ...event, aggregate: `entry-${after.accountId}` },
  });

  /** Decides on what is there now and saves it, anew when somebody else was first: of two uses of one code the second sees the first. */
  async function change<T>(
    author: Author,
    accountId: string,
    decide: (entry: Entry, seen: Entry | null) => Promise<{ writes: Put[]; result: T }>,
    answer?: unknown,
  ): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      const seen = await of(accountId);
      const { writes, result } = await decide(seen ?? blank(accountId), seen);
      try {
        await table.commit(author, writes, answer);
        return result;
      } catch (error) {
        const isRace = error instanceof Fault && error.code === "record.stale";
        if (!isRace || tries === TRIES) throw error;
      }
    }
  }

  /** An event of the account, with what ends or begins by it; a request that asked for nothing but that is answered with nothing. */
  const note = (author: Author, accountId: string, event: Omit<AuditEvent, "aggregate">, more: More = {}) => {
    const decide = async (entry: Entry, seen: Entry | null) => ({
      writes: [write(entry, seen, event, more)],
      result: undefined,
    });
    return change(author, accountId, decide, null);
  };

  return { of, write, change, note };
};
