import { beforeAll, describe, expect, test } from "vitest";
import { renderDocument } from "#functions/papers/document";
import { startSystem } from "../support/app";
import { workbookOf, zipOf } from "../support/hostile";

type System = Awaited<ReturnType<typeof startSystem>>;
type Browser = ReturnType<System["browser"]>;

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));
const png = bytesOf("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");
const pdf = new TextEncoder().encode("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");

let system: System;
let branch: string;
let secretary: Browser;
const at = (path: string, b = branch) => `/api/branches/${b}/activities${path}`;

async function activity(): Promise<string> {
  const answer = await secretary.post(at(""), {
    kinds: ["themeDay"],
    title: "主题党日",
    startsAt: "2026-05-20T09:00",
    state: "recorded",
  });
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
}
const upload = (id: string, name: string, bytes: Uint8Array, type = "application/octet-stream", key?: string) =>
  secretary.post(at(`/${id}/files?name=${encodeURIComponent(name)}`), bytes, { type, ...(key && { key }) });

beforeAll(async () => {
  system = await startSystem({ today: "2026-05-21" });
  ({ id: branch, secretary } = await system.foundBranch("机关第一党支部"));
});

describe("附件", () => {
  test("按内容认类型，不按名字和自称的类型；名字清理后保存", async () => {
    const id = await activity();
    const answer = await upload(id, "../../党日/现场:照片?.pdf", png, "application/pdf");
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body).toMatchObject({
      name: "现场照片.pdf.png",
      type: "image/png",
      size: png.length,
      version: 2,
      by: expect.stringMatching(/^sec-/),
    });
    const back = await secretary.get(at(`/${id}/files/${answer.body.id}`));
    expect(back.bytes).toEqual(png);
    expect(back.headers.get("content-type")).toBe("image/png");
    expect(back.headers.get("x-content-type-options")).toBe("nosniff");
    expect(back.headers.get("content-disposition")).toMatch(/^inline; filename\*=UTF-8''%E7/);
    expect((await secretary.get(at(`/${id}`))).body).toMatchObject({ version: 2, files: [{ id: answer.body.id }] });
  });

  test("PDF 和 Office 文件只供下载", async () => {
    const id = await activity();
    const docx = await renderDocument({ title: "方案", blocks: [] });
    for (const [name, bytes, type] of [
      ["方案.docx", docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
      ["名单.xlsx", workbookOf({}), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
      ["扫描.PDF", pdf, "application/pdf"],
    ] as const) {
      const answer = await upload(id, name, bytes);
      expect(answer.body, answer.text).toMatchObject({ type, name: name.replace("PDF", "pdf") });
      const back = await secretary.get(at(`/${id}/files/${answer.body.id}`));
      expect(back.headers.get("content-disposition")).toMatch(/^attachment/);
      expect(back.bytes).toEqual(new Uint8Array(bytes));
    }
  });

  const text = (content: string) => new TextEncoder().encode(content);
  const refused: [string, () => Uint8Array][] = [
    ["网页", () => text("<html><script>alert(1)</script></html>")],
    ["矢量图", () => text('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ["程序", () => text("MZ\u0000\u0000program")],
    ["普通压缩包", () => new Uint8Array(zipOf([]))],
    ["空文件", () => new Uint8Array()],
    ["带宏的表格", () => new Uint8Array(workbookOf({ "xl/vbaProject.bin": Buffer.from("macro") }))],
  ];
  test.each(refused)("%s不收，即使自称是图片", async (_, make) => {
    const id = await activity();
    const answer = await upload(id, "照片.png", make(), "image/png");
    expect([answer.status, answer.body.code]).toEqual([415, "file.type"]);
    expect((await secretary.get(at(`/${id}`))).body).toMatchObject({ version: 1, files: [] });
  });

  test("不收其他自称的类型，也不收超过 4 MB 的", async () => {
    const id = await activity();
    expect((await upload(id, "页.html", png, "text/html")).body.code).toBe("request.media-type");
    const large = new Uint8Array(4 * 1024 * 1024 + 1);
    large.set(png);
    expect((await upload(id, "照片.png", large, "image/png")).status).toBe(413);
    expect((await upload(id, "照片.png", large.subarray(0, 4 * 1024 * 1024), "image/png")).status).toBe(201);
  });

  test("同一个键重复上传只存一份", async () => {
    const id = await activity();
    const first = await upload(id, "照片.png", png, "image/png", `up-${id}`);
    const again = await upload(id, "照片.png", png, "image/png", `up-${id}`);
    expect(again.body).toEqual(first.body);
    expect((await secretary.get(at(`/${id}`))).body.files).toHaveLength(1);
  });

  test("一次活动最多 20 个附件", async () => {
    const id = await activity();
    for (let i = 0; i < 20; i += 1) expect((await upload(id, `${i}.png`, png)).status).toBe(201);
    expect((await upload(id, "多.png", png)).status).toBe(409);
  });

  test("确认前可以删除；确认后可以补充并带有时间，不能删除", async () => {
    const id = await activity();
    const first = (await upload(id, "一.png", png)).body.id;
    expect((await secretary.delete(at(`/${id}/files/${first}`))).status).toBe(204);
    expect((await secretary.get(at(`/${id}/files/${first}`))).status).toBe(404);
    expect(await system.platform.files.get(first)).toBeNull();
    expect((await secretary.post(at(`/${id}/confirm`))).status).toBe(200);
    const late = await upload(id, "补充.png", png);
    expect([late.status, late.body.at.slice(0, 10)]).toEqual([201, "2026-05-21"]);
    const answer = await secretary.delete(at(`/${id}/files/${late.body.id}`));
    expect([answer.status, answer.body.code]).toEqual([409, "activity.confirmed"]);
  });

  test("只有能看这次活动的人能看附件，只读的人不能上传", async () => {
    const id = await activity();
    const file = (await upload(id, "一.png", png)).body.id;
    const { id: other, secretary: stranger } = await system.foundBranch("机关第二党支部");
    expect((await stranger.get(at(`/${id}/files/${file}`))).status).toBe(404);
    expect((await stranger.get(at(`/${id}/files/${file}`, other))).status).toBe(404);
    expect((await system.browser().get(at(`/${id}/files/${file}`))).status).toBe(401);
    expect((await system.office.get(at(`/${id}/files/${file}`))).status).toBe(200);
    expect((await system.office.post(at(`/${id}/files?name=a.png`), png, { type: "image/png" })).status).toBe(403);
    expect((await secretary.get(at(`/${await activity()}/files/${file}`))).status).toBe(404);
  });

  test("删除活动时附件一并删除", async () => {
    const id = await activity();
    const file = (await upload(id, "一.png", png)).body;
    expect((await secretary.delete(at(`/${id}`), file.version)).status).toBe(204);
    expect(await system.platform.files.get(file.id)).toBeNull();
  });
});
