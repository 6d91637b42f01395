import { checkIdNumber, isMasked } from "../members/id-number";
import { type CellReader, filled, kept, problem, readName, readText, textOf, tidy, value } from "./cells";
import {
  readEducation,
  readEthnicity,
  readJob,
  readRank,
  readSex,
  readStage,
  readStanding,
  readYesNo,
  readYesWith,
} from "./codes";
import { readDate } from "./dates";
import type { Readers } from "./rows";

/** A masked value came out of an export: it says "as it was". */
const unlessMasked =
  (read: CellReader): CellReader =>
  (cell) =>
    cell.kind === "text" && isMasked(tidy(cell.text)) ? kept : read(cell);

const lostDigits =
  "公民身份号码存成了数字，Excel 只能保留前 15 位，后面几位已经丢失；请把这一列设为“文本”格式后重新填写完整号码";

const readIdNumber: CellReader = filled((cell) => {
  const text = tidy(textOf(cell)).replaceAll(/[ '`‘’]/g, "");
  if (cell.kind === "number" || /^\d(\.\d+)?E\+?\d+$/i.test(text)) return problem("id-number.number-cell", lostDigits);
  const checked = checkIdNumber(text);
  return checked.ok ? value(checked.normal) : problem("id-number.invalid", checked.problems.join("；"));
});

const mobile = /^1\d{10}$/;
const landline = /^(\+?\d{1,4}-?)?(\(?0\d{2,3}\)?-?)?\d{7,8}(-\d{1,6})?$/;

/** A mobile number without what people put between its digits; anything else without spaces. */
export function normalPhone(text: string): string {
  const tidied = tidy(text);
  const tight = tidied.replaceAll(/[ -]/g, "").replace(/^(\+?86)(?=1\d{10}$)/, "");
  return mobile.test(tight) ? tight : tidied.replaceAll(" ", "");
}
const readPhone: CellReader = filled((cell) => value(normalPhone(textOf(cell))));

/** By these a person is told from others. */
export const identityReaders: Readers = { name: readName, idNumber: unlessMasked(readIdNumber) };

export const memberReaders: Readers = {
  ...identityReaders,
  sex: readSex,
  ethnicity: readEthnicity,
  birthDate: readDate,
  education: readEducation,
  stage: readStage,
  branchName: readText,
  joinedOn: readDate,
  convertedOn: readDate,
  job: readJob,
  phone: unlessMasked(readPhone),
  address: unlessMasked(readText),
  standing: readStanding,
  lost: readYesWith("是否失联党员"),
  lostOn: readDate,
  floating: readYesWith("是否流动党员"),
  floatingTo: readText,
  group: readText,
  degree: readText,
  position: readText,
  rank: readRank,
  specialty: readText,
  migrantWorker: readYesNo("是否农民工"),
  workStartedOn: readDate,
  nativePlace: readText,
  household: readText,
  appliedOn: readDate,
  activistOn: readDate,
  candidateOn: readDate,
  branchAtJoining: readText,
  arrivedOn: readDate,
  staffNumber: readText,
  note: readText,
};

const phoneLike = (text: string): boolean => mobile.test(text) || landline.test(text);
/** Whether every number in the text looks like one that can be called. */
export const isCallable = (phone: string): boolean => phone.split(/[,，、;；/]/).every(phoneLike);
