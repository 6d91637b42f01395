import { type Day, isDay } from "../dates";
import { checkIdNumber, maskAddress, maskIdNumber, maskPhone } from "../members/id-number";
import { memberFieldNames, secretFieldNames, sexNames } from "../members/labels";
import { memberFindings } from "../members/rules";
import {
  type Member,
  type MemberChange,
  type MemberInput,
  memberChange,
  memberInput,
  type SecretField,
  secretFields,
} from "../members/schema";
import { normalName, textOf, tidy } from "./cells";
import { identityReaders, isCallable, memberReaders, normalPhone } from "./member-cells";
import {
  cellOf,
  issueAt,
  type Places,
  type Planned,
  type ReadRow,
  readRow,
  repeated,
  type SheetRow,
  shownValues,
} from "./rows";
import type { Issue } from "./schema";

/** Everything that a row is judged by beside the file itself. */
export type RosterContext = {
  branch: { name: string; groups: readonly { id: string; name: string }[] };
  present: readonly Member[];
  past: readonly Member[];
  /** Of the asked ID numbers, those that another branch holds. */
  elsewhere: ReadonlySet<string>;
  today: Day;
};
export type MemberAct =
  | { type: "create"; input: MemberInput }
  | { type: "update"; memberId: string; change: MemberChange }
  | { type: "none"; memberId: string };

const textIn = (read: ReadRow, field: string): string | null => {
  const found = read.values[field];
  return typeof found === "string" ? found : null;
};
/** Name and ID number of every row. */
export const readIdentities = (rows: readonly SheetRow[], places: Places): ReadRow[] =>
  rows.map((row) => readRow(row, places, identityReaders));
/** The ID numbers of the file that can be read. */
export const numbersIn = (identities: readonly ReadRow[]): string[] => [
  ...new Set(identities.flatMap((read) => textIn(read, "idNumber") ?? [])),
];

type Matched = { member: Member | null; issue: { code: string; detail: string } | null };

/** Who a masked number belongs to: the one person of the branch whose name and masked number are the same. */
function byMask(read: ReadRow, shown: string, context: RosterContext): Matched {
  const name = textIn(read, "name");
  const same = context.present.filter(
    (member) => normalName(member.name) === name && member.idNumber !== null && maskIdNumber(member.idNumber) === shown,
  );
  const [member] = same;
  return same.length === 1 && member
    ? { member, issue: null }
    : {
        member: null,
        issue: {
          code: "id-number.masked",
          detail: "公民身份号码被遮盖，在本支部找不到姓名和号码都相符的党员，请填写完整号码",
        },
      };
}

function matcher(context: RosterContext) {
  const byNumber = new Map(context.present.map((member) => [member.idNumber, member]));
  const gone = new Map(context.past.map((member) => [member.idNumber, member]));
  return (read: ReadRow, shown: string): Matched => {
    if (read.kept.has("idNumber")) return byMask(read, shown, context);
    const number = textIn(read, "idNumber");
    if (number === null) return { member: null, issue: null };
    const member = byNumber.get(number) ?? null;
    if (member) return { member, issue: null };
    if (context.elsewhere.has(number))
      return {
        member: null,
        issue: { code: "member.id-number-taken", detail: "该身份证号已登记，请联系党务部门办理转接" },
      };
    const left = gone.get(number)?.left;
    if (left)
      return {
        member: null,
        issue: { code: "member.left", detail: `该党员已于 ${left.on} 离开本支部；如已转回，请在党员档案中恢复` },
      };
    return { member: null, issue: null };
  };
}

type Note = { yes: boolean; note: string };
const isNote = (of: unknown): of is Note => typeof of === "object" && of !== null && "yes" in of && "note" in of;

/** 是否失联 and 失联日期 become one fact; what is known already stays when the sheet only says 是. */
function lostOf(read: ReadRow, member: Member | null): Pick<MemberChange, "lost"> {
  const told = read.values.lost;
  const on = textIn(read, "lostOn") ?? (isNote(told) && isDay(told.note) ? told.note : null);
  if (isNote(told) && !told.yes) return { lost: null };
  if (!isNote(told) && on === null) return {};
  const day = on !== null && isDay(on) ? on : (member?.lost?.on ?? null);
  return { lost: { on: day, reason: member?.lost?.reason ?? null } };
}

