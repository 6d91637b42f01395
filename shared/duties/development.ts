import { addMonths, chineseDay, type Day, firstDay, isWithin, yearPeriod } from "../dates";
import type { Person } from "../members/schema";
import { belongsOn, isProbationaryOn, stageOn } from "../members/standing";
import { memberEvidence, memberSubject, notApplicable, openFinding, standingPeriod } from "./finding";
import type { Asked, BranchFacts, DutyFinding, Rule } from "./types";

const says = "预备党员的预备期为 1 年，期满应当及时讨论能否转为正式党员；延长预备期只能 1 次，半年至 1 年";

/** The discussion is due on the day on which probation ends (twelve months after the meeting that admitted, and an extension), and prepared from a month before. */
function probationOf(member: Person, joinedOn: string): DutyFinding {
  const joined = firstDay(joinedOn);
  const dueOn = addMonths(joined, 12 + (member.probationMonths ?? 0));
  const period = { label: `预备期（${chineseDay(joinedOn)}至${chineseDay(dueOn)}）`, from: joined, to: dueOn };
  return { ...openFinding(memberSubject(member), period, says), opensOn: addMonths(dueOn, -1), dueOn };
}

function openProbation(member: Person, on: Day): DutyFinding {
  if (member.joinedOn === null)
    return {
      ...openFinding(memberSubject(member), standingPeriod(on), says),
      missing: `没有登记${member.name}加入党组织的日期`,
    };
  const base = probationOf(member, member.joinedOn);
  const end = chineseDay(base.period.to);
  const isOver = on > base.period.to;
  return {
    ...base,
    status: isOver ? "overdue" : "due",
    missing: `${member.name}的预备期${isOver ? `已于${end}届满，还没有讨论转正` : `到${end}届满`}`,
  };
}

/** Those who became full members in the asked year. */
function closedProbation(member: Person, { year, on }: Asked): DutyFinding[] {
  const { joinedOn, convertedOn } = member;
  if (joinedOn === null || convertedOn === null || !belongsOn(member, on) || stageOn(member, on) !== "full") return [];
  const converted = firstDay(convertedOn);
  if (!isWithin(converted, yearPeriod(year))) return [];
  const base = probationOf(member, joinedOn);
  return [
    {
      ...base,
      status: "done",
      done: 1,
      late: converted > base.period.to,
      evidence: [memberEvidence(member, converted)],
    },
  ];
}

function evaluate({ branch, members }: BranchFacts, asked: Asked): DutyFinding[] {
  const { on } = asked;
  if (branch.closedOn !== null && branch.closedOn <= on) return [];
  const probationers = members.filter((member) => isProbationaryOn(member, on));
  if (branch.branchKind === "provisional") {
    const reason = "临时党支部一般不发展党员，由组织关系所在的党支部办理";
    return probationers.map((member) =>
      notApplicable(openFinding(memberSubject(member), standingPeriod(on), says), reason),
    );
  }
  return [
    ...members.flatMap((member) => closedProbation(member, asked)),
    ...probationers.map((member) => openProbation(member, on)),
  ];
}

const rule = { id: "probation", name: "预备期满讨论转正", evaluate };

/** Which version judges: from 2026-05-18, that day included, the regulation of 2026. The articles of 2014 have not been checked. */
export const development: readonly Rule[] = [
  {
    ...rule,
    regulation: "《中国共产党发展党员工作细则》（2014年）",
    article: null,
    from: "2014-06-10",
    until: "2026-05-17",
  },
  { ...rule, regulation: "《中国共产党发展党员工作细则》（2026年修订）", article: "第三十一条", from: "2026-05-18" },
];
