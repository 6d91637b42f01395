import * as z from "zod";
import { type Role, roleNames } from "#shared/access";
import type { Account, PasswordHash } from "#shared/accounts/schema";
import { dayOf } from "#shared/activities/days";
import { administrators, isAdministrator } from "#shared/authority";
import type { Day } from "#shared/dates";
import type { Member } from "#shared/members/schema";
import { foundBranch } from "#shared/org/rules";
import { sealedSecondFactor } from "../accounts/second-factor";
import { accountStore } from "../accounts/store";
import { activityStore } from "../activities/store";
import { learningStore } from "../learning/store";
import { memberStore } from "../members/store";
import { orgStore } from "../org/store";
import type { Told } from "../platform/changed";
import type { Keyring } from "../platform/keyring";
import { keys } from "../platform/keys";
import type { Platform } from "../platform/platform";
import type { Put } from "../platform/write";
import { recordsOf } from "./activities";
import { assessmentWrites } from "./assessments";
import { branchPlans } from "./branches";
import { gatheringsOf } from "./calendar";
import { dayBack, historyStart, instantOf } from "./days";
import { loginOf, talksOf, trainingsOf } from "./learning";
import { peopleOf } from "./people";
import { accountIdOf, type BranchPlan, branchIdOf, newBranch, SUBSIDIARY } from "./plan";
import { groupUnits, newUnit, profileOf, unitOf, upperUnits } from "./units";

const PASSWORD = "Zhibu-demo-2026";

type Person = { login: string; name: string; role: Role; unit: { id: string; name: string }; memberId: string | null };
/** Writes of one transaction, and whose work they are. */
type Batch = { login: string; name: string; writes: Put[] };
type Cast = { plan: BranchPlan; members: Member[] };

const founded: Told = { action: "unit.founded" };

/** The office, the secretaries, the inspector and a member of the second branch. */
function peopleWithAccounts(cast: readonly Cast[]): Person[] {
  const member = cast[0]?.members.at(6) ?? null;
  return [
    { login: "office", name: "党委党务部门", role: "office", unit: SUBSIDIARY, memberId: null },
    {
      login: loginOf(newBranch),
      name: `${newBranch.name}书记`,
      role: "secretary",
      unit: { id: branchIdOf(newBranch.no), name: newBranch.name },
      memberId: null,
    },
    ...cast.map(
      ({ plan, members }): Person => ({
        login: loginOf(plan),
        name: `${plan.name}书记`,
        role: "secretary",
        unit: { id: branchIdOf(plan.no), name: plan.name },
        memberId: members[0]?.id ?? null,
      }),
    ),
    { login: "inspector", name: "巡察组", role: "inspector", unit: SUBSIDIARY, memberId: null },
    ...cast.slice(0, 1).map(
      ({ plan }): Person => ({
        login: "member01",
        name: member?.name ?? "党员",
        role: "member",
        unit: { id: branchIdOf(plan.no), name: plan.name },
        memberId: member?.id ?? null,
      }),
    ),
    ...administrators.map(
      (role): Person => ({ login: role, name: roleNames[role], role, unit: SUBSIDIARY, memberId: null }),
    ),
  ];
}

/** Every branch with its people; a name is never given twice. */
function castOf(today: Day): Cast[] {
  const serial = { next: 0 };
  return branchPlans.map((plan) => {
    const members = peopleOf(plan, serial.next, today);
    serial.next += members.length;
    return { plan, members };
  });
}

/** Printed for everybody to see: with it any authenticator shows the codes of the sample's administrators. */
export const SAMPLE_SECRET = "ZHIBUDEMO2ZHIBUDEMO2ZHIBUDEMO234";

const accountOf = (
  { login, name, role, unit, memberId }: Person,
  password: PasswordHash,
  today: Day,
  keyring: Keyring,
): Account => ({
  ...{
    id: accountIdOf(login),
    login,
    name,
    grants: [{ role, unitId: unit.id }],
    memberId,
    proposed: null,
    disabled: false,
    password,
    epoch: 1,
    setup: null,
    ...(isAdministrator(role) && {
      secondFactor: sealedSecondFactor(
        keyring,
        accountIdOf(login),
        SAMPLE_SECRET,
        instantOf(historyStart(today), "09:00"),
      ),
    }),
  },
  ...{ createdAt: instantOf(historyStart(today), "09:00"), version: 0, chain: "" },
});

/** What stands in a branch and the latest twelve months, and what can follow: the year before, and what was handed in. */
function branchWrites(platform: Platform, { plan, members }: Cast, today: Day): { first: Put[]; later: Put[] } {
  const { table, keyring } = platform;
  const [org, people, activities] = [orgStore(table), memberStore(table, keyring), activityStore(table)];
  const branch = profileOf(plan, members, today);
  const records = recordsOf({ plan, branch, members, today }, gatheringsOf(plan, members, today, branch.foundedOn));
  const [talks, trainings] = [talksOf(plan, branch.id, members, today), trainingsOf(plan, branch.id, members, today)];
  const facts = { branch, members, activities: records.map(({ activity }) => activity), talks, trainings };
  const isOlder = (day: Day) => day < dayBack(today, { months: 12 });
  const dated: [Day, Put[]][] = [
    ...records.map(({ activity, texts }): [Day, Put[]] => [
      dayOf(activity),
      [
        activities.write(activity, null, { action: "activity.recorded" }),
        ...(texts.length > 0 ? [activities.writeTexts(activity.id, texts, null)] : []),
      ],
    ]),
    ...talks.map((talk): [Day, Put[]] => [talk.on, [learningStore.writeTalk(talk, null, { action: "talk.recorded" })]]),
    ...trainings.map((training): [Day, Put[]] => [
      training.to,
      [learningStore.writeTraining(training, null, { action: "training.recorded" })],
    ]),
  ];
  const registered = members.map((member) => people.write(member, null, { action: "member.registered" }));
  const recent = dated.flatMap(([day, writes]) => (isOlder(day) ? [] : writes));
  const older = dated.flatMap(([day, writes]) => (isOlder(day) ? writes : []));
  return {
    first: [org.writeBranch(branch, null, founded), ...registered, ...recent],
    later: [...older, ...assessmentWrites(platform, plan, facts, today)],
  };
}

