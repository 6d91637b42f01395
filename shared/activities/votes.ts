import { fieldFault } from "../problem";
import type { Vote, VoteBasis } from "./schema";

/** Voting, in whole numbers: nothing is rounded that decides. */

/** How many of those entitled must come: 支部工作条例 第11条 at least half; admissions more than half; elections at least four fifths. */
export function quorumNeeded(basis: VoteBasis, entitled: number): number {
  if (basis === "ordinary") return Math.max(1, Math.ceil(entitled / 2));
  return basis === "admission" ? Math.floor(entitled / 2) + 1 : Math.max(1, Math.ceil((4 * entitled) / 5));
}

/** How many must agree: more than half of those entitled; in elections more than half of those present. */
export const majorityNeeded = (basis: VoteBasis, entitled: number, present: number): number =>
  Math.floor((basis === "election" ? present : entitled) / 2) + 1;

export type VoteCount = {
  entitled: number;
  present: number;
  quorumNeeded: number;
  majorityNeeded: number;
  valid: boolean;
  sentence: string;
};

/** Those in favour, formal written opinions included (发展党员细则: 会前书面意见计入票数). */
export const inFavour = (vote: Vote): number => vote.yes + vote.writtenYes;

function verdict(vote: Vote, valid: boolean, majority: number): string {
  if (!valid) return "到会人数不够，表决无效";
  if (inFavour(vote) < majority) return "未通过";
  return vote.outcome === "passed" ? "通过" : "记为未通过";
}

/** A vote with its sum. `valid`: enough of those entitled came. */
export function countVote(vote: Vote, { entitled, present }: { entitled: number; present: number }): VoteCount {
  const quorum = quorumNeeded(vote.basis, entitled);
  const majority = majorityNeeded(vote.basis, entitled, present);
  const valid = present >= quorum;
  const written = vote.writtenYes > 0 ? `其中书面 ${vote.writtenYes} 票，` : "";
  const right = vote.basis === "election" ? "有选举权" : "有表决权";
  const sentence = `应到会${right} ${entitled} 人，实到 ${present} 人（需 ${quorum} 人），赞成 ${inFavour(vote)} 票（${written}需 ${majority} 票），${verdict(vote, valid, majority)}`;
  return { entitled, present, quorumNeeded: quorum, majorityNeeded: majority, valid, sentence };
}

/** Refuses a vote whose figures do not add up, or that is called passed without quorum or majority. `at` is the vote's pointer. */
export function checkVote(vote: Vote, present: { entitled: number; present: number }, at: string): void {
  const count = countVote(vote, present);
  const written = vote.writtenYes + vote.writtenNo;
  const given = vote.yes + vote.no + vote.abstain;
  if (written > 0 && vote.basis !== "admission") throw fieldFault("vote.count", at, "书面意见只在接收、转正表决时计入");
  if (written > count.entitled - count.present) throw fieldFault("vote.count", at, "书面意见的票数超过未到会的人数");
  if (given !== count.present)
    throw fieldFault(
      "vote.count",
      at,
      `赞成、反对、弃权合计 ${given} 票，与到会有表决权的 ${count.present} 人不符（书面意见另计）`,
    );
  if (vote.outcome !== "passed") return;
  if (!count.valid) throw fieldFault("vote.quorum", `${at}/outcome`, `${count.sentence}，不能记为通过`);
  if (inFavour(vote) < count.majorityNeeded)
    throw fieldFault("vote.majority", `${at}/outcome`, `${count.sentence}，不能记为通过`);
}