function floatingOf(read: ReadRow, member: Member | null): Pick<MemberChange, "floating"> {
  const told = read.values.floating;
  const to = textIn(read, "floatingTo") ?? (isNote(told) && told.note !== "" ? told.note : null);
  if (isNote(told) && !told.yes) return { floating: null };
  if (!isNote(told) && to === null) return {};
  return { floating: { to: to ?? member?.floating?.to ?? "", since: member?.floating?.since ?? null } };
}

const plain = [
  "name",
  "idNumber",
  "sex",
  "ethnicity",
  "birthDate",
  "education",
  "stage",
  "joinedOn",
  "convertedOn",
  "job",
  "phone",
  "address",
  "standing",
  "degree",
  "position",
  "rank",
  "specialty",
  "migrantWorker",
  "workStartedOn",
  "nativePlace",
  "household",
  "appliedOn",
  "activistOn",
  "candidateOn",
  "branchAtJoining",
  "arrivedOn",
  "staffNumber",
  "note",
] as const;

/** Where a schema's field is shown in the sheet. */
const placeOf: Readonly<Record<string, string>> = { groupId: "group" };

/** One row on its way from cells to a verdict. */
type Draft = {
  read: ReadRow;
  places: Places;
  member: Member | null;
  values: Record<string, unknown>;
  issues: Issue[];
  warnings: Issue[];
};

const fail = (draft: Draft, field: string, code: string, detail: string) =>
  draft.issues.push(issueAt(draft.read.row, draft.places, field, code, detail));
const warn = (draft: Draft, field: string, code: string, detail: string) =>
  draft.warnings.push(issueAt(draft.read.row, draft.places, field, code, detail));

/** Only set out differently: the record's own spelling stays. */
function keepSpelling({ values, member }: Draft): void {
  if (member && values.name === normalName(member.name)) values.name = member.name;
  if (member?.phone && values.phone === normalPhone(member.phone)) values.phone = member.phone;
}

/** Sex and birthday come from the ID number where the row does not say them; where it says otherwise both are shown. */
function compareIdNumber(draft: Draft): void {
  const { values, member } = draft;
  const number = values.idNumber ?? member?.idNumber;
  const checked = typeof number === "string" ? checkIdNumber(number) : null;
  const birth = values.birthDate;
  const isMonthOnly = typeof birth === "string" && !isDay(birth);
  if (!checked?.ok) {
    if (isMonthOnly) fail(draft, "birthDate", "date.month-only", "出生日期应写到日");
    return;
  }
  if (values.sex === undefined && !member) values.sex = checked.sex;
  if (values.sex !== undefined && values.sex !== checked.sex)
    warn(draft, "sex", "sex.differs", `性别与公民身份号码不符（号码为${sexNames[checked.sex]}），请核对`);
  if (birth === undefined && !member) values.birthDate = checked.birthDate;
  if (birth === undefined) return;
  const agrees = birth === checked.birthDate || (isMonthOnly && checked.birthDate.startsWith(birth));
  if (!agrees)
    warn(draft, "birthDate", "birth-date.differs", `出生日期与公民身份号码不符（号码为 ${checked.birthDate}），请核对`);
  // A month alone is no birthday: the number says the day.
  if (isMonthOnly) values.birthDate = checked.birthDate;
}

const bareName = (name: string) =>
  tidy(name)
    .replaceAll(/[ ()（）]/g, "")
    .replace(/^(中国共产党|中共)/, "")
    .replace(/党支部委员会$/, "党支部")
    .replace(/(?<!党)支部$/, "党支部");

function checkBranch(draft: Draft, { branch }: RosterContext): void {
  const told = textIn(draft.read, "branchName");
  if (told === null) return;
  const [a, b] = [bareName(told), bareName(branch.name)];
  if (a === "" || a.endsWith(b) || b.endsWith(a)) return;
  warn(draft, "branchName", "branch.differs", `所在党支部“${told}”不是本支部（${branch.name}），请核对后再导入`);
}

