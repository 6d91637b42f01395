import { lineage, type Role, roleNames, rolesAt } from "#shared/access";
import type { Approval, Asked } from "#shared/approvals/schema";
import type { Administrator } from "#shared/authority";
import { defaultPolicy } from "#shared/policy/schema";
import { Fault, fieldFault } from "#shared/problem";
import { administratorsService } from "../accounts/administrators-service";
import { purgeMember } from "../members/purge";
import { memberStore } from "../members/store";
import type { Actor } from "../platform/actor";
import { changesOf } from "../platform/changed";
import type { Platform } from "../platform/platform";
import type { Write } from "../platform/write";
import { policyStore } from "../policy/store";

type Link = { setupUrl: string; expiresAt: string } | null;
type CarriedOut = { writes: Write[]; link: Link };
type Of<K extends Asked["kind"]> = Extract<Asked, { kind: K }>;

const passwordNames = { dengbao: "等保要求", asvs: "长度要求" };

/** What each kind of request is about, and what a consent writes. */
export function approvalActs(actor: Actor, platform: Platform) {
  async function unitName(unitId: string, pointer: string, role: Role): Promise<string> {
    const units = await platform.tree();
    const unit = units.find(({ id }) => id === unitId);
    if (!unit || !rolesAt(actor.grants, lineage(units, unitId)).includes(role))
      throw fieldFault("request.invalid", pointer, "请选择您管理的组织");
    return unit.name;
  }

  /** Only somebody who has left, and only by the office above; the name stays out of what administrators see. */
  async function purgeSubject({ branchId, memberId }: Of<"purge">): Promise<string> {
    const name = await unitName(branchId, "#/branchId", "office");
    const [member] = await memberStore(platform.table, platform.keyring).several(branchId, [memberId]);
    if (!member) throw fieldFault("request.invalid", "#/memberId", "没有找到这名党员");
    if (!member.left) throw fieldFault("request.invalid", "#/memberId", "只有已离开支部的人员可以申请删除");
    return `删除${name}一名已离开人员的个人信息（编号 ${memberId}）`;
  }

  async function appoint({ role, login, name }: { role: Administrator; login: string; name: string }) {
    const { write, link } = await administratorsService(actor, platform).appointment({ role, login, name });
    return { writes: [write], link: { setupUrl: link.setupUrl, expiresAt: link.expiresAt } };
  }

  async function adopt({ passwords, trailDays }: Of<"policy">): Promise<CarriedOut> {
    const store = policyStore(platform.table);
    const seen = await store.kept();
    const policy = seen ?? defaultPolicy;
    const after = { ...policy, passwords, trailDays };
    // The first one of an installation replaces what holds by default.
    const detail = { changes: changesOf(policy, after) };
    return { writes: [store.write(after, seen, { action: "policy.changed", detail })], link: null };
  }

  return {
    async subjectOf(asked: Asked): Promise<string> {
      switch (asked.kind) {
        case "policy":
          return `密码按${passwordNames[asked.passwords]}，留痕保存 ${asked.trailDays} 天`;
        case "administrator":
          return `任命${asked.name}（账号 ${asked.login}）为${roleNames[asked.role]}`;
        case "purge":
          return purgeSubject(asked);
        case "export":
          return `导出${await unitName(asked.unitId, "#/unitId", "office")}及下级 ${asked.year} 年全部支部的考核表`;
      }
    },

    /** What follows a consent in more than one transaction; done again after a stop, it goes on. */
    async follow({ asked }: Approval): Promise<void> {
      if (asked.kind !== "purge") return;
      await purgeMember({ ...actor, operation: null }, platform, asked.branchId, asked.memberId).catch(
        (error: unknown) => {
          // Already gone: it was carried out before the stop.
          if (!(error instanceof Fault) || error.code !== "record.missing") throw error;
        },
      );
    },

    /** What a consent writes together with itself. */
    async carriedOut({ asked }: Approval): Promise<CarriedOut> {
      switch (asked.kind) {
        case "policy":
          return adopt(asked);
        case "administrator":
          return appoint(asked);
        case "purge":
        case "export":
          return { writes: [], link: null };
      }
    },
  };
}
