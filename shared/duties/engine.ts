import { yearPeriod } from "../dates";
import { branchSubject, openFinding } from "./finding";
import { rules as allRules } from "./registry";
import type { Asked, BranchFacts, Duties, Duty, DutyFinding, Rule } from "./types";

const isInForce = (rule: Rule, { period }: DutyFinding): boolean =>
  rule.from <= period.to && (rule.until === undefined || period.to <= rule.until);

const cite = ({ regulation, article }: Rule): string => `${regulation}${article ?? "，条款待核对"}`;

function toDuty(rule: Rule, { says, note, ...finding }: DutyFinding): Duty {
  const remark = note === "" || note.endsWith("。") ? note : `${note}。`;
  return {
    rule: rule.id,
    name: rule.name,
    regulation: rule.regulation,
    article: rule.article,
    ...finding,
    detail: `${says}（${cite(rule)}）。${remark}`,
  };
}

/** A rule that fails on its facts is a visible row, never silence and never done. */
function evaluateRule(rule: Rule, facts: BranchFacts, asked: Asked): Duty[] {
  try {
    return rule
      .evaluate(facts, asked)
      .filter((finding) => isInForce(rule, finding))
      .map((finding) => toDuty(rule, finding));
  } catch {
    const finding = openFinding(branchSubject(facts.branch), yearPeriod(asked.year), rule.name);
    return [toDuty(rule, { ...finding, missing: `“${rule.name}”没有算出来，请核对支部和党员的资料` })];
  }
}

/** What the regulations ask of a branch in a year, seen from a day. Never throws. */
export function evaluateDuties(facts: BranchFacts, asked: Asked, rules: readonly Rule[] = allRules): Duties {
  const items = rules.flatMap((rule) => evaluateRule(rule, facts, asked));
  const count = (status: Duty["status"]) => items.filter((item) => item.status === status).length;
  return {
    branchId: facts.branch.id,
    year: asked.year,
    on: asked.on,
    items,
    counts: {
      done: count("done"),
      due: count("due"),
      overdue: count("overdue"),
      breached: count("breached"),
      notApplicable: count("notApplicable"),
    },
  };
}
