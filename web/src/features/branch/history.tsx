import type { MemberAnswer } from "#shared/members/schema";
import { branchKindNames, postNames } from "#shared/org/labels";
import type { Branch, BranchChange, BranchKind, CommitteePost } from "#shared/org/schema";
import { History, type Restore } from "../trail/history";
import type { Readable } from "../trail/sentence";
import { branchPath, changeBranch } from "./data";

const isPost = (value: unknown): value is CommitteePost =>
  typeof value === "object" && value !== null && "memberId" in value && "post" in value;

const SETTING = "settings.";
/** The change that puts a value back; a setting is one of its own. */
const changeOf = (field: string, value: unknown): BranchChange =>
  field.startsWith(SETTING) ? { settings: { [field.slice(SETTING.length)]: value } } : { [field]: value };

/** Every change of what stands in the branch; term, committee and settings can be put back. */
export function BranchHistory(props: { branch: Branch; people: readonly MemberAnswer[] }) {
  const nameOf = (id: string) => props.people.find((person) => person.id === id)?.name ?? "（已不在本支部）";
  const readable: Readable = (field, value) => {
    if (field === "committee" && isPost(value))
      return `${nameOf(value.memberId)} ${postNames[value.post]}（${value.from}起${value.to ? `至${value.to}` : ""}）`;
    if (field === "branchKind") return branchKindNames[value as BranchKind];
    return undefined;
  };
  const present = (field: string): unknown =>
    field.startsWith(SETTING)
      ? Object.entries(props.branch.settings).find(([name]) => name === field.slice(SETTING.length))?.[1]
      : { term: props.branch.term, committee: props.branch.committee }[field];
  const restore: Restore = {
    can: (field, value) =>
      (field === "term" || field === "committee" || field.startsWith(SETTING)) &&
      JSON.stringify(value) !== JSON.stringify(present(field)),
    save: (field, value) => changeBranch(props.branch, changeOf(field, value)),
  };
  return <History path={branchPath(props.branch.id)} readable={readable} restore={restore} />;
}