function findGroup(draft: Draft, { branch }: RosterContext): void {
  const told = textIn(draft.read, "group");
  if (told === null) return;
  const [group, another] = branch.groups.filter(({ name }) => bareName(name) === bareName(told));
  if (group && !another) draft.values.groupId = group.id;
  else warn(draft, "group", "group.unknown", `本支部没有党小组“${told}”，这一项不导入`);
}

function checkStage(draft: Draft): void {
  const { values, member, read } = draft;
  if (values.stage !== undefined || member || read.issues.some(({ field }) => field === "stage")) return;
  if (typeof values.convertedOn === "string") {
    values.stage = "full";
    warn(draft, "stage", "stage.derived", "没有填写人员类别，按转为正式党员日期认定为正式党员");
  } else fail(draft, "stage", "stage.missing", "请填写人员类别（正式党员、预备党员等）");
}

/** Lengths and characters, by the same schema as the form; the input of a new member, or null. */
function checkSchema(draft: Draft): MemberInput | null {
  const input = draft.member ? null : memberInput.safeParse(draft.values);
  const result = input ?? memberChange.safeParse(draft.values);
  for (const { path, message } of result.error?.issues ?? []) {
    const field = placeOf[String(path[0])] ?? String(path[0]);
    if (draft.issues.some((known) => known.field === field)) continue;
    const detail = /[\u4e00-\u9fff]/.test(message) ? message : `${memberFieldNames[field] ?? field}的内容不正确`;
    fail(draft, field, "field.invalid", detail);
  }
  return input?.data ?? null;
}

/** What does not agree between the fields; what disagreed before does not stand in the way of another change. */
function checkFacts(draft: Draft, today: Day): void {
  const before = draft.member ? memberFindings(draft.member, today).errors.map(({ detail }) => detail) : [];
  const facts = memberFindings({ ...draft.member, ...draft.values }, today);
  const fieldOfPointer = (pointer: string) => pointer.slice(2).split("/")[0] ?? "";
  for (const { pointer, code, detail } of facts.errors) {
    if (before.includes(detail)) continue;
    const field = fieldOfPointer(pointer);
    if (!draft.issues.some((known) => known.field === field)) fail(draft, field, code ?? "field.invalid", detail);
  }
  for (const { pointer, code, detail } of facts.warnings)
    warn(draft, fieldOfPointer(pointer), code ?? "field.doubtful", detail);
}

