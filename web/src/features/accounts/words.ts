import { roleNames } from "#shared/access";
import { isAdministrator } from "#shared/authority";
import type { Tone } from "../../ui/badge";
import type { Account } from "./data";

export const states: Record<Account["state"], [Tone, string]> = {
  invited: ["orange", "等待设密码"],
  expired: ["red", "链接已过期"],
  active: ["green", "正常"],
  disabled: ["grey", "已停用"],
};

export const grantText = (grant: Account["grants"][number]): string => `${grant.unit.name}：${roleNames[grant.role]}`;
export const grantsText = (grants: Account["grants"]): string => grants.map(grantText).join("；") || "没有角色";
/** One of the three: named and replaced in their own way. */
export const isOneOfThree = (account: Account): boolean => account.grants.some(({ role }) => isAdministrator(role));
