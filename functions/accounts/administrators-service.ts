import type * as z from "zod";
import type { Account, administratorsInput } from "#shared/accounts/schema";
import { type Administrator, administrators, isAdministrator } from "#shared/authority";
import { makeId } from "#shared/ids";
import { Fault, fieldFault } from "#shared/problem";
import type { Actor } from "../platform/actor";
import type { Told } from "../platform/changed";
import { random } from "../platform/crypto";
import { keys } from "../platform/keys";
import type { Platform } from "../platform/platform";
import type { Put } from "../platform/write";
import { stateOf } from "./answer";
import { makeLink } from "./setup-link";
import { accountStore } from "./store";

/** Of two that name the three at the same time one is first. */
const onlyOnce = (writes: readonly Put[]): Put[] =>
  writes.map((write, i) =>
    i > 0
      ? write
      : {
          ...write,
          claim: [
            ...(write.claim ?? []),
            {
              key: keys.unique("administrators", "named"),
              holder: { id: write.event.aggregate },
              taken: () => new Fault("administrators.named"),
            },
          ],
        },
  );

type Appointed = { role: Administrator; login: string; name: string };

/** The three administrators: named once by the office at the root, afterwards only by two of themselves (approvals). */
export function administratorsService(actor: Actor, platform: Platform) {
  const store = accountStore(platform.table, platform.keyring);

  async function rootId(): Promise<string> {
    const root = (await platform.tree()).find((unit) => unit.parentId === null);
    if (!root) throw new Fault("record.missing");
    return root.id;
  }

  const serving = async () =>
    (await store.all()).flatMap((account) =>
      account.grants.flatMap(({ role }) => (isAdministrator(role) && !account.disabled ? [{ role, account }] : [])),
    );

  /** An account that holds this one power and nothing else, and its one-time link. */
  async function appointment({ role, login, name }: Appointed, pointer = "#") {
    const id = makeId("a", actor.now, random(5));
    const link = makeLink(platform, id);
    const account: Account = {
      ...{ id, login, name, grants: [{ role, unitId: await rootId() }], memberId: null, proposed: null },
      ...{ disabled: false, password: null, epoch: 0, setup: link.setup },
      ...{ createdAt: actor.at, version: 0, chain: "" },
    };
    const event: Told = { action: "administrator.named", detail: { role, login, name } };
    const write = store.write(account, null, event, `${pointer}/login`);
    return { write, link: { role, login, name, id, setupUrl: link.url, expiresAt: link.setup.expiresAt } };
  }

  return {
    async state() {
      const items = (await serving()).map(({ role, account }) => ({
        role,
        name: account.name,
        state: stateOf(account, platform.now()),
      }));
      return { named: items.length > 0, items };
    },

    /** All three at once, each somebody else; the first to name them has named them. */
    async name(input: z.output<typeof administratorsInput>) {
      const root = await rootId();
      if (!actor.grants.some((grant) => grant.role === "office" && grant.unitId === root))
        throw new Fault("access.denied", { detail: "三员由最上级党组织的党务部门任命" });
      if ((await serving()).length > 0) throw new Fault("administrators.named");
      const logins = administrators.map((role) => input[role].login.toLowerCase());
      const repeated = logins.findIndex((login, i) => logins.indexOf(login) < i);
      if (repeated >= 0)
        throw fieldFault("request.invalid", `#/${administrators[repeated]}/login`, "三员要用三个不同的账号");
      const made = await Promise.all(administrators.map((role) => appointment({ role, ...input[role] }, `#/${role}`)));
      const answer = { items: made.map(({ link }) => link) };
      await platform.table.commit(actor, onlyOnce(made.map(({ write }) => write)), answer);
      return answer;
    },

    appointment,
  };
}