function checkPhone(draft: Draft): void {
  const phone = draft.values.phone;
  if (typeof phone === "string" && !isCallable(phone))
    warn(draft, "phone", "phone.doubtful", "联系电话不像手机号或固定电话，请核对");
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const masks: Readonly<Record<SecretField, (text: string) => string>> = {
  idNumber: maskIdNumber,
  phone: maskPhone,
  address: maskAddress,
  household: maskAddress,
};
const isSecret = (field: string): field is SecretField => secretFields.some((secret) => secret === field);
const masked = (field: string, of: unknown): unknown =>
  isSecret(field) && typeof of === "string" ? masks[field](of) : (of ?? null);

const fieldIn = (member: Member, field: string): unknown =>
  Object.entries(member).find(([name]) => name === field)?.[1];

const changesOf = (member: Member, values: Record<string, unknown>) =>
  Object.keys(values)
    .filter((field) => !isSame(fieldIn(member, field), values[field]))
    .map((field) => ({ field, from: fieldIn(member, field), to: values[field] }));

const shownAlways = ["name", "idNumber", "stage", "joinedOn"];
const shownWithRemark = Object.keys(memberReaders);

function actOf(
  { issues, member, values }: Draft,
  input: MemberInput | null,
  changed: readonly string[],
): MemberAct | null {
  if (issues.length > 0) return null;
  if (!member) return input && { type: "create", input };
  if (changed.length === 0) return { type: "none", memberId: member.id };
  const change = memberChange.safeParse(Object.fromEntries(changed.map((field) => [field, values[field]])));
  return change.success ? { type: "update", memberId: member.id, change: change.data } : null;
}

function judge(
  read: ReadRow,
  places: Places,
  match: (read: ReadRow, shown: string) => Matched,
  twice: ReadonlySet<string>,
  context: RosterContext,
): Planned<MemberAct> {
  const shown = tidy(textOf(cellOf(read.row, places, "idNumber")));
  const found = match(read, shown);
  const values = Object.fromEntries(
    plain.flatMap((field) => (read.values[field] === undefined ? [] : [[field, read.values[field]] as const])),
  );
  const draft: Draft = {
    read,
    places,
    member: found.member,
    values,
    issues: [...read.issues],
    warnings: [...read.warnings],
  };
  const number = textIn(read, "idNumber");
  const hasNumber =
    number !== null || read.kept.has("idNumber") || read.issues.some(({ field }) => field === "idNumber");
  if (!hasNumber) fail(draft, "idNumber", "id-number.missing", "没有公民身份号码，无法判断是否已登记，请填写");
  if (found.issue) fail(draft, "idNumber", found.issue.code, found.issue.detail);
  if (number !== null && twice.has(number))
    fail(draft, "idNumber", "id-number.duplicate", "同一个公民身份号码在文件中出现了两次以上，请核对后只保留一行");
  Object.assign(draft.values, lostOf(read, draft.member), floatingOf(read, draft.member));
  keepSpelling(draft);
  compareIdNumber(draft);
  checkBranch(draft, context);
  findGroup(draft, context);
  checkStage(draft);
  checkPhone(draft);
  const input = checkSchema(draft);
  checkFacts(draft, context.today);
  const changes = draft.member ? changesOf(draft.member, draft.values) : [];
  const act = actOf(
    draft,
    input,
    changes.map(({ field }) => field),
  );
  const verdict =
    act === null ? "error" : act.type === "create" ? "new" : act.type === "update" ? "update" : "unchanged";
  const fields = draft.issues.length + draft.warnings.length > 0 ? shownWithRemark : shownAlways;
  return {
    act,
    answer: {
      row: read.row.number,
      verdict,
      name: textIn(read, "name") ?? "",
      values: shownValues(read.row, places, fields, masks),
      warnings: draft.warnings,
      changes:
        verdict === "update"
          ? changes.map(({ field, from, to }) => ({ field, from: masked(field, from), to: masked(field, to) }))
          : [],
      issues: draft.issues,
    },
  };
}

/** The verdict on each row of a roster, when it is asked for. Pure: the same file, roster and day give the same verdict. */
export function planMembers(
  identities: readonly ReadRow[],
  places: Places,
  context: RosterContext,
): (row: SheetRow) => Planned<MemberAct> {
  const match = matcher(context);
  const shownNumber = (row: SheetRow) => tidy(textOf(cellOf(row, places, "idNumber")));
  const numberOf = (read: ReadRow): string | null =>
    textIn(read, "idNumber") ??
    (read.kept.has("idNumber") ? (match(read, shownNumber(read.row)).member?.idNumber ?? null) : null);
  const twice = repeated(identities.map(numberOf));
  return (row) => {
    const read = readRow(row, places, memberReaders);
    const planned = judge(read, places, match, twice, context);
    // A masked number can mean a person whose full number stands in another row.
    if (planned.act === null || !read.kept.has("idNumber") || !twice.has(numberOf(read) ?? "")) return planned;
    const issue = issueAt(
      row,
      places,
      "idNumber",
      "id-number.duplicate",
      "同一名党员在文件中出现了两次以上，请核对后只保留一行",
    );
    return {
      act: null,
      answer: { ...planned.answer, verdict: "error", changes: [], issues: [...planned.answer.issues, issue] },
    };
  };
}

/** The fields of a roster in the order of forms, with their names; for the choice of a column's meaning. */
export const rosterFieldNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(plain.map((field) => [field, memberFieldNames[field] ?? field])),
  ...secretFieldNames,
  branchName: "所在党支部",
  lost: "是否失联党员",
  lostOn: "失联日期",
  floating: "是否流动党员",
  floatingTo: "外出流向",
  group: "党小组",
};
