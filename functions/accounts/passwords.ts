import type * as z from "zod";
import { type Person, passwordFlaw } from "#shared/accounts/rules";
import type { Account, passwordInput } from "#shared/accounts/schema";
import { fieldFault } from "#shared/problem";
import { initialsOf, pinyinOf } from "../members/initials";
import { memberStore } from "../members/store";
import type { Actor } from "../platform/actor";
import { keys } from "../platform/keys";
import type { Platform } from "../platform/platform";
import type { Opening } from "../platform/session";
import { isOwnPassword } from "./guesses";
import { accountStore } from "./store";
import { isStrong } from "./strength";

/** The account's person, with phone and ID number of the member record that it belongs to. */
async function personOf({ table, keyring }: Platform, { login, name, memberId }: Account): Promise<Person> {
  const { gsi1pk, gsi1sk } = keys.memberById(memberId ?? "nobody");
  const [item] = memberId && gsi1pk ? await table.index(1, gsi1pk, gsi1sk) : [];
  const member = item ? memberStore(table, keyring).read(item) : null;
  const pinyin = [await pinyinOf(name), await initialsOf(name)];
  return { login, name, pinyin, phone: member?.phone ?? null, idNumber: member?.idNumber ?? null };
}

const flaw = (sentence: string) => fieldFault("request.invalid", "#/password", sentence);

/** Refuses a new password that breaks the profile, is easily guessed or is the one in use. */
export async function checkNewPassword(platform: Platform, account: Account, password: string): Promise<void> {
  const person = await personOf(platform, account);
  const found = passwordFlaw((await platform.policy()).passwords, password, person);
  if (found) throw flaw(found);
  if (!(await isStrong(password, [person.login, person.name, ...person.pinyin])))
    throw flaw("这个密码容易被猜到，请换一个更长或更少见的");
  if (account.password && (await platform.passwords.matches(password, account.password)))
    throw flaw("新密码不能与正在使用的密码相同");
}

/** One's own password; every other session of the account ends, this one goes on as a new one. */
export async function changePassword(
  actor: Actor,
  platform: Platform,
  input: z.output<typeof passwordInput>,
  open: (account: Account) => Opening,
): Promise<Opening> {
  const before = actor.account;
  if (!(await isOwnPassword(platform, before, actor.from, input.current)))
    throw fieldFault("account.password-wrong", "#/current", "当前密码不正确");
  await checkNewPassword(platform, before, input.password);
  const after: Account = {
    ...before,
    password: await platform.passwords.hash(input.password),
    passwordSetAt: actor.at,
    epoch: before.epoch + 1,
    setup: null,
  };
  const opening = open(after);
  const store = accountStore(platform.table, platform.keyring);
  const write = store.write(after, before, { action: "account.password-changed" });
  await store.save({ ...actor, operation: null }, { ...write, beside: [opening.beside] });
  return opening;
}
