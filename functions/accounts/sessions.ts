import { type Account, type Session, sessionRecord } from "#shared/accounts/schema";
import { Fault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import type { Told } from "../platform/changed";
import { type Key, keys } from "../platform/keys";
import type { Platform } from "../platform/platform";
import { isAlive } from "../platform/session";
import { entryStore } from "./entry-store";
import { markOfLogin } from "./guesses";
import { accountStore } from "./store";

/** A transaction holds a hundred items; the rest is ended by the next one. */
const AT_ONCE = 80;

type Listed = { id: string; key: Key; session: Session };

/** A session is known to its owner by the beginning of its secret's hash. */
const idOf = (hash: string) => hash.slice(0, 16);
const instant = (ms: number) => new Date(ms).toISOString();

/** The sessions of one's own account. */
export function sessionsService(actor: Actor, platform: Platform) {
  const entries = entryStore(platform.table);
  const own = idOf(actor.sessionHash);

  async function living(account: Account): Promise<Listed[]> {
    const items = await platform.table.range(keys.sessions(account.id));
    return items
      .map((item): Listed => {
        const hash = String(item.sk).split("#")[1] ?? "";
        return { id: idOf(hash), key: keys.session(account.id, hash), session: sessionRecord.parse(item) };
      })
      .filter(({ session }) => isAlive(session, account, actor.now));
  }

  /** Done again, it ends what is left. */
  async function end(sessions: readonly Listed[]): Promise<void> {
    for (let from = 0; from < sessions.length; from += AT_ONCE) {
      const release = sessions.slice(from, from + AT_ONCE).map(({ key }) => key);
      const event: Told = { action: "account.sessions-ended", detail: { count: release.length } };
      await entries.note({ ...actor, operation: null }, actor.accountId, event, { release });
    }
  }

  return {
    /** Newest first. */
    async list() {
      const sessions = await living(actor.account);
      const items = sessions
        .sort((a, b) => b.session.startedAt - a.session.startedAt)
        .map(({ id, session }) => ({
          id,
          startedAt: instant(session.startedAt),
          seenAt: instant(session.seenAt),
          from: session.from,
          device: session.device || "未知设备",
          current: id === own,
        }));
      return { items, next: null };
    },

    async endOne(id: string): Promise<void> {
      const found = (await living(actor.account)).find((session) => session.id === id);
      if (!found) throw new Fault("record.missing");
      const event: Told = { action: "account.sessions-ended", detail: { count: 1 } };
      await entries.note(actor, actor.accountId, event, { release: [found.key] });
    },

    endOthers: async (): Promise<void> => end((await living(actor.account)).filter(({ id }) => id !== own)),

    /** The session and the event of its end are one write. */
    signOut: (): Promise<void> =>
      entries.note(
        { ...actor, operation: null },
        actor.accountId,
        { action: "account.signed-out" },
        { release: [keys.session(actor.accountId, actor.sessionHash)] },
      ),
  };
}

/** Too many attempts are forgiven, from known networks and from all others. */
export async function unlock(actor: Actor, platform: Platform, accountId: string): Promise<void> {
  const account = await accountStore(platform.table, platform.keyring).byId(accountId);
  if (!account) throw new Fault("record.missing");
  const counters = await platform.table.range(keys.guessesOf(markOfLogin(platform, account.login)));
  const release = counters.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  await entryStore(platform.table).note(actor, accountId, { action: "account.unlocked" }, { release });
}