function unitWrites(platform: Platform, today: Day): Put[] {
  const org = orgStore(platform.table);
  const unit = newUnit(today);
  const branches = branchPlans.flatMap((plan) => [unitOf(plan, today), ...groupUnits(plan, today)]);
  return [...upperUnits(), unit, ...branches]
    .map((one) => org.writeUnit(one, null, founded))
    .concat(org.writeBranch(foundBranch(unit), null, founded));
}

/** A transaction holds at most a hundred actions: a record, its trail event, its markers. */
const ACTIONS = 100;
const actionsOf = (write: Put): number => 2 + (write.claim?.length ?? 0);

function batches(login: string, name: string, writes: readonly Put[]): Batch[] {
  const made: { room: number; batch: Batch }[] = [];
  for (const write of writes) {
    const size = actionsOf(write);
    const last = made.at(-1);
    if (last && last.room >= size) {
      last.batch.writes.push(write);
      last.room -= size;
    } else made.push({ room: ACTIONS - size, batch: { login, name, writes: [write] } });
  }
  return made.map(({ batch }) => batch);
}

/** The tree, then each branch, made when its turn has come; what can follow is put into `later`. */
function* firstBatches(platform: Platform, cast: readonly Cast[], today: Day, later: Batch[]): Generator<Batch> {
  yield* batches("office", "党委党务部门", unitWrites(platform, today));
  for (const one of cast) {
    const writes = branchWrites(platform, one, today);
    const [login, name] = [loginOf(one.plan), `${one.plan.name}书记`];
    later.push(...batches(login, name, writes.later));
    yield* batches(login, name, writes.first);
  }
}

/** Two at a time: the engine writes one while the next is being prepared. */
const LANES = 2;

/** Each batch is all there or not at all, so a batch whose first trail event is there is left out. */
async function writeAll({ table, now }: Platform, all: Iterator<Batch>, isResumed: boolean): Promise<void> {
  const lane = async () => {
    for (let next = all.next(); !next.done; next = all.next()) {
      const { login, name, writes } = next.value;
      const begun = writes.slice(0, 1).map(({ event }) => keys.audit(event.aggregate, 1));
      if (isResumed && (await table.getMany(begun)).length > 0) continue;
      const at = new Date(now()).toISOString();
      await table.commit({ accountId: accountIdOf(login), name, at, operation: null }, writes);
    }
  };
  // Nothing is under way any more when this is over, whichever way it ends.
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  const failed = lanes.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}

const marker = keys.unique("sample", "history");
const markerRecord = z.object({ today: z.string(), isFinished: z.boolean() });

/**
 * The sample subsidiary with a history that ends today. It can be used, accounts included, when this resolves; the older of its two years
 * follows until `finished`. Killed halfway it is finished by the next call, with the day on which it was begun.
 */
export async function beginSample(platform: Platform): Promise<{ finished: Promise<void> }> {
  const { table, passwords, keyring } = platform;
  const begun = await table.get(marker, markerRecord);
  if (begun?.isFinished) return { finished: Promise.resolve() };
  const isResumed = begun !== null;
  const today = begun?.today ?? platform.today();
  const hashed = passwords.hash(PASSWORD);
  if (!isResumed) await table.keep(marker, { entity: "sample", today, isFinished: false });
  const cast = castOf(today);
  const later: Batch[] = [];
  await writeAll(platform, firstBatches(platform, cast, today, later), isResumed);
  const password = await hashed;
  const accounts = peopleWithAccounts(cast).map((person) =>
    accountStore(table, keyring).write(accountOf(person, password, today, keyring), null, { action: "account.set-up" }),
  );
  await writeAll(platform, batches("office", "党委党务部门", accounts).values(), isResumed);
  platform.forgetTree();
  const finish = async () => {
    await writeAll(platform, later.values(), isResumed);
    await table.keep(marker, { entity: "sample", today, isFinished: true });
  };
  return { finished: finish() };
}

/** The whole of it. */
export async function seedSample(platform: Platform): Promise<void> {
  const { finished } = await beginSample(platform);
  await finished;
}

/** One line for each account. */
export const sampleAccounts: string[] = peopleWithAccounts(branchPlans.map((plan) => ({ plan, members: [] }))).map(
  ({ login, role, unit }) => `  ${login.padEnd(12)}${roleNames[role]}　${unit.name}`,
);
/** What the administrators need besides the password. */
export const sampleSecretNotice = `三员（system、security、audit）登录还要动态口令，身份验证器的密钥：${SAMPLE_SECRET}`;
