import { createAsync } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { chineseStamp } from "../../lib/dates";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/dialog";
import { Section } from "../../ui/page";
import { Empty } from "../../ui/state";
import { failed, toast } from "../../ui/toast";
import { endOtherSessions, endSession, type OwnSession, sessionsOf } from "./own-data";

/** Where the account is signed in now, and the way to end each. */
export function Sessions() {
  const sessions = createAsync(() => sessionsOf());
  const others = () => (sessions() ?? []).filter((session) => !session.current);
  const [isAsking, setAsking] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const endAll = async () => {
    setBusy(true);
    await endOtherSessions()
      .then(() => {
        setAsking(false);
        toast("其他地方的登录已全部退出");
      }, failed("没有退出成功"))
      .finally(() => setBusy(false));
  };
  return (
    <Section
      title="登录记录"
      note="正在使用您账号的电脑和手机；不认识的请退出，并修改密码"
      actions={
        <Show when={others().length > 0}>
          <Button onClick={() => setAsking(true)}>退出其他全部</Button>
        </Show>
      }
    >
      <Show when={sessions()}>
        {(all) => (
          <Show when={all().length > 0} fallback={<Empty title="没有登录记录。" />}>
            <ul class="duties">
              <For each={all()}>{(session) => <Row session={session} />}</For>
            </ul>
          </Show>
        )}
      </Show>
      <ConfirmDialog
        title="退出其他全部"
        open={isAsking()}
        onClose={() => setAsking(false)}
        confirm="退出其他全部"
        busy={busy()}
        onConfirm={() => void endAll()}
      >
        <p>除了正在用的这一处，其他 {others().length} 处立即退出，要重新登录才能用。</p>
      </ConfirmDialog>
    </Section>
  );
}

function Row(props: { session: OwnSession }) {
  const [busy, setBusy] = createSignal(false);
  const end = async () => {
    setBusy(true);
    await endSession(props.session)
      .then(() => toast("已退出"), failed("没有退出成功"))
      .finally(() => setBusy(false));
  };
  return (
    <li class="duty">
      <div class="duty-text">
        <div class="duty-head">
          <h3>{props.session.device || "未知设备"}</h3>
          <Show when={props.session.current}>
            <Badge tone="green">本机</Badge>
          </Show>
        </div>
        <p class="muted">
          {chineseStamp(props.session.startedAt)}登录，最近使用 {chineseStamp(props.session.seenAt)}，网络地址{" "}
          {props.session.from || "不明"}
        </p>
      </div>
      <Show when={!props.session.current}>
        <Button busy={busy()} onClick={() => void end()} aria-label={`退出：${props.session.device}`}>
          退出
        </Button>
      </Show>
    </li>
  );
}
