import { type Account, accountRecord } from "#shared/accounts/schema";
import { Fault } from "#shared/problem";
import { changeEvent, type Told } from "../platform/changed";
import type { Keyring } from "../platform/keyring";
import { keys } from "../platform/keys";
import type { Table } from "../platform/table";
import type { Author, Put } from "../platform/write";

const byLogin = (login: string) => login.toLowerCase();

/** Reads in the place of an account that does not exist, so that its absence takes as long. */
export const NOBODY = "a_nobody";

/** What the trail shows of an account; everything else is secret, also what comes later. */
const shown: readonly string[] = ["login", "name", "grants", "proposed", "memberId", "disabled"];
const secretOf = (...states: (Account | null)[]): string[] =>
  states.flatMap((state) => Object.keys(state ?? {})).filter((field) => !shown.includes(field));

/** Where accounts are kept: one partition each, beside its sessions; found by login through the first index. */
export const accountStore = (table: Table, keyring: Keyring) => ({
  byId: (id: string) => table.get(keys.account(id), accountRecord),

  /** The marker of the login is read, not the index: it is true at once. */
  async byLogin(login: string): Promise<Account | null> {
    const [marker] = await table.getMany([keys.unique("login", keyring.mark(byLogin(login)))]);
    return table.get(keys.account(String(marker?.id ?? NOBODY)), accountRecord);
  },

  async all(): Promise<Account[]> {
    return (await table.index(1, keys.accounts)).map((item) => accountRecord.parse(item));
  },

  write(account: Account, seen: Account | null, event: Told, pointer = "#/login"): Put {
    const marker = (login: string) => keys.unique("login", keyring.mark(byLogin(login)));
    const isNewLogin = seen?.login !== account.login;
    return {
      key: keys.account(account.id),
      views: keys.accountByLogin(byLogin(account.login)),
      kind: "account",
      record: account,
      seen,
      ...(isNewLogin && {
        claim: [
          {
            key: marker(account.login),
            holder: { id: account.id },
            taken: () => new Fault("account.login-taken", { errors: [{ pointer, detail: "这个账号名已有人使用" }] }),
          },
        ],
      }),
      ...(isNewLogin && seen && { release: [marker(seen.login)] }),
      event: changeEvent(account.id, event, seen, account, secretOf(account, seen)),
    };
  },

  save: (author: Author, write: Put, answer?: unknown) => table.commit(author, [write], answer),
});
