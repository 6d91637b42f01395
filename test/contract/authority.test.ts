import { beforeAll, describe, expect, it } from "vitest";
import { specOf } from "#functions/platform/http";
import { openPackage } from "#functions/sheets/guard";
import { maskAddress, maskIdNumber, maskPhone } from "#shared/members/id-number";
import type { Answer } from "#test/support/app";
import { partOfBranch, type Row, refusalFor, rows } from "#test/support/authority/oracle";
import { canary, type Relation, type Stage, type Subject, setStage } from "#test/support/authority/stage";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
}, 120_000);

function addressOf({ route, path = route }: Row): string {
  const { units, ids } = stage;
  return path
    .replace(":b", units.own)
    .replace(":m", ids.inGroup)
    .replace(":a", ids.activity)
    .replace(":f", ids.file)
    .replace(":t", ids.talk)
    .replace(":i", route.includes("/activities/imports") ? ids.ledger : ids.import)
    .replace(":row", "2")
    .replace(":h", ids.handover)
    .replace(":id", "a_unknown")
    .replace("{groupMeeting}", ids.groupMeeting)
    .replace("{training}", ids.training)
    .replace("{account}", ids.account)
    .replace(/\{unit:(\w+)\}/, (_, relation: Relation) => units[relation]);
}

const bodyOf = ({ body }: Row): unknown =>
  body === undefined
    ? undefined
    : JSON.parse(JSON.stringify(body).replace(/\{unit:(\w+)\}/, (_, relation: Relation) => stage.units[relation]));

function ask(row: Row, { browser }: Subject): Promise<Answer> {
  const isWrite = row.method !== "GET";
  const headers = row.method === "POST" && !row.keyed ? { "idempotency-key": "" } : {};
  const body = isWrite && row.method !== "DELETE" ? (bodyOf(row) ?? {}) : undefined;
  return browser.call(row.method, addressOf(row), body, { headers, ...(row.stale && { ifMatch: 999_999 }) });
}

/** Everything in an answer that a person or program could read, files unpacked. */
async function textOf(answer: Answer): Promise<string> {
  const headers = JSON.stringify([...answer.headers]);
  if (answer.bytes[0] !== 0x50 || answer.bytes[1] !== 0x4b)
    return headers + decodeURIComponent(encodeURIComponent(answer.text));
  const parts = await openPackage(answer.bytes);
  const texts: string[] = [];
  for (const name of parts.names) for await (const piece of parts.read(name)) texts.push(piece);
  return headers + texts.join("");
}

const secrets = [canary.idNumber, canary.phone, canary.address, canary.household];
const masked = () => [maskIdNumber(canary.idNumber), maskPhone(canary.phone), maskAddress(canary.address)];
const business = [
  canary.name,
  canary.outsideGroup,
  canary.minutes,
  canary.activity,
  canary.groupTitle,
  canary.training,
  canary.talk,
  canary.reason,
];

/** What must not stand in any answer to this subject. */
function forbidden({ name, role }: Subject): string[] {
  if (!partOfBranch.has(name)) return [...secrets, ...masked(), ...business];
  if (role === "inspector") return [...secrets, ...masked(), canary.talk];
  if (name === "leader@group")
    return [
      ...secrets,
      ...masked(),
      canary.outsideGroup,
      canary.minutes,
      canary.activity,
      canary.training,
      canary.talk,
    ];
  if (role === "leader")
    return [...secrets, ...masked(), canary.name, canary.minutes, canary.activity, canary.groupTitle, canary.talk];
  if (role === "member")
    return [...secrets, ...masked(), canary.name, canary.minutes, canary.activity, canary.groupTitle, canary.talk];
  return [...secrets, canary.talk];
}

describe("权限表", () => {
  it("每一条路由在独立的权限表里都有一行，表里没有多余的行", () => {
    const stated = stage.system.app.routes
      .filter(({ handler }) => specOf(handler))
      .map(({ method, path }) => `${method} ${path}`);
    const written = new Set(rows.map(({ method, route }) => `${method} ${route}`));
    expect([...new Set(stated)].filter((route) => !written.has(route))).toEqual([]);
    expect([...written].filter((route) => !stated.includes(route))).toEqual([]);
  });

  it("每条路由 × 每个人：该进的进，不该进的是 401、403 或 404，回答里没有不该看的内容", async () => {
    const wrong: string[] = [];
    const leaks: string[] = [];
    let cells = 0;
    for (const row of rows) {
      const answers = await Promise.all(
        stage.subjects.map(async (subject) => ({ subject, answer: await ask(row, subject) })),
      );
      for (const { subject, answer } of answers) {
        cells += 1;
        const cell = `${subject.name} ${row.method} ${row.path ?? row.route}`;
        const expected = refusalFor(row, subject);
        const told = answer.body?.code ?? null;
        const isRefused = ["session.none", "access.denied", "record.missing"].includes(told);
        const isIn = row.later === undefined ? !isRefused && answer.status < 500 : told === row.later;
        const isRight = expected === null ? isIn : told === expected;
        if (!isRight) wrong.push(`${cell}: ${answer.status} ${told}, expected ${expected ?? "in"}`);
        if (expected === null && row.method === "GET" && row.allowed !== "anyone" && answer.status !== 200)
          wrong.push(`${cell}: ${answer.status} ${told}, expected 200`);
        const text = await textOf(answer);
        const given = expected === null ? row.shows : undefined;
        for (const word of forbidden(subject))
          if (word !== given && text.includes(word)) leaks.push(`${cell}: ${word}`);
      }
    }
    console.log(`authority: ${rows.length} rows × ${stage.subjects.length} people = ${cells} cells`);
    expect(wrong).toEqual([]);
    expect(leaks).toEqual([]);
  }, 300_000);

  it("日志里没有号码、谈话、会议内容和姓名", () => {
    const log = JSON.stringify(stage.system.log);
    expect([...secrets, ...business].filter((word) => log.includes(word))).toEqual([]);
  });
});
