import { administratorRole, hasOwnRecord, isOffice, mayDo, overseen, ownBranches } from "../lib/session";

export type Entry = { name: string; href: string; short?: string; wideOnly?: boolean; phoneOnly?: boolean };

const branchPath = /^\/branches\/([^/]+)/;

/** The branch that the address is about, else the one that the person keeps. */
export function branchInSight(pathname: string): { id: string; name?: string } | undefined {
  const id = branchPath.exec(pathname)?.[1];
  const own = ownBranches();
  const known = own.find((unit) => unit.id === id);
  if (known || id === undefined || (own.length > 0 && overseen().length === 0)) return known ?? own[0];
  return { id };
}

const ofBranch = (id: string): Entry[] => [
  { name: "党员", href: `/branches/${id}/members` },
  { name: "组织生活", href: `/branches/${id}/activities`, short: "活动" },
  { name: "考核台账", href: `/branches/${id}/assessment`, short: "考核" },
  { name: "支部", href: `/branches/${id}/profile`, wideOnly: true },
];

/** What an administrator keeps; none of it is the branches' business. */
const ofAdministrator = (): Entry[] => [
  { name: "首页", href: "/" },
  ...(mayDo("accounts.read") ? [{ name: "账号", href: "/accounts" }] : []),
  ...(mayDo("trail.read") ? [{ name: "审计", href: "/audit" }] : []),
  { name: "申请与审批", href: "/approvals", short: "审批" },
];

/** The main entries: those of the branch in sight, or those of a unit above. */
export function entries(pathname: string): Entry[] {
  if (administratorRole()) return ofAdministrator();
  const branch = branchInSight(pathname);
  const home: Entry = { name: "首页待办", href: "/", short: "首页" };
  if (branch && overseen().length > 0 && ownBranches().length === 0)
    return [
      { name: "总览", href: "/" },
      { name: "支部待办", href: `/branches/${branch.id}`, short: "待办" },
      ...ofBranch(branch.id),
    ];
  if (branch) return [home, ...ofBranch(branch.id)];
  if (isOffice())
    return [
      { name: "总览", href: "/" },
      { name: "组织", href: "/units" },
      { name: "账号", href: "/accounts" },
    ];
  return [{ name: overseen().length > 0 ? "总览" : "首页", href: "/" }];
}

const moreOfAdministrator = (): Entry[] => [
  { name: "密码和留痕要求", href: "/policy" },
  ...(mayDo("accounts.read") ? [{ name: "三员", href: "/administrators" }] : []),
];

/** What is needed less often. */
export function moreEntries(pathname: string): Entry[] {
  if (administratorRole()) return moreOfAdministrator();
  const branch = branchInSight(pathname);
  const canSeeTalks = branch !== undefined && (ownBranches().length > 0 || isOffice());
  return [
    ...(branch ? [{ name: "支部信息", href: `/branches/${branch.id}/profile`, phoneOnly: true }] : []),
    ...(branch && canSeeTalks ? [{ name: "谈心谈话", href: `/branches/${branch.id}/talks` }] : []),
    ...(branch ? [{ name: "培训登记", href: `/branches/${branch.id}/trainings` }] : []),
    ...(ownBranches().length > 0 && overseen().length > 0 ? [{ name: "下级总览", href: "/overview" }] : []),
    ...(isOffice() && branch
      ? [
          { name: "组织", href: "/units" },
          { name: "账号", href: "/accounts" },
        ]
      : []),
    ...(isOffice() ? [{ name: "申请与审批", href: "/approvals" }] : []),
    ...(hasOwnRecord() && ownBranches().length > 0 ? [{ name: "我的党员信息", href: "/record" }] : []),
  ];
}

/** A page belongs to the entry whose address it starts with; home and a branch's list of duties only to their own. */
export function isCurrent(entry: Entry, pathname: string): boolean {
  if (entry.href === "/" || /^\/branches\/[^/]+$/.test(entry.href)) return pathname === entry.href;
  return pathname === entry.href || pathname.startsWith(`${entry.href}/`);
}
