import { maskAddress, maskIdNumber, maskPhone } from "./id-number";
import { educationNames, ethnicityNames, jobNames, sexNames, stageNames, standingNames } from "./labels";
import type { Member } from "./schema";

/** How much of ID number, phone and address a roster shows. */
export type Secrecy = "full" | "masked" | "none";

const masks = { full: (text: string) => text, none: () => "" } as const;
const shown = (text: string | null, secrecy: Secrecy, mask: (text: string) => string): string =>
  text === null ? "" : secrecy === "masked" ? mask(text) : masks[secrecy](text);

const yesWith = (fact: string | null | undefined): string => (fact ? `是（${fact}）` : "是");

/** The sixteen cells of 党员花名册 in the order of `rosterHeaders`; in full they are read back as the same record. */
export const rosterRow = (member: Member, branchName: string, secrecy: Secrecy): string[] => [
  member.name,
  shown(member.idNumber, secrecy, maskIdNumber),
  member.sex ? sexNames[member.sex] : "",
  member.ethnicity ? (ethnicityNames[member.ethnicity] ?? "") : "",
  member.birthDate ?? "",
  member.education ? educationNames[member.education] : "",
  stageNames[member.stage],
  branchName,
  member.joinedOn ?? "",
  member.convertedOn ?? "",
  member.job ? jobNames[member.job] : "",
  shown(member.phone, secrecy, maskPhone),
  shown(member.address, secrecy, maskAddress),
  standingNames[member.standing],
  member.lost ? yesWith(member.lost.on) : "否",
  member.floating ? yesWith(member.floating.to) : "否",
];
