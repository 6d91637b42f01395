import { readFile } from "node:fs/promises";
import * as z from "zod";
import { type Role, roleNames } from "#shared/access";
import type { Account } from "#shared/accounts/schema";
import { Fault, type ProblemCode } from "#shared/problem";
import { signInService } from "../accounts/sign-in";
import { accountStore } from "../accounts/store";
import { hidden, shown } from "../platform/backup/ask";
import { Refusal } from "../platform/backup/refusal";
import type { Platform } from "../platform/platform";

/** A restore replaces everything, so two administrators of the restored accounts confirm it. */

export type Confirmer = { id: string; name: string; role: Role };

const CONFIRMING: readonly Role[] = ["system", "security"];

const credentials = z.object({ login: z.string(), password: z.string(), code: z.string().optional() });
type Credentials = z.infer<typeof credentials>;
/** Gives what the administrator with the role enters. */
export type Ask = (role: Role) => Promise<Credentials>;

const holds = (role: Role) => (account: Account) =>
  !account.disabled && account.password !== null && account.grants.some((grant) => grant.role === role);

/** Those who confirmed, one of each kind; nobody when the backup is from before there were administrators. */
export async function confirmations(platform: Platform, ask: Ask): Promise<Confirmer[]> {
  const accounts = await accountStore(platform.table, platform.keyring).all();
  if (!CONFIRMING.every((role) => accounts.some(holds(role)))) return [];
  const confirmers: Confirmer[] = [];
  for (const role of CONFIRMING) confirmers.push(await confirmed(platform, role, await ask(role)));
  return confirmers;
}

const reasons: Partial<Record<ProblemCode, string>> = {
  "session.code-needed": "绑定了动态口令，须填写",
  "session.code-wrong": "的动态口令不正确或已用过",
};

async function confirmed(platform: Platform, role: Role, given: Credentials): Promise<Confirmer> {
  const account = await signInService(platform, "")
    .confirm(given)
    .catch((error: unknown) => {
      if (!(error instanceof Fault)) throw error;
      throw new Refusal(`${roleNames[role]}${reasons[error.code] ?? "的账号或密码不正确"}，没有恢复。`);
    });
  // No account holds two of these roles, so the confirmers are two persons.
  if (!holds(role)(account)) throw new Refusal(`${given.login} 不是${roleNames[role]}，没有恢复。`);
  return { id: account.id, name: account.name, role };
}

type Environment = Record<string, string | undefined>;

/** Asks at the terminal, or takes the answers from the file of ZHIBU_RESTORE_CONFIRM_FILE in the order of the roles. */
export async function askOf(env: Environment): Promise<Ask> {
  const file = env.ZHIBU_RESTORE_CONFIRM_FILE;
  if (!file) return askAtTerminal;
  const read = async () => z.array(credentials).parse(JSON.parse(await readFile(file, "utf8")));
  const given = await read().catch(() => {
    throw new Refusal(
      `ZHIBU_RESTORE_CONFIRM_FILE 指向的文件 ${file} 不能读取，或不是 [{login, password, code}] 的 JSON，没有恢复。`,
    );
  });
  return async (role) => {
    const one = given[CONFIRMING.indexOf(role)];
    if (!one) throw new Refusal(`${file} 中缺少${roleNames[role]}的账号和密码，没有恢复。`);
    return one;
  };
}

const askAtTerminal: Ask = async (role) => {
  if (!process.stdin.isTTY)
    throw new Refusal("恢复须由系统管理员和安全管理员两人确认，请在终端运行，或设置 ZHIBU_RESTORE_CONFIRM_FILE。");
  const login = await shown(`${roleNames[role]}账号：`);
  const password = await hidden(`${roleNames[role]}密码（不显示）：`);
  const code = (await shown("动态口令（没有绑定就按回车）：")).trim();
  return { login, password, ...(code && { code }) };
};
