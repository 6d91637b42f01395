import { beforeAll, describe, expect, test } from "vitest";
import { openPackage } from "#functions/sheets/guard";
import { startSystem } from "../support/app";
import { checkOoxml } from "../support/ooxml-check";

type System = Awaited<ReturnType<typeof startSystem>>;
type Browser = ReturnType<System["browser"]>;

const TODAY = "2026-05-21";
const names = "王建国 李志强 张丽华 刘洋 陈静 杨帆 赵敏 黄磊 周涛 吴迪 徐静怡 孙立军 马文博 欧阳慧敏".split(" ");
const full = { stage: "full", joinedOn: "2010-07-01", convertedOn: "2011-07-01" };

let system: System;
let branch: string;
let secretary: Browser;
const ids: string[] = [];
const at = (path = "") => `/api/branches/${branch}/activities${path}`;

async function record(more: Record<string, unknown> = {}) {
  const answer = await secretary.post(at(), {
    ...{ kinds: ["general"], title: "第二季度支部党员大会", startsAt: "2026-05-20T09:00", state: "recorded" },
    ...more,
  });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

/** The paragraphs of a Word document. */
async function paper(id: string, kind: "minutes" | "signin") {
  const answer = await secretary.get(at(`/${id}/${kind}.docx`));
  expect(answer.status, answer.text.slice(0, 200)).toBe(200);
  expect(await checkOoxml(answer.bytes)).toEqual([]);
  const pieces: string[] = [];
  for await (const piece of (await openPackage(answer.bytes)).read("word/document.xml")) pieces.push(piece);
  const paragraphs = pieces.join("").match(/<w:p[ >].*?<\/w:p>/gs) ?? [];
  const lines = paragraphs.map((one) => [...one.matchAll(/<w:t[^>]*>([^<]*)/g)].map((match) => match[1]).join(""));
  return { lines, text: lines.join("\n"), headers: answer.headers };
}

beforeAll(async () => {
  system = await startSystem({ today: TODAY });
  ({ id: branch, secretary } = await system.foundBranch("机关第一党支部"));
  for (const name of names)
    ids.push((await secretary.post(`/api/branches/${branch}/members`, { name, ...full })).body.id);
});

describe("会议记录", () => {
  test("写明时间、地点、人员、出勤、议题、表决和决议，没有填的标【待补】", async () => {
    const exceptions = [
      { memberId: ids[2], state: "leave", reason: "出差" },
      { memberId: ids[3], state: "leave" },
      { memberId: ids[5], state: "absent" },
      { memberId: ids[6], state: "online" },
    ];
    const made = await record({
      kinds: ["general", "themeDay"],
      endsAt: "2026-05-20T11:30",
      place: "党员活动室",
      hostId: ids[0],
      attendance: { default: "present", exceptions },
      items: [
        { title: "学习文件", text: "第一段\n第二段" },
        { title: "接收预备党员", vote: { basis: "admission", yes: 9, no: 0, abstain: 1, outcome: "passed" } },
      ],
      resolutions: [{ text: "开展隐患排查。", ownerId: ids[1], dueOn: "2026-06-30" }, { text: "整理台账" }],
    });
    const { lines, text, headers } = await paper(made.id, "minutes");
    expect(lines.slice(0, 2)).toEqual(["机关第一党支部党员大会记录", "第二季度支部党员大会"]);
    for (const line of [
      "时间：2026年5月20日（星期三）9:00—11:30",
      "地点：党员活动室",
      "类别：支部党员大会、主题党日",
      "主持人：王建国",
      "记录人：【待补】",
      "人数：应到 14 人，实到 11 人（其中线上 1 人），应到会有表决权 14 人",
      "请假：张丽华（出差）、刘洋（【待补：原因】）",
      "缺席：杨帆",
      "列席：无",
      "一、学习文件",
      "第一段",
      "第二段",
      "【待补：讨论情况】",
      "表决（接收、转正）：应到会有表决权 14 人，实到 10 人（需 8 人），赞成 9 票（需 8 票），通过；反对 0 票，弃权 1 票。",
      "三、决议和落实",
      "1. 开展隐患排查（责任人：李志强；完成时限：2026年6月30日）。",
      "2. 整理台账（责任人：【待补：责任人】；完成时限：【待补：时限】）。",
      "确认：尚未确认",
    ]) {
      expect(lines).toContain(line);
    }
    expect(text).toContain("赵敏（线上）");
    expect(text).toMatch(/主持人（签名）：.*记录人（签名）：/);
    expect(text).not.toContain("补录");
    expect(decodeURIComponent(headers.get("content-disposition") ?? "")).toContain(
      "机关第一党支部党员大会记录-2026-05-20.docx",
    );
  });

  test("还没开的会，出勤和表决都是【待补】，并写明须到多少人", async () => {
    const items = [{ title: "表决", vote: { basis: "ordinary", yes: 0, no: 0, abstain: 0, outcome: "notPassed" } }];
    const made = await record({ startsAt: "2026-06-20T09:00", state: "planned", items });
    const { lines } = await paper(made.id, "minutes");
    expect(lines).toContain("人数：应到 14 人，实到【待补】，应到会有表决权 14 人");
    expect(lines).toContain("出席：【待补】");
    expect(lines).toContain("表决（一般议题）：须有表决权的党员 7 人以上到会；表决情况【待补】。");
  });

  test("补录的写明录入日和相隔天数", async () => {
    const made = await record({ startsAt: "2026-05-01T09:00" });
    expect((await paper(made.id, "minutes")).lines).toContain("补录：本记录于2026年5月21日录入，距活动 20 天");
  });

  test("更正写明原来的内容和原因，确认写明确认日", async () => {
    const made = await record({ place: "一楼", items: [{ title: "议题", text: "原文" }] });
    await secretary.post(at(`/${made.id}/confirm`));
    const changes = { place: "二楼", items: [{ title: "议题", text: "新文" }] };
    expect((await secretary.post(at(`/${made.id}/amendments`), { reason: "地点写错", changes })).status).toBe(200);
    const { lines, text } = await paper(made.id, "minutes");
    expect(text).toContain("议题内容");
    expect(text).toContain("地点（原为“一楼”）");
    expect(text).toContain("原因：地点写错。");
    expect(lines.find((line) => line.startsWith("确认："))).toMatch(/，2026年5月21日$/);
  });

  test("文字里的尖括号和公式符号原样写出", async () => {
    const made = await record({ title: "=1+1 <b>&", items: [{ title: "<w:p>", text: "a & b < c" }] });
    const { text } = await paper(made.id, "minutes");
    expect(text).toContain("=1+1 &lt;b&gt;&amp;");
    expect(text).toContain("a &amp; b &lt; c");
  });
});

describe("签到表", () => {
  test("会前是空白签到表，列出应到的每一个人", async () => {
    const made = await record({ startsAt: "2026-06-20T09:00", state: "planned" });
    const { lines } = await paper(made.id, "signin");
    expect(lines[0]).toBe("机关第一党支部党员大会签到表");
    for (const name of names) expect(lines).toContain(name);
    expect(lines).not.toContain("到会");
    expect(lines.find((line) => line.startsWith("人数："))).toMatch(/^人数：应到 14 人，实到\s+人$/);
  });

  test("会后是出勤表，写明到会、请假和列席", async () => {
    const applicant = await secretary.post(`/api/branches/${branch}/members`, { name: "林申请", stage: "applicant" });
    const exceptions = [
      { memberId: ids[2], state: "leave", reason: "出差" },
      { memberId: applicant.body.id, state: "observer" },
    ];
    const made = await record({ attendance: { default: "present", exceptions } });
    const { lines } = await paper(made.id, "signin");
    expect(lines[0]).toBe("机关第一党支部党员大会出勤表");
    expect(lines).toContain("请假（出差）");
    expect(lines).toContain("林申请（列席）");
    expect(lines.filter((line) => line === "到会")).toHaveLength(13);
    expect(lines).toContain("人数：应到 14 人，实到 13 人");
  });
});

describe("通知", () => {
  test("写明时间、地点、主题、议题和参加人员，有表决时写明须到多少人", async () => {
    const items = [
      { title: "学习文件" },
      { title: "接收预备党员", vote: { basis: "admission", yes: 0, no: 0, abstain: 0, outcome: "notPassed" } },
    ];
    const made = await record({ startsAt: "2026-06-20T14:30", state: "planned", place: "活动室", items });
    const { text } = (await secretary.get(at(`/${made.id}/notice`))).body;
    expect(text.split("\n")).toEqual([
      "关于开展“第二季度支部党员大会”的通知",
      "各位党员：",
      "一、时间：2026年6月20日（星期六）14:30",
      "二、地点：活动室",
      "三、类别：支部党员大会",
      "四、主题：第二季度支部党员大会",
      "五、议题：1. 学习文件；2. 接收预备党员",
      "六、参加人员：全体党员（14 人）",
      "本次活动有表决事项，须有表决权的党员 8 人以上到会，请务必参加。因故不能参加的，请提前向支部请假并说明原因。",
      "机关第一党支部",
      "2026年5月21日",
    ]);
  });
});

describe("决议的落实", () => {
  const followups = async (query = "") => (await secretary.get(`/api/branches/${branch}/followups${query}`)).body.items;

  test("决议列为待办事项，过期的标明，办完的注明日期，已确认的不必更正", async () => {
    const made = await record({
      startsAt: "2026-04-20T09:00",
      resolutions: [
        { text: "甲事", ownerId: ids[1], dueOn: "2026-05-01" },
        { text: "乙事", ownerId: ids[2], dueOn: "2026-06-01" },
      ],
    });
    await secretary.post(at(`/${made.id}/confirm`));
    const own = async (query = "") =>
      (await followups(query)).filter((one: { activityId: string }) => one.activityId === made.id);
    expect(await own("?open=true")).toMatchObject([
      {
        n: 0,
        text: "甲事",
        ownerName: "李志强",
        title: "第二季度支部党员大会",
        on: "2026-04-20",
        open: true,
        overdue: true,
      },
      { n: 1, text: "乙事", ownerName: "张丽华", open: true, overdue: false },
    ]);
    const done = (doneOn: string | null, n = 0) => secretary.post(at(`/${made.id}/resolutions/${n}/done`), { doneOn });
    const answer = await done("2026-05-20");
    expect(answer.body).toMatchObject({
      state: "confirmed",
      version: 3,
      amendments: [],
      resolutions: [{ doneOn: "2026-05-20" }, { doneOn: null }],
    });
    expect(await own("?open=true")).toMatchObject([{ n: 1 }]);
    expect(await own("?open=false")).toMatchObject([{ n: 0, doneOn: "2026-05-20", overdue: false }]);
    expect((await done("2026-05-22")).body.errors[0].pointer).toBe("#/doneOn");
    expect((await done("2026-04-19")).body.errors[0].pointer).toBe("#/doneOn");
    expect((await done("2026-05-20", 7)).status).toBe(404);
    expect((await done(null)).body.resolutions[0].doneOn).toBeNull();
    expect((await paper(made.id, "minutes")).text).toContain("甲事（责任人：李志强；完成时限：2026年5月1日）。");
  });

  test("含上一年度的决议，不含更早的，也不含还没开的会", async () => {
    const of = async (startsAt: string, state = "recorded") =>
      (await record({ startsAt, state, forYear: Number(startsAt.slice(0, 4)), resolutions: [{ text: startsAt }] })).id;
    const [before, last, older] = [
      await of("2025-03-01T09:00"),
      await of("2025-12-31T09:00"),
      await of("2024-12-31T09:00"),
    ];
    const planned = await of("2026-08-01T09:00", "planned");
    const shown = (await followups("?limit=200")).map((one: { activityId: string }) => one.activityId);
    expect(shown).toEqual(expect.arrayContaining([before, last]));
    expect(shown).not.toContain(older);
    expect(shown).not.toContain(planned);
  });
});
